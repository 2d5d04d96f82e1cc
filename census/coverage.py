"""Coverage of a month: by source and day what was to be had, what was read, what was not and why; and its holes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import RowMapping, select

from census import tables
from census.months import Month
from census.records import Article, Problem
from census.store import Store

# A source of fewer links a day has quiet days of its own.
_LEAST = 3.0
# A day under this share of the median of its weekday is a hole.
_SHARE = 0.2
HOLE = "hole"
# A title that names another matter was judged, not missed.
JUDGED = "off_topic"
# Stages whose problems are pages that could not be read; those of the crawl are counted by their links.
_READING = ("parse", "articles")
# The page was read; what is told of it is a doubt about its date.
_READ_ALL_THE_SAME = "dates_disagree"
_BATCH = 10_000


@dataclass(frozen=True)
class Fate:
    """What became of one listed link: its source and day ("" unknown), the article that it gave, else the reason."""

    source: str
    day: str
    article_id: str | None
    reason: str
    url: str


@dataclass(frozen=True)
class Listed:
    """Days (ISO, both included) that a source was asked to list, and the fault, "" where it did."""

    source: str
    first: str
    last: str
    reason: str


@dataclass
class Day:
    """Counts of one source on one day; `expected` None where nobody knows."""

    expected: int | None = None
    seen: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def holes_of(counts: Counter[date], days: tuple[date, ...]) -> list[tuple[date, float, int]]:
    """Days that hold far fewer than their weekday's median over all `days`: day, expected, seen."""
    found = []
    for day in days:
        alike = [counts[d] for d in days if d.weekday() == day.weekday() and d != day]
        expected = median(alike) if len(alike) >= 3 else 0.0
        if expected >= _LEAST and counts[day] < _SHARE * expected:
            found.append((day, expected, counts[day]))
    return found


def fates_of(store: Store, cell_ids: Sequence[str], month: Month) -> list[Fate]:
    """The fate of each link that cells listed, dated in the month or undated, by source, day and address."""
    links, fetches, crumbs, parsed = tables.links, tables.fetches, tables.crumbs, tables.parsed
    query = (
        select(
            links.c.source, links.c.date, links.c.url, crumbs.c.reason.label("crumb"), fetches.c.reason.label("fetched"),
            parsed.c.article_id, parsed.c.reason.label("parsed"),
        )
        .outerjoin(crumbs, crumbs.c.link_id == links.c.id)
        .outerjoin(fetches, fetches.c.link_id == links.c.id)
        .outerjoin(parsed, parsed.c.page_id == fetches.c.page_id)
    )  # fmt: skip
    found = []
    with store.engine.connect() as connection:
        for start in range(0, len(cell_ids), _BATCH):
            own = query.where(links.c.cell_id.in_(cell_ids[start : start + _BATCH]))
            for row in connection.execute(own).mappings():
                day = (row["date"] or "")[:10]
                if not day or day[:7] == str(month):
                    found.append(Fate(row["source"], day, row["article_id"], _reason(row), row["url"]))
    return sorted(found, key=lambda fate: (fate.source, fate.day, fate.url))


def _reason(row: RowMapping) -> str:
    """Why a link gave no article, "" where it gave one."""
    if row["article_id"]:
        return ""
    if row["crumb"]:
        return str(row["crumb"])
    return "not_asked" if row["fetched"] is None else str(row["fetched"] or row["parsed"] or "not_parsed")


def listings_of(store: Store, cell_ids: Sequence[str]) -> list[Listed]:
    """What cells asked their sources to list, and the fault where that failed."""
    table = tables.listings
    query = select(table.c.source, table.c.first, table.c.last, table.c.reason)
    with store.engine.connect() as connection:
        rows = connection.execute(query.where(table.c.cell_id.in_(cell_ids)))
        return sorted((Listed(*row) for row in rows), key=lambda x: (x.source, x.first, x.last, x.reason))


def count_days(
    days: Sequence[date], fates: Sequence[Fate], listed: Sequence[Listed], articles: Sequence[Article],
    problems: Iterable[Problem],
) -> dict[tuple[str, str], Day]:  # fmt: skip
    """(source, day) -> counts; `days` are those of the month that are over. Articles that no link led to count for their outlet,
    pages that could not be read for the file that held them."""
    found: dict[tuple[str, str], Day] = defaultdict(Day)
    published = {article.id: article.day or "" for article in articles}
    for fate in fates:
        day = found[fate.source, fate.day or published.get(fate.article_id or "", "")]
        day.expected = (day.expected or 0) + 1
        day.seen += not fate.reason
        day.reasons.update([fate.reason] if fate.reason else [])
    linked = {fate.article_id for fate in fates}
    for article in articles:
        found[article.outlet, article.day or ""].seen += article.id not in linked
    known = {fate.url for fate in fates}
    for problem in problems:
        if problem.stage in _READING and problem.reason != _READ_ALL_THE_SAME and problem.url not in known:
            found[problem.source, ""].reasons[problem.reason] += 1
    _mark_silence(days, found, listed)
    return {key: day for key, day in found.items() if day.expected or day.seen or day.reasons}


def _mark_silence(days: Sequence[date], found: dict[tuple[str, str], Day], listed: Sequence[Listed]) -> None:
    """Days on which a listing failed bear its fault; listed days far under their weekday's median are expected to hold that."""
    for source in sorted({one.source for one in listed}):
        own = [one for one in listed if one.source == source]
        well = tuple(d for d in days if any(x.first <= d.isoformat() <= x.last for x in own if not x.reason))
        for day in days:
            faults = {x.reason for x in own if x.reason and x.first <= day.isoformat() <= x.last}
            if day not in well:
                found[source, day.isoformat()].reasons.update({f"listing_{fault}": 0 for fault in faults})
        counts = Counter({day: found[source, day.isoformat()].expected or 0 for day in well})
        for day, expected, _ in holes_of(counts, well):
            hole = found[source, day.isoformat()]
            hole.expected = round(expected)
            hole.reasons[HOLE] += 0


def coverage_rows(days: Mapping[tuple[str, str], Day]) -> list[dict[str, Any]]:
    """Rows of coverage.csv by source and day; a reason without a number is one of the whole day."""
    rows = []
    for (source, day), counts in sorted(days.items()):
        told = sorted(counts.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        reason = "; ".join(f"{name} {count}" if count else name for name, count in told)
        row = {"source": source, "day": day, "expected": counts.expected, "seen": counts.seen}
        rows.append(row | {"dropped": counts.reasons.total(), "reason": reason})
    return rows


def coverage_share(days: Mapping[tuple[str, str], Day]) -> float | None:
    """Share of what was expected that was read or judged by its title, to three places; None where nothing is known."""
    known = [day for day in days.values() if day.expected is not None]
    expected = sum(day.expected or 0 for day in known)
    return round(sum(day.seen + day.reasons[JUDGED] for day in known) / expected, 3) if expected else None


def unexplained_holes(days: Mapping[tuple[str, str], Day]) -> list[tuple[str, str]]:
    """(source, day) of each hole that no failed listing explains."""
    return sorted(key for key, day in days.items() if HOLE in day.reasons)
