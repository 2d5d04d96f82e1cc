"""Sitemaps: plain, index, news, gzipped, text; whole ones are not read where a window needs a part."""

import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urljoin

from lxml import etree

from census.months import Window
from census.records import Fetch, Link, Problem, Unreadable
from census.urls import site_of
from extractors.dates import date_of_path, parse_stamp
from extractors.inflate import SITEMAP_BYTES, inflate
from extractors.listing import MARGIN, MOST_LINKS, Listed, Read, near, problem

# A site of 10 million articles has 200 sitemaps of 50,000; for one window a tenth of it is plenty.
MOST_SITEMAPS = 60
_DEEPEST = 4
# Year and month in the name of a part: sitemap-2019-11.xml, sitemap_201911.xml.gz, /2019/11/sitemap.xml, yyyy=2019&mm=11.
_PART = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:[-_/.]?|&?mm=|-?m)(0[1-9]|1[0-2])(?!\d)")


@dataclass(frozen=True)
class Place:
    """One address in a sitemap: of a page, or of another sitemap."""

    url: str
    is_sitemap: bool
    modified: str | None
    published: str | None = None
    title: str = ""


@dataclass(frozen=True)
class Sitemap:
    """A sitemap or an index of sitemaps; `past` says that it holds the site's whole past, not its last days."""

    url: str
    past: bool = True
    name: str = "sitemap"

    def serves(self, window: Window, today: date) -> bool:
        """Any days, or the last two (a news sitemap by its standard)."""
        return self.past or window.last >= today - timedelta(days=2)

    def requests(self, window: Window) -> int:
        """An index, and a part or two for each month."""
        return 1 + 2 * (1 + (window.last - window.first).days // 31) if self.past else 1

    async def list_links(self, read: Read, source: str, window: Window) -> Listed:
        """Pages that may have been published in the window. Raises Unreadable where the first sitemap cannot be read."""
        links: dict[str, Link] = {}
        problems: list[Problem] = []
        waiting, seen, places = deque([(self.url, 1)]), {self.url}, 0
        for _ in range(MOST_SITEMAPS):
            if not waiting or len(links) >= MOST_LINKS:
                break
            url, depth = waiting.popleft()
            fetch = await read(url, SITEMAP_BYTES, only_new=not self.past)
            try:
                for place in read_sitemap(fetch):
                    places += 1
                    if not place.is_sitemap:
                        link = _link(place, source, self.name, window)
                        links |= {link.id: link} if link else {}
                    elif place.url not in seen and depth < _DEEPEST and _may_hold(place, window):
                        seen.add(place.url)
                        waiting.append((place.url, depth + 1))
            except Unreadable as fault:
                if url == self.url:
                    raise
                problems.append(problem(source, url, fault.reason, fault.detail, fetch.fetched_at))
        if waiting:
            left = f"{len(waiting)} sitemaps and more were left unread after {MOST_SITEMAPS}"
            problems.append(problem(source, self.url, "endless_sitemap", left, fetch.fetched_at))
        complete = not problems and (places > 0 or fetch.reason == "unchanged")
        return Listed(tuple(links.values()), tuple(problems), complete=complete)


def _link(place: Place, source: str, listing: str, window: Window) -> Link | None:
    """A page of the window: by its stated date; else by the date in its address; else if it was changed after the window began."""
    day = place.published or date_of_path(place.url)
    if day is None and place.modified and place.modified[:10] < (window.first - MARGIN).isoformat():
        return None
    return Link(place.url, source, listing, day, place.title) if near(day, window) else None


def _may_hold(place: Place, window: Window) -> bool:
    """Whether a part of an index is worth asking for."""
    named = _PART.search(place.url)
    if named:
        first, last = (window.first - MARGIN), (window.last + MARGIN)
        return f"{first:%Y-%m}" <= f"{named[1]}-{named[2]}" <= f"{last:%Y-%m}"
    return not place.modified or place.modified[:10] >= (window.first - MARGIN).isoformat()


def read_sitemap(fetch: Fetch) -> Iterator[Place]:
    """Places of one sitemap, broken ones as far as they go. Raises Unreadable."""
    if fetch.reason == "unchanged":
        return
    body = inflate(fetch.document().body, SITEMAP_BYTES)
    start = body[:300].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith((b"http://", b"https://")):
        yield from (Place(line.strip(), False, None) for line in body.decode("utf-8", "replace").split())
    elif b"<" not in start[:100]:
        raise Unreadable("bad_sitemap", "neither XML nor a list of addresses")
    else:
        yield from _places(body, fetch.final_url)


def _places(body: bytes, base: str) -> Iterator[Place]:
    found = 0
    parser = etree.iterparse(
        io.BytesIO(body), events=("end",), tag=("{*}url", "{*}sitemap"), recover=True, resolve_entities=False,
        no_network=True, load_dtd=False, huge_tree=False,
    )  # fmt: skip
    try:
        for _, element in parser:
            said = {etree.QName(e).localname: (e.text or "").strip() for e in element.iter(etree.Element)}
            url = urljoin(base, said.get("loc", ""))
            is_sitemap = etree.QName(element).localname == "sitemap"
            element.clear()
            if said.get("loc") and url.startswith("http") and (is_sitemap or site_of(url) == site_of(base)):
                found += 1
                modified = parse_stamp(said.get("lastmod", ""))
                published = parse_stamp(said.get("publication_date", ""))
                yield Place(url, is_sitemap, modified, published, said.get("title", "")[:300])
    except etree.XMLSyntaxError as error:
        if not found:
            raise Unreadable("bad_sitemap", str(error)[:200]) from error
    if not found and not body.rstrip().endswith((b"</urlset>", b"</sitemapindex>", b"/>")):
        raise Unreadable("bad_sitemap", "no address in it")
