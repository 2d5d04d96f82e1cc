"""The crawl: cells of (source, window) listed and fetched, politely, each page kept as it comes.

Nightly and backfill are this with other cells. A killed crawl goes on where it was: what is kept is not asked for again.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from census.frontier import Frontier
from census.ledger import Cell, Ledger, now, today
from census.months import Window
from census.records import Fetch, Link, derive_id
from census.settings import Settings
from census.store import Store
from census.technology import names_technology
from census.urls import host_of, normalise_url
from extractors.discover import Discovered, Yield, discover
from extractors.fetch import LISTINGS, PAGES, Fetcher
from extractors.inflate import MOST_BYTES
from extractors.optout import reservation
from extractors.source import Source
from flows.keeper import Keeper
from flows.progress import Advance
from flows.turns import open_fetcher

# A busy host is asked again in the same run, after the pause it named, so often.
_PATIENCE = 2
# Large listings in memory at once: a sitemap may have 50 MB.
_LISTINGS_AT_ONCE = 12


@dataclass(frozen=True)
class Assignment:
    """One cell of a crawl: a source, the days wanted, and the route to use ("" the best)."""

    source: Source
    window: Window
    route: str = ""

    def cell(self, name: str) -> Cell:
        """The cell of this assignment in the crawl of a name."""
        route = f"/{self.route}" if self.route else ""
        return Cell("crawl", f"{name}/{self.source.slug}/{self.window.first}/{self.window.last}{route}")


@dataclass
class Crawl:
    """A crawl of a name over assignments."""

    name: str
    assignments: Sequence[Assignment]
    store: Store
    settings: Settings
    advance: Advance = lambda count=1: None
    frontier: Frontier = field(init=False)
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.frontier = Frontier(self.store)
        self.ledger = Ledger(self.store, self.settings.lease_seconds)
        self.listing = asyncio.Semaphore(_LISTINGS_AT_ONCE)
        self.yields = measure_yields(self.frontier)

    def cells(self) -> list[Cell]:
        """All cells of the crawl."""
        return [assignment.cell(self.name) for assignment in self.assignments]

    def run(self) -> None:
        """Work all cells that are not done."""
        missing = {cell.id for cell in self.ledger.missing(self.cells())}
        wanted = [a for a in self.assignments if a.cell(self.name).id in missing]
        self.advance(len(self.assignments) - len(wanted))
        if not wanted:
            return
        try:
            asyncio.run(self._run(wanted))
        except ExceptionGroup as faults:
            # Only a disk or a store that fails gets here; the first of many like faults says it.
            raise _first(faults) from faults

    async def _run(self, wanted: Sequence[Assignment]) -> None:
        with Keeper(self.frontier, self.settings.home, self.settings.pages, self.name) as keeper:
            async with open_fetcher(self.settings, self.store) as fetcher:
                beat = asyncio.create_task(self._hold_leases())
                try:
                    async with asyncio.TaskGroup() as group:
                        for assignment in wanted:
                            group.create_task(self._work(assignment, fetcher, keeper))
                finally:
                    beat.cancel()

    async def _hold_leases(self) -> None:
        """Slow hosts take hours: no other process may think that this one is dead."""
        while True:
            await asyncio.sleep(self.settings.lease_seconds / 3)
            self.ledger.renew()

    async def _work(self, assignment: Assignment, fetcher: Fetcher, keeper: Keeper) -> None:
        """One cell: list it unless it was, then fetch what is pending; done when nothing is."""
        cell = assignment.cell(self.name)
        if not self.ledger.lease(cell):
            return
        listed = Cell("list", cell.key)
        if self.ledger.missing([listed]):
            async with self.listing:
                found, answers = await self._discover(assignment, fetcher, keeper)

            def save(connection: Connection) -> None:
                self._save_listing(connection, cell, assignment, found)
                for url, fetch in answers:
                    self.frontier.save_answer(connection, derive_id(url), fetch.etag, fetch.modified, _digest(fetch))

            self.ledger.commit_new(listed, save)
        pending = self.frontier.pending(cell.id, assignment.source.slug)
        await asyncio.gather(*(self._fetch_all(cell, links, fetcher, keeper) for links in self._lines(pending)))
        self.ledger.commit(cell, lambda connection: None)
        self.advance()

    async def _discover(
        self, assignment: Assignment, fetcher: Fetcher, keeper: Keeper
    ) -> tuple[Discovered, list[tuple[str, Fetch]]]:
        """What the source lists, and the answers to remember it by once its links are saved."""
        source, answers = assignment.source, list[tuple[str, Fetch]]()

        async def read(url: str, most: int = MOST_BYTES, only_new: bool = False) -> Fetch:
            fetch = await self._read_listing(url, most, only_new, fetcher)
            if fetch.page is not None:
                await keeper.keep_listing(fetch)
                answers.extend([(url, fetch)] if only_new else [])
            return fetch

        yields = self.yields.get(source.slug, {})
        found = await discover(source, assignment.window, today(), read, yields, assignment.route)
        return found, answers

    async def _read_listing(self, url: str, most: int, only_new: bool, fetcher: Fetcher) -> Fetch:
        """A listing's document; with `only_new` asked for on condition, and the same bytes again count as unchanged."""
        etag, modified, digest = self.frontier.answer_of(derive_id(url)) if only_new else ("", "", "")
        fetch = await self._patiently(fetcher, url, LISTINGS, most, etag, modified)
        if fetch.page is not None and digest == _digest(fetch):
            return replace(fetch, reason="unchanged", page=None)
        return fetch

    async def _patiently(
        self, fetcher: Fetcher, url: str, kinds: tuple[str, ...], most: int, etag: str = "", modified: str = ""
    ) -> Fetch:
        for _ in range(_PATIENCE):
            fetch = await fetcher.fetch(url, kinds, most, etag, modified)
            if fetch.reason not in ("busy", "connection"):
                break
        return fetch

    def _save_listing(self, connection: Connection, cell: Cell, assignment: Assignment, found: Discovered) -> None:
        links = found.listed.links
        dropped = {link.id: "off_topic" for link in links if assignment.source.selective and not is_on_topic(link)}
        problems = [replace(p, seen_at=p.seen_at or now()) for p in found.problems]
        row = {
            "source": assignment.source.slug, "listing": found.listing, "first": str(assignment.window.first),
            "last": str(assignment.window.last), "total": found.listed.total, "tried": found.tried, "listed_at": now(),
            "reason": "" if found.listing else (problems[0].reason if problems else "no_route"),
        }  # fmt: skip
        self.frontier.save_listing(connection, cell.id, row, links, dropped, problems)

    def _lines(self, pending: Sequence[Link]) -> list[Iterator[Link]]:
        """Links in lines, as many for each host as may be asked at once: who waits for a slow host holds nobody up."""
        by_host: dict[str, list[Link]] = defaultdict(list)
        for link in pending:
            by_host[host_of(link.at or link.url)].append(link)
        lines = [iter(links) for links in by_host.values()]
        return [line for line in lines for _ in range(self.settings.at_once)]

    async def _fetch_all(self, cell: Cell, links: Iterator[Link], fetcher: Fetcher, keeper: Keeper) -> None:
        for link in links:
            fetch = await self._patiently(fetcher, link.at or link.url, PAGES, MOST_BYTES)
            if fetch.page is not None:
                fetch = _as_published(link, fetch)
            await keeper.keep(cell.id, link.id, fetch)


