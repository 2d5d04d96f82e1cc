"""RSS, Atom and JSON feeds, well formed or not. The only door to feedparser."""

import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser

from census.months import Window
from census.records import Fetch, Link, Problem, Unreadable
from extractors.dates import parse_stamp
from extractors.listing import Listed, Read, near, plain_title, problem


@dataclass(frozen=True)
class Entry:
    """One entry of a feed: its address, title and date (ISO, None unknown)."""

    url: str
    title: str
    date: str | None


@dataclass(frozen=True)
class Feed:
    """A feed at `url`, with those of other sections in `also`, that holds the last `reach` days on each page; `pages` of it are read
    while they are new, by the feed's own link to the next (RFC 5005) or by `?paged=`."""

    url: str
    also: tuple[str, ...] = ()
    reach: int = 4
    pages: int = 1
    name: str = "feed"

    def serves(self, window: Window, today: date) -> bool:
        """Recent days only."""
        return window.last >= today - timedelta(days=self.reach * self.pages)

    def requests(self, window: Window) -> int:
        """One a page."""
        return self.pages * (1 + len(self.also))

    async def list_links(self, read: Read, source: str, window: Window) -> Listed:
        """Entries near the window, newest page first. Raises Unreadable where no section can be read."""
        links: dict[str, Link] = {}
        faults: list[Unreadable] = []
        problems: list[Problem] = []
        covered = True
        for url in (self.url, *self.also):
            try:
                found, reaches = await self._list_section(url, read, source, window)
                links, covered = found | links, covered and reaches
            except Unreadable as fault:
                faults.append(fault)
                problems.append(problem(source, url, fault.reason, fault.detail, ""))
        if len(faults) == 1 + len(self.also):
            raise faults[0]
        return Listed(tuple(links.values()), tuple(problems), complete=covered and not faults)

    async def _list_section(self, first: str, read: Read, source: str, window: Window) -> tuple[dict[str, Link], bool]:
        """Links of one section, and whether it reaches back to the beginning of the window (or holds nothing new)."""
        links: dict[str, Link] = {}
        url, oldest = first, "9999"
        for number in range(1, self.pages + 1):
            fetch = await read(url, only_new=number == 1)
            if fetch.page is None and (number > 1 or fetch.reason == "unchanged"):
                return links, True
            entries, following = parse_feed(fetch)
            oldest = min((e.date for e in entries if e.date), default=oldest)
            found = [Link(e.url, source, self.name, e.date, e.title) for e in entries if near(e.date, window)]
            fresh = {link.id: link for link in found if link.id not in links}
            if not fresh:
                break
            links |= fresh
            url = following or _paged(first, number + 1)
        return links, oldest[:10] < window.first.isoformat()


def _paged(url: str, number: int) -> str:
    return f"{url}{'&' if '?' in url else '?'}paged={number}"


def parse_feed(fetch: Fetch) -> tuple[list[Entry], str | None]:
    """Entries of a feed, and the address of its next page. Raises Unreadable `bad_feed` where it holds none and is no feed."""
    page = fetch.document()
    body, base = page.body, fetch.final_url
    if body.lstrip()[:1] == b"{":
        return _json_feed(body, base)
    headers = {"content-type": page.header("content-type") or "application/xml", "content-location": base}
    read = feedparser.parse(io.BytesIO(body), response_headers=headers)
    entries = [e for e in (_entry(raw, base) for raw in read.entries) if e]
    if not entries and (read.bozo or not read.get("version")):
        fault = read.get("bozo_exception")
        raise Unreadable("bad_feed", f"{type(fault).__name__}: {fault}"[:200] if fault else "it is no feed")
    following = next((link.get("href") for link in read.feed.get("links", []) if link.get("rel") == "next"), None)
    return entries, urljoin(base, following) if following else None


def _entry(raw: Any, base: str) -> Entry | None:
    """One entry; None where it names no address on the web."""
    named = raw.get("feedburner_origlink") or raw.get("link") or raw.get("id") or ""
    url = urljoin(base, str(named).strip())
    if not url.startswith(("http://", "https://")) or url.rstrip("/") == base.rstrip("/"):
        return None
    stamp = raw.get("published_parsed") or raw.get("updated_parsed")
    return Entry(url, plain_title(raw.get("title", "")), _iso(stamp))


def _iso(stamp: Any) -> str | None:
    try:
        year, month, day, hour, minute, second = map(int, stamp[:6] if stamp else ())
        when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when.year > 1995 else None


def _json_feed(body: bytes, base: str) -> tuple[list[Entry], str | None]:
    try:
        feed = json.loads(body)
        rows = feed["items"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("bad_feed", f"JSON without items ({error})"[:200]) from error
    entries = []
    for row in rows if isinstance(rows, list) else []:
        url = row.get("url") or row.get("external_url") if isinstance(row, dict) else None
        if isinstance(url, str) and url:
            stamp = parse_stamp(str(row.get("date_published") or ""))
            entries.append(Entry(urljoin(base, url), plain_title(str(row.get("title") or "")), stamp))
    following = feed.get("next_url")
    return entries, following if isinstance(following, str) else None
