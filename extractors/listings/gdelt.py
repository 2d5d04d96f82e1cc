"""GDELT: the world's news by address, in files of a quarter of an hour since 2015, and its search as a top-up.

Formats: the GKG 2.1 and DOC 2.0 documents of the GDELT Project. Its dates are those of sighting, never of publication.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import quote

from census.months import Window
from census.records import Fetch, Link, Problem, Unreadable
from census.technology import names_technology
from census.urls import site_of
from extractors.listing import Listed, Read, problem

BULK = "http://data.gdeltproject.org/gdeltv2"
SEARCH = "https://api.gdeltproject.org/api/v2/doc/doc"
_SLOT = timedelta(minutes=15)
_FIRST = date(2015, 2, 19)
# A slot's file has 2-12 MB packed and up to 60 unpacked.
_SLOT_BYTES = 64 * 1024 * 1024
_UNPACKED = 256 * 1024 * 1024
_MOST_FOUND = 250
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")
_DOMAIN, _ADDRESS, _THEMES, _EXTRAS = 3, 4, 7, 26


@dataclass(frozen=True)
class GdeltFiles:
    """The files of quarter-hours, English and translated: every page that names the technology in address, title or themes, of
    `hosts` alone if any are given."""

    hosts: frozenset[str] = frozenset()
    base: str = BULK
    kinds: tuple[str, ...] = ("gkg", "translation.gkg")
    name: str = "gdelt"

    def serves(self, window: Window, today: date) -> bool:
        """Any days since the files begin."""
        return window.last >= _FIRST

    def requests(self, window: Window) -> int:
        """Ninety-six a day and kind."""
        return 96 * len(self.kinds) * len(window.days)

    async def list_links(self, read: Read, source: str, window: Window) -> Listed:
        """Links sighted in the window. A slot that is missing or broken is a problem; Raises Unreadable where all are."""
        links: dict[str, Link] = {}
        problems: list[Problem] = []
        slots = [slot for day in window.days for slot in _slots(day)]
        addresses = [f"{self.base}/{slot:%Y%m%d%H%M%S}.{kind}.csv.zip" for slot in slots for kind in self.kinds]
        for address in addresses:
            fetch = await read(address, _SLOT_BYTES)
            try:
                links |= {link.id: link for link in self._links(fetch, source)}
            except Unreadable as fault:
                problems.append(
                    problem(source, address, "missing_slot", f"{fault.reason} {fault.detail}", fetch.fetched_at)
                )
        if addresses and len(problems) == len(addresses):
            raise Unreadable("gdelt", f"none of {len(addresses)} files could be read: {problems[0].detail}")
        return Listed(tuple(links.values()), tuple(problems))

    def _links(self, fetch: Fetch, source: str) -> Iterator[Link]:
        for line in unpack_slot(fetch):
            columns = line.split("\t")
            if len(columns) <= _EXTRAS or not columns[_ADDRESS].startswith("http"):
                continue
            if self.hosts and site_of(columns[_ADDRESS]) not in self.hosts:
                continue
            titled = _TITLE.search(columns[_EXTRAS])
            title = titled[1] if titled else ""
            said = f"{columns[_ADDRESS].replace('-', ' ')} {title} {columns[_THEMES].replace('_', ' ')}"
            if names_technology(said.encode()):
                yield Link(columns[_ADDRESS], source, self.name, None, title)


def _slots(day: date) -> list[datetime]:
    return [datetime.combine(day, time()) + n * _SLOT for n in range(96)]


def unpack_slot(fetch: Fetch) -> Iterator[str]:
    """Lines of a zipped file. Raises Unreadable."""
    body = fetch.document().body
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for member in packed.infolist():
                if member.file_size > _UNPACKED:
                    raise Unreadable("bomb", f"{member.filename} says {member.file_size} bytes")
                with packed.open(member) as stream:
                    yield from (line.decode("utf-8", "replace").rstrip("\n") for line in stream)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
        raise Unreadable("broken_packing", str(error)[:200]) from error


@dataclass(frozen=True)
class GdeltSearch:
    """The search for `query`: 250 articles an answer, so a full answer's window is halved and asked again; one request in 5 s."""

    query: str
    base: str = SEARCH
    name: str = "gdelt_search"

    def serves(self, window: Window, today: date) -> bool:
        """Since 2017."""
        return window.last.year >= 2017

    def requests(self, window: Window) -> int:
        """About two a day."""
        return 2 * len(window.days)

    async def list_links(self, read: Read, source: str, window: Window) -> Listed:
        """Links found for each day. Raises Unreadable where the first answer cannot be read."""
        links: dict[str, Link] = {}
        problems: list[Problem] = []
        days = [datetime.combine(day, time()) for day in window.days]
        waiting = [(start, start + timedelta(days=1)) for start in reversed(days)]
        while waiting:
            start, end = waiting.pop()
            fetch = await read(self._address(start, end))
            rows = read_found(fetch)
            links |= {link.id: link for link in (_found(row, source, self.name) for row in rows) if link}
            if len(rows) < _MOST_FOUND:
                continue
            if end - start > timedelta(minutes=30):
                middle = start + (end - start) / 2
                waiting += [(middle, end), (start, middle)]
            else:
                told = f"more than {_MOST_FOUND} between {start} and {end}"
                problems.append(problem(source, self.base, "full_answer", told, fetch.fetched_at))
        return Listed(tuple(links.values()), tuple(problems))

    def _address(self, start: datetime, end: datetime) -> str:
        last = end - timedelta(seconds=1)
        return (
            f"{self.base}?query={quote(self.query)}&mode=artlist&format=json&sort=dateasc&maxrecords={_MOST_FOUND}"
            f"&startdatetime={start:%Y%m%d%H%M%S}&enddatetime={last:%Y%m%d%H%M%S}"
        )


def read_found(fetch: Fetch) -> list[dict[str, str]]:
    """Rows of a search answer. Raises Unreadable: the service tells of faults in plain text with status 200."""
    text = fetch.document().body.decode("utf-8", "replace").strip()
    try:
        found = json.loads(text, strict=False) if text else {}
    except ValueError as error:
        raise Unreadable("bad_listing", text[:160]) from error
    rows = found.get("articles", []) if isinstance(found, dict) else []
    return [row for row in rows if isinstance(row, dict) and str(row.get("url", "")).startswith("http")]


def _found(row: dict[str, str], source: str, listing: str) -> Link | None:
    return Link(row["url"], source, listing, None, str(row.get("title") or "")[:300])
