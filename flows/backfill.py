"""The backfill: past months read from whatever still holds them, planned before the first request, resumed to the record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from rich.table import Table

from census.frontier import Frontier
from census.ledger import Cell, now, today
from census.months import Month, Window
from census.records import derive_id
from census.settings import Settings
from census.store import Store
from extractors.discover import order_routes
from extractors.listings.ccnews import CcNews
from extractors.source import Source, declared
from flows.coverage import find_holes
from flows.crawl import Assignment, Crawl
from flows.month import Crawled, MonthRun
from flows.nightly import kept_offsets
from flows.progress import Progress
from flows.scan import Scan

_SECONDS_A_DAY = 86_400
# To fetch and sift a file of a gigabyte on a line of 200 Mbit/s; the sifting itself takes 8 s.
_FILE_SECONDS = 50


@dataclass(frozen=True)
class Plan:
    """What a backfill will ask of one source: its route, cells (months), listing requests, pages if it publishes as it last did,
    and the days that takes under the pause between two requests."""

    source: str
    route: str
    cells: int
    requests: int
    pages: int
    days: float


def months_between(first: Month, last: Month) -> list[Month]:
    """Months from the first to the last. Raises ValueError where they are the wrong way round."""
    if last < first:
        raise ValueError(f"{last} is before {first}: give the earlier month first")
    found = [first]
    while found[-1] < last:
        found.append(found[-1].after)
    return found


@dataclass
class Backfill:
    """A backfill of months, of all sources or of some, by the best route or by a named one."""

    first: Month
    last: Month
    settings: Settings
    progress: Progress
    slugs: Sequence[str] = ()
    route: str = ""
    store: Store = field(init=False)
    cells: list[Cell] = field(init=False)
    runs: list[MonthRun] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        listed = declared(self.settings.sources)
        unknown = [slug for slug in self.slugs if slug not in listed]
        if unknown:
            raise ValueError(f"there is no source {', '.join(unknown)}: chaincensus sources list names them")
        self.months = months_between(self.first, self.last)
        self.sources = [listed[slug] for slug in self.slugs] or [s for s in listed.values() if s.kind != "archive"]
        if not self.sources:
            raise ValueError(
                "no source to read: archives are read for the hosts of sources; declare some, or name one with --source"
            )
        self.store = Store.open(self.settings.database_url)
        self.frontier = Frontier(self.store)
        # The name says what is wanted, so that the same wish goes on where it was killed, and asks nothing when it is done.
        chosen = derive_id(*sorted(self.slugs), self.route) if self.slugs or self.route else "all"
        self.name = f"backfill-{self.first}-{self.last}-{chosen}"
        self.crawl = Crawl(self.name, self._assignments(), self.store, self.settings)
        self.cells = self.crawl.cells()

    def _assignments(self) -> list[Assignment]:
        """One cell for each source and month that some route can answer."""
        return [
            Assignment(source, month.window, self.route)
            for month in self.months
            for source in self.sources
            if source.serving(month.window, today(), self.route)
        ]

    def plan(self) -> list[Plan]:
        """What is left to be asked, by source."""
        if self.route == CcNews.name:
            scan = self._scan()
            files = len(self.crawl.ledger.missing(scan.cells)) if scan.cells else scan.archive.requests(scan.window)
            return [Plan("all", CcNews.name, files, files, 0, files * _FILE_SECONDS / _SECONDS_A_DAY)]
        missing = {cell.id for cell in self.crawl.ledger.missing(self.crawl.cells())}
        wanted = [a for a in self.crawl.assignments if a.cell(self.name).id in missing]
        return [p for s in self.sources if (p := self._plan_of(s, [a for a in wanted if a.source == s]))]

    def _plan_of(self, source: Source, assignments: Sequence[Assignment]) -> Plan | None:
        if not assignments:
            return None
        yields = self.crawl.yields.get(source.slug, {})
        routes = [order_routes(source.serving(a.window, today(), self.route), a.window, yields)[0] for a in assignments]
        requests = sum(route.requests(a.window) for route, a in zip(routes, assignments, strict=True))
        daily = getattr(routes[0], "per_day", 8)
        pages = 0 if source.selective else daily * sum(len(a.window.days) for a in assignments)
        pause = max(self.settings.pause, self.frontier.delay_of(source.slug))
        days = (requests + pages) * pause / _SECONDS_A_DAY
        return Plan(source.slug, routes[0].name, len(assignments), requests, pages, days)

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """The steps in order: the crawl, then the months."""
        made: list[tuple[str, Callable[[], None]]] = [("crawl", self.crawl_all)]
        return made + [(f"month {month}", partial(self.month, month)) for month in self.months]

    def _scan(self) -> Scan:
        """The scan of Common Crawl's news archive for the sources' hosts."""
        hosts = frozenset(source.site for source in self.sources)
        days = Window(self.months[0].window.first, self.months[-1].window.last)
        return Scan(self.name, CcNews(hosts, self.settings.ccnews), days, self.store, self.settings, self.progress)

    def scan_archive(self) -> None:
        """Sift the archive, file by file."""
        scan = self._scan()
        scan.run()
        self.cells = scan.cells

    def crawl_all(self) -> None:
        """Work the cells that are not done; name the holes that are left."""
        if self.route == CcNews.name:
            self.scan_archive()
            return
        with self.progress.step("crawling cells", len(self.crawl.assignments), 0) as advance:
            self.crawl.advance = advance
            self.crawl.run()
        holes = find_holes(self.frontier, self.crawl, now())
        with self.store.transaction() as connection:
            for cell_id, problems in holes.items():
                self.store.save_problems(connection, problems, cell_id)

    def month(self, month: Month) -> None:
        """The census of one month with all pages of the backfill: the publication date of a page decides its month."""
        offsets = kept_offsets(self.frontier, self.cells, self.settings)
        if not offsets:
            return
        run = MonthRun(month, self.settings, [], [], True, self.progress, Crawled(self.name, offsets))
        for _, step in run.steps():
            step()
        self.runs.append(run)


def plan_table(plans: Sequence[Plan]) -> Table:
    """A plan as a table, with its sum; hosts are asked side by side, so the longest decides."""
    table = Table(title="what this backfill will ask for", title_justify="left")
    for heading in ("source", "route", "cells", "listing requests", "pages, about", "days"):
        table.add_column(heading, justify="left" if heading in ("source", "route") else "right")
    for plan in sorted(plans, key=lambda p: (-p.days, p.source)):
        row = (plan.cells, plan.requests, plan.pages or "few")
        table.add_row(plan.source, plan.route, *(f"{value}" for value in row), f"{plan.days:.2f}")
    longest = max((p.days for p in plans), default=0.0)
    cells, requests, pages = (sum(getattr(p, name) for p in plans) for name in ("cells", "requests", "pages"))
    table.add_section()
    table.add_row("all", "", str(cells), str(requests), str(pages), f"{longest:.2f}")
    return table
