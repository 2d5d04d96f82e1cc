"""What tests of the crawl share: source files for hosts of the loopback web, settings that open it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from census.months import Window
from census.records import Fetch
from census.settings import Settings
from extractors.fetch import LISTINGS, Fetcher, Policy
from extractors.inflate import MOST_BYTES
from extractors.listing import Listed, Listing

# Yesterday and today: a feed serves the last days only.
DAYS = [str(datetime.now(UTC).date() - timedelta(days)) for days in (1, 0)]
FILE = """
from extractors.listings.feed import Feed
from extractors.listings.gdelt import GdeltFiles
from extractors.listings.sitemap import Sitemap
from extractors.listings.wordpress import WordPress
from extractors.listings.wayback import Wayback
from extractors.source import Source

SOURCE = Source(
    slug="{slug}", name="{slug}", home="{home}", lang="en", country="GB", kind="{kind}",
    listings=({listing},), terms="a host of a test", selective={selective},
)
"""


def declare(folder: Path, slug: str, home: str, listing: str, selective: bool = False, kind: str = "archive") -> None:
    """Write the file of one source; of kind `archive` it has no Wayback Machine to fall back on."""
    folder.mkdir(parents=True, exist_ok=True)
    text = FILE.format(slug=slug, home=home, listing=listing, selective=selective, kind=kind)
    (folder / f"{slug}.py").write_text(text, encoding="utf-8")


def open_settings(home: Path, **changes: object) -> Settings:
    """Settings that let loopback be crawled, without a pause unless one is given."""
    given: dict[str, object] = {"home": home, "sources": home / "sources", "loopback": True, "pause": 0.0, **changes}
    return Settings.model_validate(given)


OPEN = {"CHAINCENSUS_LOOPBACK": "1", "CHAINCENSUS_PAUSE": "0", "CHAINCENSUS_CLOCK": ""}


def settings_of(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command that crawls the sources declared below `home`."""
    return {**OPEN, "CHAINCENSUS_SOURCES": str(home / "sources"), **more}


class Turns:
    """Hosts in this process alone."""

    def __init__(self) -> None:
        self.held: dict[str, float] = {}
        self.next: dict[str, float] = {}

    async def wait(self, host: str, pause: float) -> None:
        start = max(time.monotonic(), self.next.get(host, 0.0))
        self.next[host] = start + pause
        await asyncio.sleep(start - time.monotonic())

    def hold(self, host: str, seconds: float) -> None:
        self.held[host] = seconds
        self.next[host] = max(self.next.get(host, 0.0), time.monotonic() + seconds)


def list_live(listing: Listing, window: Window) -> tuple[Listed, int]:
    """What a listing gives from servers on loopback, and in how many requests."""

    async def ask() -> tuple[Listed, int]:
        asked = 0
        async with Fetcher(Policy("chaincensus/test", 0.0, loopback_open=True), Turns(), lambda: "now") as fetcher:

            async def read(url: str, most: int = MOST_BYTES, only_new: bool = False) -> Fetch:
                nonlocal asked
                asked += 1
                return await fetcher.fetch(url, LISTINGS, most)

            return await listing.list_links(read, "s", window), asked

    return asyncio.run(ask())
