"""What stands behind records in the store: announcements, their articles, the whole ledger of labels and judgements on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Select, null, select

from census import tables
from census.records import Announcement, Article, Judgement, Label
from census.rows import Noun, nouns_in
from census.standing import unexpired
from census.store import Store

# Ids in one statement: SQLite takes at most 32,766 bound values, and judgements bind each id once.
_BATCH = 10_000


@dataclass(frozen=True)
class Evidence:
    """Announcements and articles by id, labels from the oldest to the newest (none that was given to another text), judgements by pair
    and time."""

    announcements: dict[str, Announcement]
    articles: dict[str, Article]
    labels: tuple[Label, ...]
    judgements: tuple[Judgement, ...]


def evidence_of(store: Store, announcement_ids: Iterable[str], is_for_merging: bool = True) -> Evidence:
    """The evidence of announcements (ids) as the store holds it; ids that it does not hold are left out. Not to be merged, labels are
    without their distributions: these are three quarters of the time that a month of 22,680 labels takes to read."""
    ids = sorted(set(announcement_ids))
    told, labels, judged = tables.announcements, tables.labels, tables.judgements
    announcements = {a.id: a for a in _read(store, Announcement, select(told), told.c.id, ids)}
    none = null().label("distribution")
    read = select(labels) if is_for_merging else select(*(none if c is labels.c.distribution else c for c in labels.c))
    made = sorted(
        _read(store, Label, read, labels.c.announcement_id, ids),
        key=lambda x: (x.made_at, x.by, x.announcement_id, x.field),
    )
    wanted = set(ids)
    pairs = [j for j in _read(store, Judgement, select(judged), judged.c.a, ids) if j.b in wanted]
    return Evidence(
        announcements,
        store.articles(a.article_id for a in announcements.values()),
        tuple(unexpired(made, {id: told.text for id, told in announcements.items()})),
        tuple(sorted(pairs, key=lambda j: (j.a, j.b, j.made_at, j.by))),
    )


def _read(
    store: Store, kind: type[Noun], query: Select[tuple[object, ...]], column: Column[str], ids: Sequence[str]
) -> list[Noun]:
    found: list[Noun] = []
    with store.engine.connect() as connection:
        for start in range(0, len(ids), _BATCH):
            wanted = query.where(column.in_(ids[start : start + _BATCH]))
            found += nouns_in(kind, connection.execute(wanted))
    return found
