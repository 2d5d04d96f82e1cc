"""Pages to read, wherever they are: in a WARC file, a folder, a file, or at an address."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from census.archive import count_pages, read_pages
from census.ledger import now
from census.records import Page
from census.settings import Settings
from census.store import Store
from flows.turns import open_fetcher

_ENDINGS = (".html", ".htm", ".xhtml", ".shtml")


def open_pages(source: str, settings: Settings) -> tuple[int, Iterator[Page]]:
    """How many pages a source holds, and the pages. Raises ValueError where there is none."""
    if source.startswith(("http://", "https://")):
        return 1, iter([asyncio.run(_fetch(source, settings))])
    path = Path(source)
    if not path.exists():
        raise ValueError(
            f"there is no {source}: give a WARC file, a folder of pages, a page, or an address that begins with http"
        )
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in _ENDINGS)
        return len(files), map(_read_file, files)
    if ".warc" in path.name:
        return count_pages(path), read_pages(path)
    return 1, iter([_read_file(path)])


def _read_file(path: Path) -> Page:
    return Page(path.resolve().as_uri(), now(), 200, (("Content-Type", "text/html"),), path.read_bytes())


async def _fetch(url: str, settings: Settings) -> Page:
    store = Store.open(settings.database_url)
    async with open_fetcher(settings, store) as fetcher:
        fetch = await fetcher.fetch(url)
    store.close()
    if fetch.page is None:
        raise ValueError(f"{url} cannot be read: {fetch.reason} ({fetch.detail})")
    return fetch.page
