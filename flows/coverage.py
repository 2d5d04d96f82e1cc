"""Holes in what an archive or a listing gave: days with next to nothing where the days around hold news."""

from collections import Counter, defaultdict
from datetime import date

from census.coverage import HOLE, holes_of
from census.frontier import Frontier
from census.records import Problem
from flows.crawl import Crawl


def find_holes(frontier: Frontier, crawl: Crawl, seen_at: str) -> dict[str, list[Problem]]:
    """Cell id -> a problem `hole` for each day of its window on which its source gave far fewer dated links than on that weekday
    otherwise (expected against seen)."""
    dated = frontier.dates_of([cell.id for cell in crawl.cells()])
    by_source: dict[str, Counter[date]] = defaultdict(Counter)
    for source, day in dated:
        by_source[source][day] += 1
    found: dict[str, list[Problem]] = defaultdict(list)
    for assignment in crawl.assignments:
        counts = by_source[assignment.source.slug]
        for day, expected, seen in holes_of(counts, assignment.window.days):
            told = f"{day}: {seen} links, about {expected:.0f} expected"
            where = f"{assignment.source.home} {day}"
            problem = Problem("discover", assignment.source.slug, where, HOLE, seen_at, told)
            found[assignment.cell(crawl.name).id].append(problem)
    return dict(found)
