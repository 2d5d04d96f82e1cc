"""The frontier: links seen, asked for and dropped; the memory of a crawl, in SQL like the rest of the store.

A link is known by the cell that saw it first. How far it has come is which tables hold its id.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, and_, func, or_, select

from census import tables
from census.records import Fetch, Link, Problem
from census.store import Store, insert_once, put

# Faults that pass: such a link is asked for again on later nights, so often in all.
TEMPORARY = ("timeout", "connection", "dns", "busy", "http_error", "robots_unreachable")
MOST_ATTEMPTS = 4
_BATCH = 500


@dataclass(frozen=True)
class Kept:
    """What is to be kept of one link: its fetch, and where its page begins in which archive file (None: no page, or seen before)."""

    link_id: str
    fetch: Fetch
    archive: str | None = None
    offset: int | None = None


@dataclass(frozen=True)
class Night:
    """One night: the days it covers, both included, and when it began and ended (ISO, None: it did not)."""

    id: str
    first: str
    last: str
    started_at: str
    finished_at: str | None = None


@dataclass(frozen=True)
class PageRef:
    """Where a page stands: archive file below the home folder, and offset."""

    page_id: str
    archive: str
    offset: int


class Frontier:
    """Reads and writes the memory of crawls in a store."""

    def __init__(self, store: Store):
        self.store = store

    def save_listing(
        self, connection: Connection, cell_id: str, row: dict[str, Any], links: Sequence[Link], dropped: dict[str, str],
        problems: Iterable[Problem],
    ) -> None:  # fmt: skip
        """Save what a cell's listing gave: all links, and the reason of those dropped unread. `row` names source, listing,
        window and time."""
        known = self._known(connection, [link.id for link in links])
        fresh = [link for link in links if link.id not in known]
        seen = {"seen_at": row["listed_at"], "cell_id": cell_id}
        insert_once(connection, tables.links, ({"id": link.id, **asdict(link), **seen} for link in fresh))
        crumbs = (
            {"link_id": link.id, "stage": "discover", "reason": dropped[link.id], "cell_id": cell_id}
            for link in fresh
            if link.id in dropped
        )
        insert_once(connection, tables.crumbs, crumbs)
        insert_once(
            connection, tables.listings, [{**row, "cell_id": cell_id, "links": len(links), "fresh": len(fresh)}]
        )
        self.store.save_problems(connection, problems, cell_id)

    def _known(self, connection: Connection, ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(ids), _BATCH):
            wanted = tables.links.c.id.in_(ids[start : start + _BATCH])
            found |= set(connection.execute(select(tables.links.c.id).where(wanted)).scalars())
        return found

    def pending(self, cell_id: str, source: str) -> list[Link]:
        """Links that a cell has still to ask for: its own, and those of the source whose last fault may have passed; oldest first."""
        links, fetches, crumbs = tables.links, tables.fetches, tables.crumbs
        own = and_(links.c.cell_id == cell_id, fetches.c.link_id.is_(None), crumbs.c.link_id.is_(None))
        again = and_(
            links.c.source == source, fetches.c.reason.in_(TEMPORARY), fetches.c.attempts < MOST_ATTEMPTS,
            fetches.c.cell_id != cell_id,
        )  # fmt: skip
        query = (
            select(links)
            .outerjoin(fetches, fetches.c.link_id == links.c.id)
            .outerjoin(crumbs, crumbs.c.link_id == links.c.id)
            .where(or_(own, again))
            .order_by(links.c.date, links.c.id)
        )
        names = tuple(Link.__dataclass_fields__)
        with self.store.engine.connect() as connection:
            return [Link(**{name: row[name] for name in names}) for row in connection.execute(query).mappings()]

    def pages_seen(self, ids: Sequence[str]) -> dict[str, str]:
        """Pages kept before: id -> when they were fetched."""
        query = select(tables.pages.c.id, tables.pages.c.fetched_at).where(tables.pages.c.id.in_(ids))
        with self.store.engine.connect() as connection:
            return {row.id: row.fetched_at for row in connection.execute(query)}

    def save_kept(self, kept: Sequence[Kept], cell_of: dict[str, str], lengths: dict[str, int]) -> None:
        """Save fetches, their pages and the lengths of the archive files that hold them, all or nothing."""
        with self.store.transaction() as connection:
            self._save_fetches(connection, kept, cell_of)
            pages = [
                {
                    "id": one.fetch.page.id, "url": one.fetch.page.url, "fetched_at": one.fetch.page.fetched_at,
                    "archive": one.archive, "offset": one.offset, "cell_id": cell_of[one.link_id],
                }
                for one in kept
                if one.fetch.page and one.archive
            ]  # fmt: skip
            insert_once(connection, tables.pages, pages)
            for path, length in lengths.items():
                put(connection, tables.segments, {"path": path}, {"length": length})

    def _save_fetches(self, connection: Connection, kept: Sequence[Kept], cell_of: dict[str, str]) -> None:
        table = tables.fetches
        met = select(table.c.link_id).where(table.c.link_id.in_([one.link_id for one in kept]))
        known = set(connection.execute(met).scalars())
        rows = {one.link_id: _fetch_row(one.fetch, cell_of[one.link_id]) for one in kept}
        fresh = ({**row, "link_id": id, "attempts": 1} for id, row in rows.items() if id not in known)
        insert_once(connection, table, fresh)
        for id in known:
            again = table.update().where(table.c.link_id == id)
            connection.execute(again.values(**rows[id], attempts=table.c.attempts + 1))

    def segments(self) -> dict[str, int]:
        """Committed length of each archive file of the crawl."""
        with self.store.engine.connect() as connection:
            return {row.path: row.length for row in connection.execute(select(tables.segments))}

    def pages_of(self, cell_ids: Sequence[str]) -> list[PageRef]:
        """Pages that cells fetched, by id."""
        table = tables.pages
        query = select(table.c.id, table.c.archive, table.c.offset).where(
            table.c.cell_id.in_(cell_ids), table.c.offset.is_not(None)
        )
        with self.store.engine.connect() as connection:
            return [PageRef(*row) for row in connection.execute(query.order_by(table.c.id))]

    def answer_of(self, url_id: str) -> tuple[str, str, str]:
        """ETag, Last-Modified and digest of a listing's last answer, "" where unknown."""
        table = tables.answers
        with self.store.engine.connect() as connection:
            row = connection.execute(select(table).where(table.c.url_id == url_id)).first()
        return (row.etag, row.modified, row.digest) if row else ("", "", "")

    def save_answer(self, connection: Connection, url_id: str, etag: str, modified: str, digest: str) -> None:
        """Remember a listing's answer."""
        put(connection, tables.answers, {"url_id": url_id}, {"etag": etag, "modified": modified, "digest": digest})

    def listed(self, source: str | None = None, since: str = "") -> list[dict[str, Any]]:
        """What listings gave `since` a moment, oldest first; of one source or of all."""
        table = tables.listings
        query = select(table).where(table.c.listed_at >= since).order_by(table.c.listed_at, table.c.cell_id)
        if source:
            query = query.where(table.c.source == source)
        with self.store.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def fates(self, cell_ids: Sequence[str]) -> Counter[str]:
        """How many fetches of cells ended with each reason; "" is a page."""
        return self._count_reasons(tables.fetches, cell_ids)

    def nights(self) -> list[Night]:
        """All nights, oldest first."""
        with self.store.engine.connect() as connection:
            rows = connection.execute(select(tables.nights).order_by(tables.nights.c.started_at, tables.nights.c.id))
            return [Night(**row) for row in rows.mappings()]

    def begin_night(self, night: Night) -> None:
        """Remember a night before its first request."""
        with self.store.transaction() as connection:
            insert_once(connection, tables.nights, [asdict(night)])

    def end_night(self, night: Night, finished_at: str) -> None:
        """Mark a night as finished: the next one goes on from its last day."""
        table = tables.nights
        with self.store.transaction() as connection:
            connection.execute(table.update().where(table.c.id == night.id).values(finished_at=finished_at))

    def faults(self, cell_ids: Sequence[str], most: int = -1) -> list[Problem]:
        """A problem for each link of cells that gave no page, by reason and address; the first `most` of them."""
        links, fetches = tables.links, tables.fetches
        query = (
            select(links.c.source, links.c.url, fetches.c.reason, fetches.c.fetched_at, fetches.c.detail)
            .join(fetches, fetches.c.link_id == links.c.id)
            .where(fetches.c.cell_id.in_(cell_ids), fetches.c.reason != "")
            .order_by(fetches.c.reason, links.c.url)
        )
        with self.store.engine.connect() as connection:
            rows = connection.execute(query.limit(most) if most >= 0 else query)
            return [Problem("fetch", *row) for row in rows]

    def dropped(self, cell_ids: Sequence[str]) -> Counter[str]:
        """How many links of cells were dropped unread, by reason."""
        return self._count_reasons(tables.crumbs, cell_ids)

    def _count_reasons(self, table: Table, cell_ids: Sequence[str]) -> Counter[str]:
        query = select(table.c.reason, func.count()).where(table.c.cell_id.in_(cell_ids)).group_by(table.c.reason)
        with self.store.engine.connect() as connection:
            return Counter({row[0]: row[1] for row in connection.execute(query)})

    def announced(self, cell_ids: Sequence[str], by: str, month: str) -> int:
        """How many announcements of a month a model found in the articles that cells read."""
        articles, told = tables.articles, tables.announcements
        query = select(func.count()).select_from(told.join(articles, told.c.article_id == articles.c.id))
        query = query.where(articles.c.cell_id.in_(cell_ids), told.c.by == by, told.c.date.startswith(month))
        with self.store.engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def delay_of(self, source: str) -> float:
        """The pause in seconds that the hosts of a source last asked for, 0 where they asked for none or were never met."""
        links, fetches = tables.links, tables.fetches
        query = select(func.max(fetches.c.delay)).join(links, links.c.id == fetches.c.link_id)
        with self.store.engine.connect() as connection:
            return float(connection.execute(query.where(links.c.source == source)).scalar() or 0.0)

    def dates_of(self, cell_ids: Sequence[str]) -> list[tuple[str, date]]:
        """Source and day of each dated link that cells listed."""
        table = tables.links
        query = select(table.c.source, table.c.date).where(table.c.cell_id.in_(cell_ids), table.c.date.is_not(None))
        with self.store.engine.connect() as connection:
            return [(row[0], date.fromisoformat(row[1][:10])) for row in connection.execute(query)]

    def listed_dates(self, ids: Sequence[str]) -> dict[str, str]:
        """Of links (ids) the days that their listings gave them, where they gave one."""
        table = tables.links
        query = select(table.c.id, table.c.date).where(table.c.id.in_(ids), table.c.date.is_not(None))
        with self.store.engine.connect() as connection:
            return {link: day[:10] for link, day in connection.execute(query)}

    def fates_of(self, source: str, day: str = "") -> list[tuple[str, str, str, str]]:
        """How far each link of a source came, why no further, its date and URL; of links dated or first seen on a day, or of all."""
        links, fetches, crumbs, parsed = tables.links, tables.fetches, tables.crumbs, tables.parsed
        readings, told = tables.readings, tables.announcements
        found = select(told.c.article_id, func.count().label("n")).group_by(told.c.article_id).subquery()
        relevance = (
            select(
                readings.c.article_id,
                func.max(readings.c.relevance_proba).label("p"),
                func.max(readings.c.reason).label("why"),
            )
            .group_by(readings.c.article_id)
            .subquery()
        )
        query = (
            select(
                links.c.url, links.c.date, crumbs.c.reason.label("dropped"), fetches.c.reason.label("fetched"), fetches.c.detail,
                parsed.c.article_id, parsed.c.reason.label("parsed"), relevance.c.p, relevance.c.why, found.c.n,
            )
            .outerjoin(crumbs, crumbs.c.link_id == links.c.id)
            .outerjoin(fetches, fetches.c.link_id == links.c.id)
            .outerjoin(parsed, parsed.c.page_id == fetches.c.page_id)
            .outerjoin(relevance, relevance.c.article_id == parsed.c.article_id)
            .outerjoin(found, found.c.article_id == parsed.c.article_id)
            .where(links.c.source == source, or_(links.c.date.startswith(day), links.c.date.is_(None)))
            .order_by(links.c.date, links.c.url)
        )  # fmt: skip
        with self.store.engine.connect() as connection:
            return [(*_fate(row), row["date"] or "", row["url"]) for row in connection.execute(query).mappings()]


def _fate(row: RowMapping) -> tuple[str, str]:
    """The last step that a link came to, and why no further."""
    if row["dropped"]:
        return "dropped unread", row["dropped"]
    if row["fetched"] is None:
        return "not asked yet", ""
    if row["fetched"]:
        return "not fetched", f"{row['fetched']} {row['detail']}".strip()
    if row["article_id"] is None:
        return "not parsed", row["parsed"] or "not tried yet"
    if row["p"] is None:
        return "not read by a model", "published in another month"
    return ("announcement", "") if row["n"] else ("no announcement", row["why"] or "under the gate")


def _fetch_row(fetch: Fetch, cell_id: str) -> dict[str, Any]:
    names = ("final_url", "fetched_at", "status", "reason", "detail", "rule", "robots", "delay")
    row = {name: getattr(fetch, name) for name in names}
    return {**row, "page_id": fetch.page.id if fetch.page else None, "cell_id": cell_id}
