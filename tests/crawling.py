"""What tests of the crawl share: source files for hosts of the loopback web, settings that open it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from census.settings import Settings

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
