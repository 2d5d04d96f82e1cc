"""The Wayback Machine: what a site had in a past window, from its capture index (CDX), read as archived."""

import json
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from census.months import Window
from census.records import Fetch, Link, Unreadable
from extractors.dates import date_of_path
from extractors.listing import MARGIN, MOST_LINKS, Listed, Read, near

INDEX = "https://web.archive.org/cdx/search/cdx"
REPLAY = "https://web.archive.org/web"
_LINES = 5000  # an answer; the index says where to go on
# What is no article: parts of pages, lists, feeds.
_NO_ARTICLE = re.compile(
    r"\.(?:js|css|png|jpe?g|gif|svg|ico|woff2?|ttf|mp[34]|pdf|zip|xml|json|txt)(?:\?|$)|/(?:feed|tag|tags|category|author|page|wp-json|search|login)(?:/|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wayback:
    """Captures below `prefix` (host, or host and path); those whose address bears a date of the window, and undated ones first
    captured in it or within `late` days after it."""

    prefix: str
    late: int = 14
    index: str = INDEX
    replay: str = REPLAY
    name: str = "wayback"

    def serves(self, window: Window, today: date) -> bool:
        """Any past window."""
        return window.last < today

    def requests(self, window: Window) -> int:
        """A few answers of the index for each month."""
        return 2 + len(window.days) // 15

    async def list_links(self, read: Read, source: str, window: Window) -> Listed:
        """The first capture of each address. Raises Unreadable."""
        links: dict[str, Link] = {}
        resume = ""
        while len(links) < MOST_LINKS:
            rows, following = read_captures(await read(self._address(window, resume)))
            for stamp, original in rows:
                link = self._link(stamp, original, source, window)
                if link and link.id not in links:
                    links[link.id] = link
            if not following or following == resume:
                break
            resume = following
        return Listed(tuple(links.values()))

    def _link(self, stamp: str, original: str, source: str, window: Window) -> Link | None:
        day = date_of_path(original)
        if _NO_ARTICLE.search(original) or not near(day, window):
            return None
        return Link(original, source, self.name, day, at=f"{self.replay}/{stamp}id_/{original}")

    def _address(self, window: Window, resume: str) -> str:
        query = {
            "url": self.prefix, "matchType": "prefix" if "/" in self.prefix else "domain", "output": "json",
            "from": f"{window.first - MARGIN:%Y%m%d}", "to": f"{window.last + MARGIN * self.late:%Y%m%d}", "filter": "statuscode:200", "collapse": "urlkey",
            "limit": _LINES, "showResumeKey": "true",
        }  # fmt: skip
        return f"{self.index}?{urlencode(query)}" + (f"&{urlencode({'resumeKey': resume})}" if resume else "")


def read_captures(fetch: Fetch) -> tuple[list[tuple[str, str]], str]:
    """Timestamp and address of each capture, and the key to go on with. Understands the index of the Wayback Machine (a JSON list
    of rows) and that of pywb (a JSON object a line). Raises Unreadable."""
    text = fetch.document().body.decode("utf-8", "replace").strip()
    try:
        if not text.startswith("["):
            rows = [json.loads(line) for line in text.splitlines()]
            return [(str(row["timestamp"]), str(row["url"])) for row in rows if row.get("status", "200") == "200"], ""
        names, *body = json.loads(text) or [[]]
        rows = [dict(zip(names, row, strict=True)) for row in body if len(row) == len(names)]
        goes_on = len(body) > 1 and body[-2] == [] and len(body[-1]) == 1
        return [(row["timestamp"], row["original"]) for row in rows], str(body[-1][0]) if goes_on else ""
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Unreadable("bad_listing", f"{type(error).__name__}: {text[:120]}") from error
