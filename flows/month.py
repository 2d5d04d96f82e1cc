"""The month: read, label, link, release, report. A run that was killed goes on where its last cell was committed."""

import itertools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Connection

from census.archive import count_pages, file_hash, write_pages
from census.frontier import Frontier
from census.furniture import count_lines, known_furniture
from census.ledger import Cell, Ledger, Run
from census.months import Month
from census.records import Page, Record
from census.settings import Settings
from census.store import Store
from classifiers.model import load
from flows import work
from flows.apart import Readers
from flows.jsonlines import read_articles
from flows.products import save_read
from flows.progress import Progress
from flows.publish import publish_month
from flows.relink import relink

# Pages or articles in one cell: large enough that a commit is cheap, small enough that a kill costs seconds.
PAGES_A_CELL = 24
ARTICLES_A_CELL = 12


@dataclass(frozen=True)
class Crawled:
    """Pages that a crawl of a name kept: where each stands (file, offset)."""

    name: str
    offsets: tuple[tuple[Path, int], ...]


@dataclass
class MonthRun:
    """One run of a month: what it reads and where it writes."""

    month: Month
    settings: Settings
    archives: Sequence[Path]
    articles: Sequence[Path]
    provisional: bool
    progress: Progress
    crawled: Crawled | None = None
    store: Store = field(init=False)
    ledger: Ledger = field(init=False)
    run: Run = field(init=False)
    published: Path = field(init=False)
    records: list[Record] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        model = load(self.settings.model)
        self.by = f"model/{model.version}"
        hashes = {path: file_hash(path) for path in (*self.archives, *self.articles)}
        self.hashes = hashes
        self.store = Store.open(self.settings.database_url)
        self.ledger = Ledger(self.store, self.settings.lease_seconds)
        inputs = [*hashes.values(), *([self.crawled.name] if self.crawled else [])]
        self.run = self.ledger.open_run(str(self.month), self.by, inputs, self.settings.clock)

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """The steps in order."""
        return [("read", self.read), ("label", self.label), ("link", self.link), ("release", self.release)]

    def _cells(self) -> list[tuple[Cell, work.Batch]]:
        cells = []
        for path in self.archives:
            for first in range(0, count_pages(path), PAGES_A_CELL):
                batch = work.Batch(path.name, path, first, PAGES_A_CELL)
                cells.append((Cell("read", f"{self.hashes[path]}/{first}"), batch))
        offsets = self.crawled.offsets if self.crawled else ()
        for first in range(0, len(offsets), PAGES_A_CELL):
            assert self.crawled is not None
            batch = work.Batch(self.crawled.name, offsets=offsets[first : first + PAGES_A_CELL])
            cells.append((Cell("read", f"{self.crawled.name}/{first}"), batch))
        return cells

    def _article_cells(self) -> list[tuple[Cell, Path]]:
        return [(Cell("read", f"{self.hashes[path]}/articles"), path) for path in self.articles]

    def cell_ids(self) -> list[str]:
        """Ids of all cells of this run's inputs."""
        return [cell.id for cell, _ in self._cells()] + [cell.id for cell, _ in self._article_cells()]

    def read(self) -> None:
        """Archives and article files to articles and problems; finished cells are not read again."""
        wanted = {cell.id: (cell, batch) for cell, batch in self._cells()}
        missing = [wanted[c.id] for c in self.ledger.missing([c for c, _ in wanted.values()]) if self.ledger.lease(c)]
        with self.progress.step("reading pages", len(wanted), len(wanted) - len(missing)) as advance:
            for cell, batch, read in self._read_apart(missing):
                self._commit_pages(cell, batch, read)
                advance()
        for cell, path in self._article_cells():
            if self.ledger.missing([cell]) and self.ledger.lease(cell):
                self._commit_articles(cell, path)
        self._learn([cell for cell, _ in wanted.values()])

    def _learn(self, cells: Sequence[Cell]) -> None:
        """Count the lines of what was read, each cell once, after all is read: the furniture known is frozen for the run, also
        for one that was killed."""
        learnt = {Cell("learn", cell.key): cell for cell in cells}
        missing = {cell.id for cell in self.ledger.missing(list(learnt))}
        for cell, read in learnt.items():
            if cell.id in missing:
                counts = work.count_site_lines(self.store.articles_of([read.id]))
                self.ledger.commit_new(cell, partial(count_lines, counts=counts))

    def _read_apart(
        self, missing: Sequence[tuple[Cell, work.Batch]]
    ) -> Iterator[tuple[Cell, work.Batch, work.CellRead]]:
        """Cells as they are read, in their order; workers go on over the borders of cells."""
        if not missing:
            return
        readers = Readers(self.settings.workers, self.settings.model, known_furniture(self.store))
        ordered: deque[tuple[Cell, work.Batch, int]] = deque()

        def pages() -> Iterator[Page]:
            for cell, batch in missing:
                held = batch.pages()
                ordered.append((cell, batch, len(held)))
                yield from held

        read = readers.read(pages())
        for first in read:
            cell, batch, size = ordered.popleft()
            yield (
                cell,
                batch,
                work.gather([first, *itertools.islice(read, size - 1)], batch.source, self.run.started_at),
            )

    def _commit_pages(self, cell: Cell, batch: work.Batch, read: work.CellRead) -> None:
        archive = self.settings.pages / str(self.month) / f"{cell.id}.warc.gz"
        problems = list(read.problems)
        # What a crawl kept stands in the archive already, and its listings gave dates.
        if batch.offsets:
            listed = Frontier(self.store).listed_dates([article.id for article in read.articles])
            problems += work.compare_dates(read.articles, listed, batch.source, self.run.started_at)
        else:
            write_pages(read.pages, archive)

        def save(connection: Connection) -> None:
            if not batch.offsets:
                self.store.save_pages(connection, read.pages, str(archive.relative_to(self.settings.home)), cell.id)
            self.store.save_parsed(connection, read.parsed)
            self.store.save_articles(connection, read.articles, cell.id)
            self.store.save_problems(connection, problems, cell.id)

        self.ledger.commit(cell, save)

    def _commit_articles(self, cell: Cell, path: Path) -> None:
        articles, problems = read_articles(path, self.run.started_at)

        def save(connection: Connection) -> None:
            self.store.save_articles(connection, articles, cell.id)
            self.store.save_problems(connection, problems, cell.id)

        self.ledger.commit(cell, save)

    def label(self) -> None:
        """Articles of the month, and undated ones, to announcements and labels."""
        unread = [a for a in self.store.articles_of(self.cell_ids(), self.by) if a.month in (None, str(self.month))]
        batches = [unread[n : n + ARTICLES_A_CELL] for n in range(0, len(unread), ARTICLES_A_CELL)]
        with self.progress.step("labelling articles", len(unread), 0) as advance, self._pool() as pool:
            jobs = [
                pool.submit(work.label_articles, batch, self.settings.model, self.run.started_at) for batch in batches
            ]
            for batch, job in zip(batches, jobs, strict=True):
                self._commit_labels(job.result())
                advance(len(batch))

    def _commit_labels(self, read: Sequence[work.ArticleRead]) -> None:
        with self.store.transaction() as connection:
            for part in read:
                save_read(self.store, connection, self.by, part)

    def link(self) -> None:
        """All announcements up to the month to records with stable ids."""
        with self.progress.step("linking reports", 1, 0) as advance:
            self.records = relink(self.store, self.month, self.settings.model, self.run)
            advance()

    def release(self) -> None:
        """The month's records to files and report, atomically; unchanged content makes no new version."""
        with self.progress.step("publishing", 1, 0) as advance:
            made = publish_month(self.store, self.settings, self.month, self.records, self.provisional)
            self.published, self.records = made.folder, made.records
            advance()

    @contextmanager
    def _pool(self) -> Iterator[ProcessPoolExecutor]:
        # Spawned, not forked: the parent runs Prefect's threads, and a fork of those may hang.
        with ProcessPoolExecutor(
            self.settings.workers, mp_context=get_context("spawn"), initializer=work.start_worker
        ) as pool:
            yield pool
