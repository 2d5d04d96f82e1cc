"""Enqueue: cases for what the model found and joined, each with its gain; what a case awaits follows from the ledger of review."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from statistics import median
from typing import Any

from sqlalchemy import Connection, Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from census.gain import ENOUGH, gain_of
from census.merge import in_force
from census.pairs import model_of, paired
from census.records import Label
from census.review_tables import queue
from census.reviews import Entry, Reviews, awaits_of, case_of
from census.standing import evidence_hash
from census.store import Store
from census.tables import announcements, articles, memberships
from census.taxonomy import CODED
from census.word_index import index_words

Row = dict[str, Any]

# Rows read and written at a time.
_STREAM = 20_000
_BATCH = 400


def enqueue(store: Store, anew: bool = False) -> int:
    """Put cases into the queue that are not there yet, or reckon all of them `anew`; how many were written. Leases are left alone. What
    search finds is brought up to date too."""
    model = model_of(store)
    seconds = seconds_of(Reviews(store).decisions(2000))
    written = 0
    with store.transaction() as connection:
        connection.execute(update(queue).where(queue.c.model != model).values(rank=None))
    for rows in chain(_announced(store, model, seconds, anew), [paired(store, model, seconds)]):
        with store.transaction() as connection:
            _write(connection, _with_state(store, connection, rows))
        written += len(rows)
    index_words(store)
    return written


def seconds_of(decisions: Iterable[Entry]) -> dict[str, float]:
    """Median seconds of an analyst by field, of decisions that set it otherwise than the model; fields with too few are left out."""
    spent: dict[str, list[float]] = defaultdict(list)
    for entry in decisions:
        if entry.other_id:
            spent["project"].append(entry.seconds)
        elif entry.action == "not_project":
            spent["is_announcement"].append(entry.seconds)
        for field in entry.changed:
            spent[field].append(entry.seconds)
    return {field: max(1.0, median(times)) for field, times in spent.items() if len(times) >= ENOUGH}


def _announced(store: Store, model: str, seconds: Mapping[str, float], anew: bool) -> Iterator[list[Row]]:
    """Cases of announcements' labels, some thousands at a time. Asked for part by part: while one long question is open SQLite cannot
    clear its log, which grew to 13 GB for a million announcements."""
    told = announcements.c
    query = (
        select(told.id, told.date, told.lang, told.relevance_proba, articles.c.outlet, memberships.c.record_id)
        .join(articles, articles.c.id == told.article_id)
        .outerjoin(memberships, memberships.c.announcement_id == told.id)
        .where(told.by == model, told.date.is_not(None))
        .order_by(told.id)
        .limit(_STREAM)
    )
    if not anew:
        own = (queue.c.announcement_id == told.id, queue.c.other_id == "", queue.c.model == model)
        query = query.where(~select(queue.c.case_id).where(*own).exists())
    tellings, last = _tellings(store), ""
    while part := _part(store, query.where(told.id > last)):
        made = store.bare_labels([row.id for row in part])
        force, disputed = in_force(made), _disputed(made)
        yield [_case(row, model, force, row.id in disputed, tellings.get(row.record_id, 1), seconds) for row in part]
        last = part[-1].id


def _part(store: Store, query: Select[Any]) -> list[Any]:
    with store.engine.connect() as connection:
        return list(connection.execute(query).all())


def _case(
    row: Any, model: str, force: Mapping[tuple[str, str], Label], disputed: bool, tellings: int, seconds: Mapping[str, float]
) -> Row:  # fmt: skip
    own = {name: label for name in CODED if (label := force.get((row.id, name)))}
    doubts = {name: 1.0 - label.probability for name, label in own.items()}
    gain, field = gain_of(doubts | {"is_announcement": 1.0 - row.relevance_proba}, seconds, tellings)
    values = {name: own[name].value if name in own else None for name in ("sector", "country")}
    return {
        "case_id": case_of(row.id), "announcement_id": row.id, "other_id": "", "gain": gain, "model": model, "month": row.date[:7],
        "lang": row.lang, "outlet": row.outlet, "field": field, "is_disputed": int(disputed), **values,
    }  # fmt: skip


def _disputed(made: Iterable[Label]) -> set[str]:
    """Announcements of which two makers say different things of one field."""
    said: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for label in made:
        if label.probability > 0:
            said[label.announcement_id, label.field].add(label.value)
    return {id for (id, _), values in said.items() if len(values) > 1}


def _tellings(store: Store) -> dict[str, int]:
    """Announcements of each record that has more than one."""
    number = func.count()
    query = select(memberships.c.record_id, number).group_by(memberships.c.record_id).having(number > 1)
    with store.engine.connect() as connection:
        return dict(map(tuple, connection.execute(query)))


def _with_state(store: Store, connection: Connection, rows: Sequence[Row]) -> list[Row]:
    """Rows with what each awaits, from those of its entries whose evidence has not changed."""
    entries: dict[str, list[Entry]] = {}
    for start in range(0, len(rows), _STREAM):
        ids = [row["case_id"] for row in rows[start : start + _STREAM]]
        entries |= Reviews(store).standing_of(connection, ids)
    told = store.texts_of(id for made in entries.values() for e in made for id in (e.announcement_id, e.other_id) if id)
    found = []
    for row in rows:
        texts = [told[id] for id in (row["announcement_id"], row["other_id"]) if id in told]
        valid = [e for e in entries[row["case_id"]] if e.evidence in ("", evidence_hash(*texts))]
        awaits = awaits_of(row["case_id"], valid)
        found.append({**row, "awaits": awaits, "rank": None if awaits is None else row["gain"]})
    return found


def _write(connection: Connection, rows: Sequence[Row]) -> None:
    """Insert rows, or set anew what was reckoned of those that are there."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for start in range(0, len(rows), _BATCH):
        insert = dialect.insert(queue)
        values = {name: insert.excluded[name] for name in rows[start] if name != "case_id"}
        changed = insert.on_conflict_do_update(index_elements=["case_id"], set_=values)
        connection.execute(changed, list(rows[start : start + _BATCH]))