def _first(faults: ExceptionGroup[Exception]) -> Exception:
    fault = faults.exceptions[0]
    return _first(fault) if isinstance(fault, ExceptionGroup) else fault


def _digest(fetch: Fetch) -> str:
    return hashlib.sha256(fetch.document().body).hexdigest()


def _as_published(link: Link, fetch: Fetch) -> Fetch:
    """An archived copy bears the address of the page itself; a reserved page is not kept."""
    page = fetch.document()
    if sign := reservation(page):
        return replace(fetch, reason="reserved", detail=sign, page=None)
    return replace(fetch, page=replace(page, url=link.url)) if link.at else fetch


def is_on_topic(link: Link) -> bool:
    """Whether the title or the address of a link names the technology."""
    return names_technology(f"{link.title} {normalise_url(link.url).replace('-', ' ')}".encode())


def measure_yields(frontier: Frontier) -> dict[str, dict[str, Yield]]:
    """Source -> route -> what it gave so far."""
    found: dict[str, dict[str, Yield]] = {}
    for row in frontier.listed():
        routes = found.setdefault(row["source"], {})
        for name, fault in row["tried"]:
            was = routes.get(name, Yield())
            links = row["links"] if name == row["listing"] else 0
            routes[name] = Yield(was.tries + 1, was.links + links, was.failures + 1 if fault else 0)
    return found
