"""Nights in a store as a crawl writes them: what sources listed, what was fetched, read and found. Made, so that each number is known."""

from datetime import date, timedelta

from sqlalchemy import insert

from census import tables
from census.frontier import Frontier, Night
from census.records import Link, Problem, derive_id
from census.registry import Registry
from census.store import Store
from tests.review.test_search import tell


def add_night(store: Store, last: date, sources: dict[str, int], fault: dict[str, str] | None = None, ended: bool = True) -> None:  # fmt: skip
    """A night of one day on which each source listed so many links; of each source's links all but one are fetched, half of those are
    articles, and the first of these announces a project. Sources in `fault` could not be listed."""
    frontier = Frontier(store)
    night = Night(f"night-{last}", str(last - timedelta(1)), str(last), f"{last}T02:00:00Z")
    frontier.begin_night(night)
    for source, count in {**sources, **dict.fromkeys(fault or {}, 0)}.items():
        cell = derive_id("cell", source, str(last))
        found = [Link(f"https://{source}.example/{last}/{n}", source, "feed", str(last), f"Link {n}") for n in range(count)]  # fmt: skip
        row = {
            "source": source, "listing": "feed", "first": night.first, "last": night.last, "total": None, "tried": [],
            "listed_at": f"{last}T02:01:00Z", "reason": (fault or {}).get(source, ""),
        }  # fmt: skip
        problems = [Problem("discover", source, None, row["reason"], row["listed_at"], "")] if row["reason"] else []
        with store.transaction() as connection:
            frontier.save_listing(connection, cell, row, found, {}, problems)
            for n, link in enumerate(found):
                fetched = {
                    "link_id": link.id, "final_url": link.url, "fetched_at": row["listed_at"], "status": 200, "reason": "" if n else "timeout",
                    "detail": "", "rule": "", "robots": "", "page_id": f"p{link.id[1:]}" if n else None, "attempts": 1, "cell_id": cell,
                }  # fmt: skip
                connection.execute(insert(tables.fetches), [fetched])
                if n:
                    article = link.id if n % 2 else None
                    store.save_parsed(connection, [(f"p{link.id[1:]}", article, "" if article else "no_text")])
        if count > 1:
            announce(store, found[1], str(last))
    if ended:
        frontier.end_night(night, f"{last}T03:30:00Z")


def announce(store: Store, link: Link, day: str) -> None:
    id = derive_id("told by", link.id)
    tell(store, id, "Bank pilots ledger", day, url=link.url)
    with store.transaction() as connection:
        Registry(store).enter(connection, {id: id}, "model/1")
