"""The tables of linking beside judgements and memberships: what is compared, how it is found, where retired ids lead."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, LargeBinary, String, Table
from sqlalchemy.dialects import postgresql, sqlite

from census.tables import metadata as metadata

# What linking sees of an announcement, drawn once by a model: a sketch of its meaning (a byte a dimension), the keys under which its
# like are found (eight bytes each), all that is compared, and the words, by which few pairs are.
traits = Table(
    "compared",
    metadata,
    Column("announcement_id", String(16), ForeignKey("announcements.id"), primary_key=True),
    Column("by", String(60), primary_key=True),
    Column("sketch", LargeBinary, nullable=False),
    Column("keys", LargeBinary, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    Column("words", LargeBinary, nullable=False),
)

# Which announcements have a key: the inverted list by which a night finds the like of its own without reading the others.
keys = Table(
    "keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("announcement_id", String(16), primary_key=True),
    sqlite_with_rowid=False,
)

# Where a record id leads that is no longer in use: to the record that holds the announcement which founded it.
redirects = Table(
    "redirects",
    metadata,
    Column("retired_id", String(16), primary_key=True),
    Column("record_id", String(16), nullable=False, index=True),
    Column("announcement_id", String(16), nullable=False, index=True),
    Column("at", String(32), nullable=False),
    Column("why", String(40), nullable=False),
)


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of plain values, the columns in the order of `names`; those whose primary key is there already are left. Linking saves
    millions of them: they go to the driver as they are."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table).on_conflict_do_nothing()
    query = insert.compile(dialect=connection.dialect, column_keys=list(names))
    order = [names.index(name) for name in query.positiontup or query.params]
    values = rows if order == list(range(len(names))) else [tuple(row[n] for n in order) for row in rows]
    if not rows:
        return
    if query.positional:
        connection.exec_driver_sql(str(query), list(values))
    else:
        keyed = [dict(zip(query.params, row, strict=True)) for row in values]
        connection.exec_driver_sql(str(query), keyed)
