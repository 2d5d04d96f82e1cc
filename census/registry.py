"""The registry of records: which announcements each holds, and where retired ids lead. Its SQL is here only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from census.identity import Redirect
from census.link_tables import redirects
from census.months import Month
from census.records import Announcement
from census.store import Store
from census.tables import announcements, memberships

# Rows set in one statement.
_BATCH = 500


def _upsert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows; where the primary key is there already, set the other columns anew."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    key = [column.name for column in table.primary_key]
    insert = dialect.insert(table)
    values = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in key}
    pending = list(rows)
    for start in range(0, len(pending), _BATCH):
        query = insert.on_conflict_do_update(index_elements=key, set_=values)
        connection.execute(query, pending[start : start + _BATCH])


class Registry:
    """Records of a store; what changes takes the connection of a transaction."""

    def __init__(self, store: Store):
        self.store = store

    def dates_of(self, ids: Iterable[str] | None = None) -> dict[str, str]:
        """The date of each dated announcement, of all or of `ids`."""
        query = select(announcements.c.id, announcements.c.date).where(announcements.c.date.is_not(None))
        if ids is not None:
            return {row[0]: row[1] for row in self.store.where(query, announcements.c.id, ids)}
        with self.store.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def held(self, ids: Iterable[str] | None = None) -> dict[str, str]:
        """The record that each announcement belongs to, of all or of `ids`."""
        query = select(memberships.c.announcement_id, memberships.c.record_id)
        if ids is not None:
            return {row[0]: row[1] for row in self.store.where(query, memberships.c.announcement_id, ids)}
        with self.store.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def linker(self, record_id: str) -> str | None:
        """The model that put a record together."""
        with self.store.engine.connect() as connection:
            query = select(memberships.c.by).where(memberships.c.record_id == record_id).limit(1)
            return connection.execute(query).scalar()

    def fellows(self, ids: Iterable[str]) -> set[str]:
        """All announcements of the records that hold one of `ids`."""
        query = select(memberships.c.announcement_id)
        return {row[0] for row in self.store.where(query, memberships.c.record_id, self.held(ids).values())}

    def evidence(self, month: Month, by: str) -> list[list[Announcement]]:
        """Announcements of a model dated in the month or before, record by record, of records that have one in the month."""
        told, joined = announcements.c, memberships.c
        member = select(joined.record_id).join(announcements, told.id == joined.announcement_id)
        inside = member.where(told.by == by, told.date >= str(month), told.date < f"{month}-99")
        query = select(announcements).join(memberships, told.id == joined.announcement_id)
        query = query.where(told.by == by, told.date < f"{month}-99", joined.record_id.in_(inside))
        found = self.store.nouns(Announcement, query.order_by(told.date, told.id))
        groups: dict[str, list[Announcement]] = defaultdict(list)
        held = self.held(a.id for a in found)
        for announcement in found:
            groups[held[announcement.id]].append(announcement)
        return list(groups.values())

    def enter(self, connection: Connection, record_of: Mapping[str, str], by: str) -> None:
        """Set under which record a model put each announcement."""
        _upsert(
            connection, memberships,
            ({"announcement_id": id, "record_id": held, "by": by} for id, held in record_of.items()),
        )  # fmt: skip

    def redirect(self, connection: Connection, changed: Sequence[Redirect], revived: Sequence[str]) -> None:
        """Set where retired ids lead, and drop the redirects of ids that are in use again."""
        _upsert(connection, redirects, (vars(r) for r in changed))
        for id in revived:
            connection.execute(delete(redirects).where(redirects.c.retired_id == id))

    def standing(self, founders: Iterable[str]) -> list[Redirect]:
        """Redirects of the ids that the announcements founded."""
        return [Redirect(*row) for row in self.store.where(select(redirects), redirects.c.announcement_id, founders)]

    def heirs(self) -> dict[str, str]:
        """Retired record id -> the record that it leads to."""
        with self.store.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(select(redirects.c.retired_id, redirects.c.record_id))}

    def retired(self, id: str) -> Redirect | None:
        """Where and why an id leads that is no longer in use."""
        with self.store.engine.connect() as connection:
            row = connection.execute(select(redirects).where(redirects.c.retired_id == id)).first()
        return Redirect(*row) if row else None

    def follow(self, id: str) -> str:
        """The record that an id leads to: itself unless it was retired."""
        found = self.retired(id)
        return found.record_id if found else id
