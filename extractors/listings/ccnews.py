"""Common Crawl's news archive: WARC files of about 1 GB, several a day since August 2016, scanned without unpacking what is of no use.

The publication date of a page decides its month, so the files of the month after are scanned too.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from census.archive import scan_pages
from census.months import Month, Window
from census.records import Fetch, Page, Unreadable
from census.technology import names_technology
from census.urls import site_of

_FIRST = Month(2016, 8)
_FILE = re.compile(r"CC-NEWS-(\d{4})(\d{2})\d{8}-\d+\.warc\.gz$")


@dataclass(frozen=True)
class CcNews:
    """The archive at `base`; pages of `hosts` alone, all of them where none is given."""

    hosts: frozenset[str]
    base: str
    name: ClassVar[str] = "ccnews"

    def requests(self, window: Window) -> int:
        """About twelve files a day, a month more than the window."""
        return 12 * (len(window.days) + 30)

    def lists(self, window: Window) -> list[str]:
        """Addresses of the lists of files for the months of the window and the one after."""
        months = sorted({Month.of(day.isoformat()) for day in window.days})
        months.append(months[-1].after)
        return [f"{self.base}/crawl-data/CC-NEWS/{m.year}/{m.number:02d}/warc.paths.gz" for m in months if m >= _FIRST]

    def files(self, fetch: Fetch) -> list[str]:
        """Names of the files that a list names. Raises Unreadable."""
        body = fetch.document().body
        try:
            text = (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise Unreadable("bad_listing", str(error)[:200]) from error
        return [line.strip().rsplit("/", 1)[-1] for line in text.splitlines() if _FILE.search(line.strip())]

    def address(self, file: str) -> str:
        """Where a file of the archive is: its name says year and month."""
        named = _FILE.search(file)
        assert named is not None
        return f"{self.base}/crawl-data/CC-NEWS/{named[1]}/{named[2]}/{file}"

    def scan(self, path: Path) -> Iterator[Page]:
        """Pages of a file that are of one of the hosts and name the technology: by address first, then by raw bytes; nothing is
        parsed. Raises ValueError where the file breaks off."""

        @cache
        def is_wanted(netloc: str) -> bool:
            return site_of(f"//{netloc}") in self.hosts

        # A file names some hundred thousand addresses of a few thousand hosts.
        def wanted(url: str) -> bool:
            return not self.hosts or is_wanted(url.split("/", 3)[2] if "//" in url else "")

        return (page for page in scan_pages(path, wanted) if page.status == 200 and names_technology(page.body))
