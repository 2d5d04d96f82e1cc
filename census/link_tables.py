"""The tables of linking beside judgements and memberships: what is compared, how it is found, where retired ids lead."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table

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
