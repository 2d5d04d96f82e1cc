"""Pages read apart: each in a worker process with limits on its seconds and memory, so that a page that hangs, leaks or kills its
worker costs itself only.

Pebble ends a worker that is over its time even inside a C library, which a signal does not reach; the standard pool loses all its
pages with one worker.
"""

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import TimeoutError as Overdue
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from census.records import Page, Unreadable
from extractors.body import Reader
from extractors.parse import Examined
from flows import work

# A worker is ended from outside where its own alarm does not ring.
OVERDUE_SECONDS = work.PAGE_SECONDS + 5
# A process that read all 814 real pages peaked at 0.5 GB; a hundred poisoned ones, one of 200 MB, are read within this.
READER_BYTES = 2 * 1024**3
# Workers are renewed after so many pages: what libraries leak does not add up.
_PAGES_A_WORKER = 2_000
# Pages on their way to each worker; more would only wait in memory.
_AHEAD = 4

_reader: Reader | None = None


@dataclass(frozen=True)
class Readers:
    """Worker processes that read pages by the model of a folder; `furniture` is what is known of sites, frozen for the run."""

    workers: int
    model: Path
    furniture: Mapping[str, frozenset[str]]
    overdue_seconds: float = OVERDUE_SECONDS

    def read(self, pages: Iterable[Page]) -> Iterator[tuple[Page, Examined | Unreadable]]:
        """Pages in their order, each with what was made of it or why nothing was. Raises ValueError where the model is unsound."""
        # An unsound model is told here, in words, not by workers that die of it.
        work.open_reader(self.model)
        settings = (self.model, self.furniture)
        pool: Any = ProcessPool(self.workers, _PAGES_A_WORKER, start_reader, settings, get_context("spawn"))
        try:
            waiting: deque[tuple[Page, Any]] = deque()
            given = iter(pages)
            while True:
                for page in itertools.islice(given, self.workers * _AHEAD - len(waiting)):
                    waiting.append((page, pool.schedule(read_one, args=(page,), timeout=self.overdue_seconds)))
                if not waiting:
                    return
                page, job = waiting.popleft()
                yield page, _result(job)
        finally:
            pool.stop()
            pool.join()


def start_reader(model: Path, furniture: Mapping[str, frozenset[str]]) -> None:
    """Make a process a reader: bound its memory, leave interrupts to the parent, load the model."""
    global _reader
    work.start_worker(READER_BYTES)
    _reader = work.open_reader(model, furniture)


def read_one(page: Page) -> Examined | Unreadable:
    """One page, in a worker."""
    assert _reader is not None
    return work.try_page(page, _reader)


def _result(job: Any) -> Examined | Unreadable:
    try:
        found = job.result()
    except Overdue:
        return Unreadable("too_slow", "its reader was ended from outside")
    except (ProcessExpired, MemoryError) as error:
        return Unreadable("killed_reader", f"its reader died ({type(error).__name__})")
    assert isinstance(found, Examined | Unreadable)
    return found
