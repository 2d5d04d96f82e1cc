"""The funnel of a crawl: of what sources listed, how much was read, announced something, and came into records; by source and day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, case, distinct, func, select

from census.coverage import holes_of
from census.store import Store
from census.tables import announcements, fetches, links, listings, memberships, parsed

# Days over which a source's weekdays are compared: the fewest with which holes_of finds a median (three others of a weekday).
HOLE_DAYS = 28


@dataclass(frozen=True)
class Funnel:
    """How far links came: `links` listed, `pages` fetched, `articles` read, `announcements` found, `records` they belong to."""

    links: int = 0
    pages: int = 0
    articles: int = 0
    announcements: int = 0
    records: int = 0

    def __add__(self, other: "Funnel") -> "Funnel":
        return Funnel(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Funnel)))


STEPS = tuple(f.name for f in fields(Funnel))


@dataclass(frozen=True)
class Hole:
    """A day on which a source gave far fewer links than on that weekday otherwise."""

    source: str
    day: date
    expected: float
    seen: int


def funnels(store: Store, listed_since: str, first: str) -> dict[tuple[str, str], Funnel]:
    """(source, day) -> how far the links of nights' listings came: those listed since a moment, of days not before `first`, so that a
    backfill of past months is no part. An undated link counts for the day on which it was seen."""
    day = func.substr(func.coalesce(links.c.date, links.c.seen_at), 1, 10)
    fetched = case((fetches.c.reason == "", fetches.c.link_id))
    counts = (links.c.id, fetched, parsed.c.article_id, announcements.c.id, memberships.c.record_id)
    query = (
        select(links.c.source, day, *(func.count(distinct(column)) for column in counts))
        .outerjoin(fetches, fetches.c.link_id == links.c.id)
        .outerjoin(parsed, parsed.c.page_id == fetches.c.page_id)
        .outerjoin(announcements, announcements.c.article_id == parsed.c.article_id)
        .outerjoin(memberships, memberships.c.announcement_id == announcements.c.id)
        .where(links.c.cell_id.in_(_cells(listed_since, first)))
        .group_by(links.c.source, day)
    )
    with store.engine.connect() as connection:
        return {(row[0], row[1]): Funnel(*row[2:]) for row in connection.execute(query)}


def summed(found: Iterable[tuple[tuple[str, str], Funnel]], key: Callable[[str, str], str]) -> dict[str, Funnel]:
    """Funnels added up under what `key` makes of source and day. A project told of by two sources counts for each."""
    sums: dict[str, Funnel] = {}
    for (source, day), funnel in found:
        name = key(source, day)
        sums[name] = sums.get(name, Funnel()) + funnel
    return sums


def holes(store: Store, last: date, days: int) -> list[Hole]:
    """Holes of the last so many days up to `last`, newest first."""
    begin = last - timedelta(HOLE_DAYS - 1)
    day = func.substr(links.c.date, 1, 10)
    wanted = links.c.cell_id.in_(_cells(begin.isoformat(), (begin - timedelta(7)).isoformat()))
    query = (
        select(links.c.source, day, func.count()).where(wanted, links.c.date.is_not(None)).group_by(links.c.source, day)
    )
    window = tuple(begin + timedelta(n) for n in range(HOLE_DAYS))
    counts: dict[str, Any] = {}
    with store.engine.connect() as connection:
        for source, when, count in connection.execute(query):
            counts.setdefault(source, dict.fromkeys(window, 0))
            if len(when) == 10 and (at := date.fromisoformat(when)) in counts[source]:
                counts[source][at] = count
    found = [Hole(source, *hole) for source, own in counts.items() for hole in holes_of(own, window)]
    recent = [hole for hole in found if hole.day > last - timedelta(days)]
    return sorted(recent, key=lambda hole: (-hole.day.toordinal(), hole.source))


def _cells(listed_since: str, first: str) -> Select[Any]:
    return select(listings.c.cell_id).where(listings.c.listed_at >= listed_since, listings.c.first >= first)
