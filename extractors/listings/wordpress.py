"""The REST interface of WordPress: the one listing that gives any past window exactly, and says how many posts it holds."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from census.months import Window
from census.records import Fetch, Link, Unreadable
from extractors.listing import MARGIN, MOST_LINKS, Listed, Read, plain_title, problem

_PAGE = 100  # the most that the interface gives at once


@dataclass(frozen=True)
class WordPress:
    """A site that runs on WordPress, at `home`; `per_day` is its usual number of posts, to reckon a plan from."""

    home: str
    per_day: int = 8
    kind: str = "posts"
    name: str = "wordpress"

    def serves(self, window: Window, today: date) -> bool:
        """Any window."""
        return True

    def requests(self, window: Window) -> int:
        """A page for each hundred posts."""
        return 1 + self.per_day * ((window.last - window.first).days + 1) // _PAGE

    async def list_links(self, read: Read, source: str, window: Window) -> Listed:
        """Posts dated in the window (in the site's own zone, a day more on either side). Raises Unreadable."""
        links: dict[str, Link] = {}
        total, pages, number = None, 1, 1
        while number <= pages and len(links) < MOST_LINKS:
            fetch = await read(self._address(window, number))
            rows = _rows(fetch)
            for row in rows:
                link = Link(str(row["link"]), source, self.name, str(row.get("date") or "") or None, _title(row))
                links |= {link.id: link}
            total, pages = _totals(fetch, len(rows), number if not rows else max(pages, number), total)
            number += 1
        short = total is not None and len(links) < total
        told = f"the site counts {total} posts, {len(links)} were listed"
        problems = [problem(source, self.home, "incomplete_listing", told, fetch.fetched_at)] if short else []
        return Listed(tuple(links.values()), tuple(problems), total, complete=not short)

    def _address(self, window: Window, number: int) -> str:
        query = {
            "after": f"{window.first - MARGIN}T00:00:00",
            "before": f"{window.last + MARGIN + timedelta(days=1)}T00:00:00",
            "per_page": _PAGE, "page": number, "orderby": "date", "order": "asc", "_fields": "link,date,title",
        }  # fmt: skip
        return f"{self.home.rstrip('/')}/wp-json/wp/v2/{self.kind}?{urlencode(query)}"


def _rows(fetch: Fetch) -> list[dict[str, Any]]:
    body = fetch.document().body
    try:
        rows = json.loads(body.decode("utf-8-sig", "replace").lstrip())
    except ValueError as error:
        raise Unreadable("bad_listing", f"no JSON: {error}"[:200]) from error
    if not isinstance(rows, list):
        raise Unreadable("bad_listing", str(rows.get("code", "no list"))[:200] if isinstance(rows, dict) else "no list")
    return [row for row in rows if isinstance(row, dict) and row.get("link")]


def _totals(fetch: Fetch, listed: int, pages: int, total: int | None) -> tuple[int | None, int]:
    """Posts and pages as the headers count them; where a proxy strips these, another page is asked for while pages are full."""
    page = fetch.document()
    said, many = page.header("x-wp-total"), page.header("x-wp-totalpages")
    if said.isdigit() and many.isdigit():
        return int(said), int(many)
    return total, pages + 1 if listed == _PAGE else pages


def _title(row: dict[str, Any]) -> str:
    title = row.get("title")
    return plain_title(title.get("rendered", "") if isinstance(title, dict) else str(title or ""))
