"""Questions whether two announcements tell of one project: which pairs leave doubt, and what stands nearest to an announcement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from census.gain import gain_of
from census.linkage import Linkage
from census.registry import Registry
from census.review_tables import queue
from census.reviews import case_of
from census.store import Store, insert_once
from census.tables import announcements, articles, judgements, memberships, runs

Row = dict[str, Any]
Pair = tuple[str, str]

# The pair model is in doubt between these scores: a choice around its threshold of one half.
_DOUBT = (0.35, 0.65)
# So many pairs at most stand in the queue; the rest wait until these are answered.
_PAIRS = 5000


@dataclass(frozen=True)
class Partner:
    """An announcement that may tell of the same project as another: the model's score and reasons, and whether both stand in one
    record now."""

    announcement_id: str
    score: float
    why: str
    is_joined: bool


def model_of(store: Store) -> str:
    """The model of the run that started last, "" where there was none."""
    with store.engine.connect() as connection:
        return connection.execute(select(runs.c.model).order_by(runs.c.started_at.desc()).limit(1)).scalar() or ""


def paired(store: Store, model: str, seconds: Mapping[str, float]) -> list[Row]:
    """Rows of the queue for pairs: bridges, pairs whose score leaves doubt, and pairs in one record that the model holds for two
    projects."""
    one, two = memberships.alias(), memberships.alias()
    a, b, score = judgements.c.a, judgements.c.b, judgements.c.score
    together = and_(one.c.record_id == two.c.record_id, score < _DOUBT[0])
    query = (
        select(a, b, score)
        .join(one, one.c.announcement_id == a)
        .join(two, two.c.announcement_id == b)
        .where(judgements.c.by == model, or_(score.between(*_DOUBT), together))
        .order_by(func.abs(score - 0.5), a, b)
        .limit(_PAIRS)
    )
    with store.engine.connect() as connection:
        doubts = {(row[0], row[1]): min(row[2], 1 - row[2]) for row in connection.execute(query)}
    # Where the groups do not hold as a whole, the records say the opposite of the score.
    doubts |= {(j.a, j.b): max(j.score, 1 - j.score) for j in Linkage(store, model).bridges()}
    return _rows(store, doubts, model, seconds)


def partners_of(store: Store, announcement_id: str, most: int = 12) -> list[Partner]:
    """What may be one project with an announcement: its fellows in the record, then what the model compared it with, likeliest first."""
    fellows = Registry(store).fellows([announcement_id]) - {announcement_id}
    found = {}
    for here, there in ((judgements.c.a, judgements.c.b), (judgements.c.b, judgements.c.a)):
        query = select(there.label("other"), judgements.c.score, judgements.c.why)
        query = query.where(judgements.c.by == model_of(store))
        for row in store.where(query, here, [announcement_id]):
            found[row.other] = Partner(row.other, row.score, row.why, row.other in fellows)
    found |= {id: Partner(id, 1.0, "joined through others", True) for id in fellows - found.keys()}
    return sorted(found.values(), key=lambda p: (not p.is_joined, -p.score, p.announcement_id))[:most]


def ask_pair(store: Store, a: str, b: str) -> str:
    """Put the question whether two announcements are one project into the queue, unless it is there; the id of its case."""
    with store.transaction() as connection:
        for row in _rows(store, {(a, b): 0.5}, model_of(store), {}):
            insert_once(connection, queue, [{**row, "awaits": "first", "rank": row["gain"]}])
    return case_of(a, b)


def _rows(store: Store, doubts: Mapping[Pair, float], model: str, seconds: Mapping[str, float]) -> list[Row]:
    told = announcements.c
    query = select(told.id, told.date, told.lang, articles.c.outlet).join(articles, articles.c.id == told.article_id)
    about = {row.id: row for row in store.where(query, told.id, _members(doubts)) if row.date}
    known: Sequence[Pair] = [pair for pair in doubts if pair[0] in about and pair[1] in about]
    return [_row(about[a], about[b], gain_of({"project": doubts[a, b]}, seconds, 1), model) for a, b in known]


def _members(pairs: Iterable[Pair]) -> set[str]:
    return {id for pair in pairs for id in pair}


def _row(one: Any, two: Any, gain: tuple[float, str], model: str) -> Row:
    first = min(one, two, key=lambda row: (row.date, row.id))
    a, b = sorted((one.id, two.id))
    return {
        "case_id": case_of(a, b), "announcement_id": a, "other_id": b, "gain": gain[0], "model": model, "month": first.date[:7],
        "lang": first.lang, "outlet": first.outlet, "field": gain[1], "is_disputed": 0, "sector": None, "country": None,
    }  # fmt: skip
