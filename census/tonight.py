"""Tonight: what the last night did, what is missing of it, and what waits for people; from the store alone, in bounded questions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from census.frontier import Frontier, Night
from census.funnel import Funnel, Hole, funnels, holes
from census.health import alarms_of
from census.review_tables import queue, reviews
from census.reviews import RECHECK
from census.store import Store
from census.tables import announcements, articles, problems, releases, runs
from census.tips import Tips

# Nights that are shown, and days whose listings tell how a source fares (health.py compares eight weeks).
NIGHTS = 7
_LISTED_DAYS = 63
# What opens a decided case again: a person who asks for it, and the loop that suspects an error.
_ANEW = ("requeue", RECHECK)


@dataclass(frozen=True)
class Made:
    """A month that was worked on since the night began, and its latest version since then, "" where none was published."""

    month: str
    model: str
    started_at: str
    version: str
    projects: int | None


@dataclass(frozen=True)
class Missing:
    """What a night did not get, of the sources that it `asked`: sources by the fault of their listing, those that were not asked, alarms
    in words, holes, and how many problems of which (stage, reason)."""

    asked: int
    failed: Mapping[str, Sequence[str]]
    unasked: Sequence[str]
    alarms: Sequence[str]
    holes: Sequence[Hole]
    problems: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class Waiting:
    """Cases that wait for people: for a first answer, a second, a senior; how many of them came back to be decided anew (a person asked,
    or an error is suspected); and tips that were not read yet."""

    first: int
    second: int
    senior: int
    again: int
    tips: int


def latest_nights(store: Store) -> list[Night]:
    """The last nights, newest first."""
    return Frontier(store).nights()[: -NIGHTS - 1 : -1]


def lasted(night: Night) -> timedelta | None:
    """How long a night took, None where it has not ended."""
    if night.finished_at is None:
        return None
    return datetime.fromisoformat(night.finished_at) - datetime.fromisoformat(night.started_at)


def made_since(store: Store, moment: str) -> list[Made]:
    """Months worked on since a moment, newest first."""
    latest = (
        select(releases.c.month, releases.c.version, releases.c.projects)
        .where(releases.c.made_at >= moment)
        .order_by(releases.c.made_at)
    )
    began = select(runs.c.month, runs.c.model, runs.c.started_at).where(runs.c.started_at >= moment)
    with store.engine.connect() as connection:
        published = {row.month: row for row in connection.execute(latest)}
        rows = connection.execute(began.order_by(runs.c.started_at.desc(), runs.c.month)).all()
    return [
        Made(*row, *((published[row.month].version, published[row.month].projects) if row.month in published else ("", None)))
        for row in rows
    ]  # fmt: skip


def missing_of(store: Store, night: Night) -> Missing:
    """What a night did not get."""
    last = date.fromisoformat(night.last)
    listed = Frontier(store).listed(since=str(last - timedelta(_LISTED_DAYS)))
    own = [row for row in listed if row["listed_at"] >= night.started_at]
    failed: dict[str, list[str]] = {}
    for row in sorted(own, key=lambda row: (row["reason"], row["source"])):
        if row["reason"]:
            failed.setdefault(row["reason"], []).append(row["source"])
    asked = {row["source"] for row in own}
    recent = {row["source"] for row in listed if row["last"] >= str(last - timedelta(NIGHTS))}
    met = select(problems.c.stage, problems.c.reason, func.count()).where(problems.c.seen_at >= night.started_at)
    with store.engine.connect() as connection:
        rows = connection.execute(met.group_by(problems.c.stage, problems.c.reason))
        counted = sorted(((row[0], row[1], row[2]) for row in rows), key=lambda row: (-row[2], row[0], row[1]))
    return Missing(
        len(asked), failed, sorted(recent - asked), alarms_of(listed, last), holes(store, last, NIGHTS), counted
    )


def funnel_of(store: Store, shown: Sequence[Night]) -> dict[tuple[str, str], Funnel]:
    """The funnel of some nights (newest first) by source and day."""
    return funnels(store, shown[-1].started_at, min(night.first for night in shown)) if shown else {}


def waiting_of(store: Store) -> Waiting:
    """What waits for people."""
    is_open = queue.c.rank.is_not(None)
    anew = select(reviews.c.case_id).where(reviews.c.action.in_(_ANEW))
    with store.engine.connect() as connection:
        rows = connection.execute(select(queue.c.awaits, func.count()).where(is_open).group_by(queue.c.awaits))
        counts = Counter({row[0]: row[1] for row in rows})
        again = connection.execute(select(func.count()).where(is_open, queue.c.case_id.in_(anew))).scalar_one()
    return Waiting(counts["first"], counts["second"], counts["senior"], again, Tips(store).count_unread())


def disputes(store: Store, most: int = 20) -> list[Any]:
    """Cases on which two analysts disagree, those with most to gain first: case_id, title, lead, outlet, month."""
    told = announcements.c
    query = (
        select(queue.c.case_id, articles.c.title, told.lead, queue.c.outlet, queue.c.month)
        .join(announcements, told.id == queue.c.announcement_id)
        .join(articles, articles.c.id == told.article_id)
        .where(queue.c.awaits == "senior", queue.c.rank.is_not(None))
        .order_by(queue.c.rank.desc())
        .limit(most)
    )
    with store.engine.connect() as connection:
        return list(connection.execute(query).all())
