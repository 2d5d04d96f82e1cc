"""The keeper: one thread that brings what was fetched to the disk, archive first, then the store, many at a time.

A fetch counts as done when the keeper says so: what a killed process fetched and did not keep is asked for again, no more
than the requests that were under way.
"""

import asyncio
import contextlib
import queue
import threading
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from census.archive import Segment, cut_segment
from census.frontier import Frontier, Kept
from census.records import Fetch

# One commit takes what has come meanwhile: at 64 a batch the disk is not what a crawl waits for (`make bench`).
_MOST = 64
_Task = tuple[str, str, Fetch, "asyncio.Future[None]"]


class Keeper:
    """Keeps fetches under the cells they belong to. Use as a context; `keep` returns when a fetch is safe."""

    def __init__(self, frontier: Frontier, home: Path, folder: Path, name: str):
        self.frontier, self.home = frontier, home
        _cut_back(frontier, home)
        self.pages = Segment.create(folder / "crawl", name)
        self.listings = Segment.create(folder / "listings", name)
        self.path = str(self.pages.path.relative_to(home))
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="keeper", daemon=True)

    def __enter__(self) -> "Keeper":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._tasks.put(None)
        self._thread.join()
        self.pages.close()
        self.listings.close()

    async def keep_listing(self, fetch: Fetch) -> None:
        """Return when a listing's document is on the disk: what a source said it had can be read again."""
        await self.keep("", "", fetch)

    async def keep(self, cell_id: str, link_id: str, fetch: Fetch) -> None:
        """Return when the fetch and its page are committed. Raises what the disk or the store raises."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tasks.put((cell_id, link_id, fetch, done))
        await done

    def _work(self) -> None:
        while (first := self._tasks.get()) is not None:
            tasks, going = [first], True
            with contextlib.suppress(queue.Empty):
                while len(tasks) < _MOST:
                    task = self._tasks.get_nowait()
                    if task is None:
                        going = False
                        break
                    tasks.append(task)
            self._commit(tasks)
            if not going:
                return

    def _commit(self, tasks: list[_Task]) -> None:
        fault: Exception | None = None
        try:
            self._save(tasks)
        except (OSError, ValueError, RuntimeError, SQLAlchemyError) as error:
            fault = error
        for *_, done in tasks:
            done.get_loop().call_soon_threadsafe(_settle, done, fault)

    def _save(self, tasks: list[_Task]) -> None:
        pages = [(link_id, fetch) for _, link_id, fetch, _ in tasks if link_id]
        ids = {link_id: fetch.page.id for link_id, fetch in pages if fetch.page}
        seen = self.frontier.pages_seen(list(ids.values()))
        kept = []
        for link_id, fetch in pages:
            if fetch.page is None:
                kept.append(Kept(link_id, fetch))
            elif (known := seen.get(ids[link_id])) is not None:
                self.pages.append_revisit(fetch.page, known)
                kept.append(Kept(link_id, fetch))
            else:
                kept.append(Kept(link_id, fetch, self.path, self.pages.append(fetch.page)))
                seen[ids[link_id]] = fetch.page.fetched_at
        for _, link_id, fetch, _ in tasks:
            if not link_id and fetch.page:
                self.listings.append(fetch.page)
        cell_of = {link_id: cell_id for cell_id, link_id, _, _ in tasks}
        lengths = {str(s.path.relative_to(self.home)): s.sync() for s in (self.pages, self.listings)}
        self.frontier.save_kept(kept, cell_of, lengths)


def _settle(done: "asyncio.Future[None]", fault: Exception | None) -> None:
    if done.cancelled():
        return
    if fault is None:
        done.set_result(None)
    else:
        done.set_exception(fault)


def _cut_back(frontier: Frontier, home: Path) -> None:
    """Archive files of dead processes end where they were committed, so that any tool reads them to the end."""
    for path, length in frontier.segments().items():
        cut_segment(home / path, length)
