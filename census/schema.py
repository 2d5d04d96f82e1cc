"""The schema of a store: tables made where they are absent, columns that an earlier version lacks, how SQLite is opened."""

from typing import Any

from sqlalchemy import Engine, event, inspect, text

from census import link_tables, review_tables, tables

# Importing them puts their tables into the one list.
_ALL = (tables.metadata, link_tables.metadata, review_tables.metadata)


def make_tables(engine: Engine) -> None:
    """Make the tables that are absent and add the columns they lack. Raises ValueError where a column cannot be added."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    for metadata in _ALL:
        metadata.create_all(engine)
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.execute(text(review_tables.SOUGHT_WORDS))
    _add_columns(engine)


def _add_columns(engine: Engine) -> None:
    """Give the tables of an earlier version the columns they lack. Raises ValueError where that cannot be done."""
    found = inspect(engine)
    for table in tables.metadata.sorted_tables:
        held = {column["name"] for column in found.get_columns(table.name)}
        for column in (c for c in table.columns if c.name not in held):
            if not column.nullable:
                raise ValueError(
                    f"the store was made by another version: its table {table.name} lacks {column.name}; "
                    "point CHAINCENSUS_HOME or CHAINCENSUS_STORE_URL at a new one and backfill"
                )
            kind = column.type.compile(engine.dialect)
            quoted = engine.dialect.identifier_preparer.quote(column.name)
            with engine.begin() as connection:
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {quoted} {kind}"))
        for index in table.indexes:
            index.create(engine, checkfirst=True)


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
