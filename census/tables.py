"""The tables of the store: one a noun, columns named as the dataclass fields, plus the work ledger's runs and cells."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()


def _ids() -> Column[str]:
    return Column("id", String(16), primary_key=True)


runs = Table(
    "runs",
    metadata,
    _ids(),
    Column("month", String(7), nullable=False),
    Column("model", String(40), nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("started_at", String(32), nullable=False),
)

# A cell is one piece of work. It is done once its products are committed, in the same transaction.
cells = Table(
    "cells",
    metadata,
    _ids(),
    Column("stage", String(20), nullable=False),
    Column("key", Text, nullable=False),
    Column("owner", String(80)),
    Column("leased_until", Float),
    Column("done_at", String(32)),
)

pages = Table(
    "pages",
    metadata,
    _ids(),
    Column("url", Text, nullable=False),
    Column("fetched_at", String(32), nullable=False),
    Column("archive", Text, nullable=False),
    # Where in the archive its record begins; unknown where a cell of work wrote the file as a whole.
    Column("offset", Integer),
    Column("cell_id", String(16), nullable=False, index=True),
)

# What became of a page when it was parsed: an article, or a reason.
parsed = Table(
    "parsed",
    metadata,
    Column("page_id", String(16), primary_key=True),
    Column("article_id", String(16)),
    Column("reason", String(40), nullable=False),
)

articles = Table(
    "articles",
    metadata,
    _ids(),
    Column("url", Text),
    Column("outlet", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("date", String(32), index=True),
    Column("date_origin", String(20)),
    Column("lang", String(8), nullable=False),
    Column("authors", JSON, nullable=False),
    Column("kind", String(16)),
    Column("quality", Float),
    Column("cell_id", String(16), nullable=False, index=True),
)

# On how many pages (of different titles) of a host a short line (digest) was seen.
lines = Table(
    "lines",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("line", String(16), primary_key=True),
    Column("pages", Integer, nullable=False),
)

# That a model has read an article, also where it found nothing: this is how far an article has come.
readings = Table(
    "readings",
    metadata,
    Column("article_id", String(16), ForeignKey("articles.id"), primary_key=True),
    Column("by", String(60), primary_key=True),
    Column("relevance_proba", Float, nullable=False),
    # Why nothing was found: the near miss that the text looks like.
    Column("reason", String(20)),
)

announcements = Table(
    "announcements",
    metadata,
    _ids(),
    Column("article_id", String(16), ForeignKey("articles.id"), nullable=False, index=True),
    Column("span", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("date", String(32), index=True),
    Column("lang", String(8), nullable=False),
    Column("lead", Text),
    Column("partners", JSON, nullable=False),
    Column("place", Text),
    Column("host_countries", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("relevance_proba", Float, nullable=False),
    Column("is_retold", Boolean, nullable=False),
    Column("slots", JSON),
    Column("by", String(60), nullable=False),
)

labels = Table(
    "labels",
    metadata,
    Column("announcement_id", String(16), ForeignKey("announcements.id"), primary_key=True),
    Column("field", String(20), primary_key=True),
    Column("by", String(60), primary_key=True),
    Column("made_at", String(32), primary_key=True),
    Column("value", Text),
    Column("probability", Float, nullable=False),
    Column("distribution", JSON, nullable=False),
    Column("cues", JSON),
    Column("evidence", String(16)),
)

# What linking compares: both encoders' rows as float32 bytes, so that an old month need not be encoded again.
vectors = Table(
    "vectors",
    metadata,
    Column("announcement_id", String(16), ForeignKey("announcements.id"), primary_key=True),
    Column("use", LargeBinary, nullable=False),
    Column("e5", LargeBinary, nullable=False),
)

judgements = Table(
    "judgements",
    metadata,
    Column("a", String(16), primary_key=True),
    Column("b", String(16), primary_key=True, index=True),
    Column("by", String(60), primary_key=True),
    Column("made_at", String(32), primary_key=True),
    Column("verdict", String(10), nullable=False),
    Column("score", Float, nullable=False),
    Column("why", Text, nullable=False),
    Column("evidence", String(16)),
)

# Which record an announcement belongs to, and the model that linked it: an announcement that has no row of it waits to be linked.
memberships = Table(
    "memberships",
    metadata,
    Column("announcement_id", String(16), ForeignKey("announcements.id"), primary_key=True),
    Column("record_id", String(16), nullable=False, index=True),
    Column("by", String(60)),
)

problems = Table(
    "problems",
    metadata,
    _ids(),
    Column("stage", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("url", Text),
    Column("reason", String(40), nullable=False),
    Column("seen_at", String(32), nullable=False, index=True),
    Column("detail", Text, nullable=False),
    Column("cell_id", String(16), nullable=False, index=True),
)

# The crawl: what was listed, asked for, and dropped on the way. A link belongs to the cell that saw it first.
links = Table(
    "links",
    metadata,
    _ids(),
    Column("url", Text, nullable=False),
    Column("source", String(60), nullable=False, index=True),
    Column("listing", String(20), nullable=False),
    Column("date", String(32)),
    Column("title", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("seen_at", String(32), nullable=False),
    Column("cell_id", String(16), nullable=False, index=True),
)

fetches = Table(
    "fetches",
    metadata,
    Column("link_id", String(16), primary_key=True),
    Column("final_url", Text, nullable=False),
    Column("fetched_at", String(32), nullable=False),
    Column("status", Integer, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("robots", String(12), nullable=False),
    Column("delay", Float),
    Column("page_id", String(16)),
    Column("attempts", Integer, nullable=False),
    Column("cell_id", String(16), nullable=False, index=True),
)

crumbs = Table(
    "crumbs",
    metadata,
    Column("link_id", String(16), primary_key=True),
    Column("stage", String(20), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("cell_id", String(16), nullable=False, index=True),
)

listings = Table(
    "listings",
    metadata,
    Column("cell_id", String(16), primary_key=True),
    Column("source", String(60), nullable=False, index=True),
    Column("listing", String(20), nullable=False),
    Column("first", String(10), nullable=False),
    Column("last", String(10), nullable=False),
    Column("links", Integer, nullable=False),
    Column("fresh", Integer, nullable=False),
    Column("total", Integer),
    Column("reason", String(40), nullable=False),
    # Each route that was tried, with its fault ("" if none).
    Column("tried", JSON, nullable=False),
    Column("listed_at", String(32), nullable=False, index=True),
)

# What a listing's host said when it was last asked, so that it need not send the same again.
answers = Table(
    "answers",
    metadata,
    Column("url_id", String(16), primary_key=True),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("digest", String(64), nullable=False),
)

# How far each archive file of the crawl is committed; what stands behind it was written by a process that died.
segments = Table(
    "segments", metadata, Column("path", String(200), primary_key=True), Column("length", Integer, nullable=False)
)

turns = Table(
    "turns", metadata, Column("host", String(255), primary_key=True), Column("next_at", Float, nullable=False)
)

nights = Table(
    "nights",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("first", String(10), nullable=False),
    Column("last", String(10), nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("finished_at", String(32)),
)

releases = Table(
    "releases",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("version", String(8), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("model", String(40), nullable=False),
    Column("projects", Integer, nullable=False),
    # What later series need of it (series.summary_of); unknown of versions that were published before it was kept.
    Column("summary", JSON),
)
