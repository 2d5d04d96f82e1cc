"""The scan of Common Crawl's news archive: one file after the other is fetched, sifted and given back; what was of use is kept.

A file is one cell: killed, it is fetched again; done, never.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from census.archive import write_pages
from census.ledger import Cell, Ledger, now
from census.months import Window
from census.records import Page, Problem, Unreadable
from census.settings import Settings
from census.store import Store
from extractors.fetch import LISTINGS, Fetcher
from extractors.listings.ccnews import CcNews
from flows.progress import Progress
from flows.turns import open_fetcher

# The largest files of the archive have 1.2 GB.
_FILE_BYTES = 4 * 1024**3


@dataclass
class Scan:
    """A scan of a name over the archive's files for some days."""

    name: str
    archive: CcNews
    window: Window
    store: Store
    settings: Settings
    progress: Progress
    cells: list[Cell] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.store, self.settings.lease_seconds)
        self.cells = self.ledger.planned("crawl", self.name)

    def run(self) -> None:
        """Scan all files that were not. Raises ValueError where the archive's own lists cannot be read."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        async with open_fetcher(self.settings, self.store) as fetcher:
            if self.ledger.missing([self._list_cell]):
                await self._list(fetcher)
            self.cells = self.ledger.planned("crawl", self.name)
            missing = {cell.id for cell in self.ledger.missing(self.cells)}
            with self.progress.step("scanning archive", len(self.cells), len(self.cells) - len(missing)) as advance:
                for cell in self.cells:
                    if cell.id in missing and self.ledger.lease(cell):
                        await self._scan(cell, self.archive.address(cell.key.split("/")[1]), fetcher)
                        advance()

    @property
    def _list_cell(self) -> Cell:
        return Cell("list", f"{self.name}/ccnews/{self.window.first}/{self.window.last}")

    async def _list(self, fetcher: Fetcher) -> None:
        """Plan a cell for each file of the archive's lists, so that a second run asks for none of them."""
        files: list[str] = []
        for address in self.archive.lists(self.window):
            fetch = await fetcher.fetch(address, LISTINGS)
            try:
                files += self.archive.files(fetch)
            except Unreadable as fault:
                # The month after the last one may not have begun.
                if not files:
                    raise ValueError(f"{address}: {fault}; try again later") from fault
        cells = [Cell("crawl", f"{self.name}/{file}/{self.window.first}/{self.window.last}/ccnews") for file in files]
        self.ledger.commit_new(self._list_cell, lambda connection: self.ledger.plan(connection, cells))

    async def _scan(self, cell: Cell, address: str, fetcher: Fetcher) -> None:
        scratch = self.settings.home / "scratch" / f"{cell.id}.warc.gz"
        scratch.parent.mkdir(parents=True, exist_ok=True)
        try:
            with scratch.open("wb") as sink:
                fetch = await fetcher.fetch(address, LISTINGS, _FILE_BYTES, sink=sink)
            if fetch.page is None:
                self._commit(cell, [], [Problem("fetch", "ccnews", address, fetch.reason, now(), fetch.detail)])
            else:
                self._commit(cell, *self._sift(scratch, address))
        finally:
            scratch.unlink(missing_ok=True)

    def _sift(self, scratch: Path, address: str) -> tuple[list[Page], list[Problem]]:
        pages: list[Page] = []
        try:
            pages.extend(self.archive.scan(scratch))
        except ValueError as error:
            return pages, [Problem("fetch", "ccnews", address, "broken_archive", now(), str(error)[:200])]
        return pages, []

    def _commit(self, cell: Cell, pages: Sequence[Page], problems: Iterable[Problem]) -> None:
        path = self.settings.pages / "crawl" / f"{self.name}-{cell.id}.warc.gz"
        offsets = write_pages(pages, path) if pages else []
        archive = str(path.relative_to(self.settings.home))

        def save(connection: Connection) -> None:
            self.store.save_pages(connection, pages, archive, cell.id, offsets)
            self.store.save_problems(connection, problems, cell.id)

        self.ledger.commit(cell, save)
