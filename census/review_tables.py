"""The tables of review: the ledger of what analysts did, the queue derived from it, the word index, tips,
accounts and their sessions."""

from sqlalchemy import JSON, BigInteger, Column, Float, Index, Integer, String, Table, Text
from sqlalchemy.dialects.postgresql import TSVECTOR

from census.tables import metadata as metadata

# Append-only: what an analyst did with a case, in the order of `made_at`; taking back is a row that names what it takes back.
reviews = Table(
    "reviews",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("case_id", String(16), nullable=False),
    Column("announcement_id", String(16), nullable=False, index=True),
    Column("other_id", String(16), nullable=False),
    Column("action", String(16), nullable=False),
    Column("values", JSON, nullable=False),
    Column("changed", JSON, nullable=False),
    Column("by", String(60), nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("model", String(60), nullable=False),
    Column("evidence", String(16), nullable=False),
    Column("undoes", String(16), nullable=False, index=True),
    Column("comment", Text, nullable=False),
    Index("ix_reviews_case", "case_id", "by"),
    Index("ix_reviews_by", "by", "made_at"),
    Index("ix_reviews_made", "made_at"),
    Index("ix_reviews_action", "action"),
)

# What is to be asked. All of it follows from the store and can be made anew. `rank` is `gain` while the case is open, else null;
# each filter of the page, and who is asked, has an index in the order of rank.
_RANKED = ("month", "sector", "country", "lang", "outlet", "field", "is_disputed", "awaits")
queue = Table(
    "queue",
    metadata,
    Column("case_id", String(16), primary_key=True),
    Column("announcement_id", String(16), nullable=False, index=True),
    Column("other_id", String(16), nullable=False),
    Column("gain", Float, nullable=False),
    Column("rank", Float, index=True),
    Column("awaits", String(8)),
    Column("model", String(60), nullable=False),
    Column("month", String(7)),
    Column("sector", String(40)),
    Column("country", String(2)),
    Column("lang", String(8)),
    Column("outlet", Text),
    Column("field", String(20)),
    Column("is_disputed", Integer, nullable=False),
    Column("leased_by", String(60), index=True),
    Column("leased_at", Float),
    Column("leased_until", Float),
    Column("ticket", String(32)),
    *(Index(f"ix_queue_{name}_rank", name, "rank") for name in _RANKED),
)

# The word index (word_index.py): each dated announcement with its place, newer ones higher. It follows from the store and can be made
# anew. PostgreSQL keeps the words here, SQLite in a full-text table whose rows are the places.
sought = Table(
    "sought",
    metadata,
    Column("place", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("announcement_id", String(16), nullable=False, unique=True),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql")),
    Index("ix_sought_words", "words", postgresql_using="gin").ddl_if(dialect="postgresql"),
)
# No column is kept (the announcements hold the text) and no position: asked for is whether words stand there. Each beginning of up to
# twelve signs has a list of its own, read from its newest end: without one the lists of all words that begin so are merged first (2 s for
# a word in 200,000 rows). Tokens come ready-made (segment.py), so its own tokenizer only cuts at spaces.
SOUGHT_WORDS = """CREATE VIRTUAL TABLE IF NOT EXISTS sought_words
    USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii', prefix='1 2 3 4 5 6 7 8 9 10 11 12')"""

# What analysts handed in: an address (`url`), or a text with what is known of it.
tips = Table(
    "tips",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("by", String(60), nullable=False),
    Column("made_at", String(32), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("date", String(10)),
)

# What became of a tip: an article, or a reason; a tip without a row waits to be read.
tip_outcomes = Table(
    "tip_outcomes",
    metadata,
    Column("tip_id", String(16), primary_key=True),
    Column("article_id", String(16)),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("read_at", String(32), nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("role", String(10), nullable=False),
    Column("password", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
    # The filters that the analyst set last.
    Column("place", JSON),
)

# A session is known by the hash of its token, which only the browser holds.
sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(40), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("expires_at", Float, nullable=False),
)
