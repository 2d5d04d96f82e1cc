"""The web's duels: the crawl against a plain loop of requests, the scan of an archive against bare iteration over it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from fastwarc.warc import ArchiveIterator, WarcRecordType

from benchmarks.loopback import HOSTS, PAGES_EACH, host, served
from benchmarks.measure import Duel, Result, time_duel
from census.archive import read_pages, write_pages
from census.ledger import today
from census.months import Window
from census.settings import Settings
from census.store import Store
from extractors.listings.ccnews import CcNews
from extractors.listings.feed import Feed
from extractors.source import Source
from flows.crawl import Assignment, Crawl

_WINDOW = Window(today() - timedelta(days=1), today())
# One record in a hundred is of interest. Records of the archive have some 60 KB unpacked, pages of the sample 5: twelve make one.
_RECORDS, _OF, _TOGETHER = 1500, 100, 12


def run_web_duels(archive: Path) -> Iterator[Result]:
    """Results one by one; nothing is kept."""
    with served() as port:
        yield time_duel(_crawl(port), rounds=3)
    with TemporaryDirectory() as folder:
        yield time_duel(_scan(archive, Path(folder) / "big.warc.gz"), rounds=3)


def _crawl(port: int) -> Duel:
    homes = [f"http://{host(n)}:{port}" for n in range(HOSTS)]
    sources = [
        Source(f"h{n}", "h", home, "en", "GB", "archive", (Feed(f"{home}/feed"),), "t") for n, home in enumerate(homes)
    ]
    at_once = Settings().fetches

    def ours() -> None:
        with TemporaryDirectory() as folder:
            settings = Settings.model_validate({"home": folder, "loopback": True, "pause": 0.0, "at_once": 4})
            store = Store.open(settings.database_url)
            Crawl("bench", [Assignment(source, _WINDOW) for source in sources], store, settings).run()
            store.close()

    async def plain() -> None:
        free = asyncio.Semaphore(at_once)
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as client:

            async def one(url: str) -> None:
                async with free:
                    (await client.get(url)).read()

            await asyncio.gather(*(one(f"{home}/a/{n}") for n in range(PAGES_EACH) for home in homes))

    work = f"{HOSTS * PAGES_EACH} pages of {HOSTS} hosts"
    return Duel("crawl, kept", "plain httpx loop", work, ours, lambda: asyncio.run(plain()))


def _scan(archive: Path, big: Path) -> Duel:
    pages = [page for page in read_pages(archive) if page.status == 200]
    many = (
        replace(
            pages[n % len(pages)],
            url=f"https://h{n % _OF}.example/{n}",
            body=b"".join(pages[(n + k * 7) % len(pages)].body for k in range(_TOGETHER)),
        )
        for n in range(_RECORDS)
    )
    write_pages(many, big)
    sifter = CcNews(frozenset({"h7.example"}), "")

    def bare() -> None:
        with big.open("rb") as stream:
            for _ in ArchiveIterator(stream, record_types=WarcRecordType.response):
                pass

    work = f"{big.stat().st_size >> 20} MB of WARC"
    return Duel("scan of an archive", "bare fastwarc iteration", work, lambda: list(sifter.scan(big)), bare)
