"""What a listing is: a way to learn which articles a publisher published in a window of days."""

import html
import re
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from census.months import Window
from census.records import Fetch, Link, Problem

# Listings date in UTC or in any zone and a page in its own: a link within so many days of the window is read, its page decides.
MARGIN = timedelta(days=1)
# One listing of one window never gives more: beyond it stands an endless site, not news.
MOST_LINKS = 50_000
_MARKUP = re.compile(r"<[^>]+>")


class Read(Protocol):
    """How a listing asks for a document; the caller holds politeness, limits, memory of earlier answers."""

    def __call__(self, url: str, most: int = ..., only_new: bool = ...) -> Awaitable[Fetch]:
        """The answer to a URL, at most `most` bytes unpacked; a fault comes as its named reason, and with `only_new` a document that
        is the same as the last time as "unchanged"."""


@dataclass(frozen=True)
class Listed:
    """What a listing gave: links, what went wrong on the way, how many links the host itself says there are, and whether it is
    `complete`: if it gives none, there are none."""

    links: tuple[Link, ...]
    problems: tuple[Problem, ...] = ()
    total: int | None = None
    complete: bool = False


class Listing(Protocol):
    """A value that names one way to list one source."""

    @property
    def name(self) -> str:
        """The kind: feed, sitemap, wordpress, gdelt, wayback."""

    def serves(self, window: Window, today: date) -> bool:
        """Whether it can answer for these days."""

    def requests(self, window: Window) -> int:
        """About how many requests it takes: what a plan is reckoned from."""

    async def list_links(self, read: Read, source: str, window: Window) -> Listed:
        """Links of the window. Raises Unreadable where the listing as a whole cannot be read."""


def near(day: str | None, window: Window) -> bool:
    """Whether a link of this ISO date may belong to the window; an undated one may."""
    return day is None or Window(window.first - MARGIN, window.last + MARGIN).holds(day)


def plain_title(title: str) -> str:
    """A title as a listing gives it, without markup, shortened to 300 characters."""
    return " ".join(html.unescape(_MARKUP.sub(" ", title)).split())[:300]


def problem(source: str, url: str, reason: str, detail: str, seen_at: str) -> Problem:
    """A problem met while listing."""
    return Problem("discover", source, url, reason, seen_at, detail)
