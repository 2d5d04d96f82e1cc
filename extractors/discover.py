"""Source and window to links: by the cheapest route that can answer, and the next one where that gives nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from census.months import Window
from census.records import Problem, Unreadable
from extractors.listing import Listed, Listing, Read, problem
from extractors.source import Source

# A route that found nothing in so many tries goes to the end of the line; it is never struck off.
_PATIENCE = 3
# Beyond so many requests a fallback is for a backfill to plan, not for a night to stumble into.
MOST_FALLBACK = 40


@dataclass(frozen=True)
class Yield:
    """What a route of a source gave so far: times tried, links found, failures in a row."""

    tries: int = 0
    links: int = 0
    failures: int = 0


@dataclass(frozen=True)
class Discovered:
    """Links of a window, the route that gave them ("" if none did), what went wrong on the way, and each route tried with its fault
    ("" if none)."""

    listing: str
    listed: Listed
    problems: tuple[Problem, ...]
    tried: tuple[tuple[str, str], ...] = ()


def order_routes(routes: Sequence[Listing], window: Window, yields: Mapping[str, Yield]) -> list[Listing]:
    """Cheapest first; routes that keep failing or keep finding nothing last; of equal ones as declared."""

    def rank(route: Listing) -> tuple[bool, int]:
        given = yields.get(route.name, Yield())
        barren = given.failures >= _PATIENCE or (given.tries >= _PATIENCE and not given.links)
        return barren, route.requests(window)

    return sorted(routes, key=rank)


async def discover(
    source: Source, window: Window, today: date, read: Read, yields: Mapping[str, Yield], route: str = ""
) -> Discovered:
    """Links of a source in a window; `route` names the one listing to use. Never raises for what a host does."""
    routes = order_routes(source.serving(window, today, route), window, yields)
    problems: list[Problem] = []
    tried: list[tuple[str, str]] = []
    # An empty answer is believed where the listing covers the window; else it may only have lost its past, and the next is asked.
    empty: tuple[str, Listed] = ("", Listed(()))
    for number, listing in enumerate(routes):
        if number and not route and listing.requests(window) > MOST_FALLBACK:
            continue
        try:
            listed = await listing.list_links(read, source.slug, window)
        except Unreadable as fault:
            tried.append((listing.name, fault.reason))
            problems.append(problem(source.slug, f"{source.home} {listing.name}", fault.reason, fault.detail, ""))
            continue
        tried.append((listing.name, ""))
        problems += listed.problems
        if listed.links or listed.complete:
            return Discovered(listing.name, listed, tuple(problems), tuple(tried))
        empty = (listing.name, listed)
    return Discovered(*empty, tuple(problems), tuple(tried))
