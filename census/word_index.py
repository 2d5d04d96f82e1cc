"""The word index: which announcements hold words in title or lead, newest first; FTS5 on SQLite, a tsvector under GIN on PostgreSQL.

It is brought up to date from what the store holds and it does not, some thousands in a transaction: a killed process goes on where it
was, and nothing that nights write depends on it.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    table,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite

from census.records import derive_id
from census.review_tables import sought
from census.segment import segment
from census.store import Store
from census.tables import announcements, articles

# Rows written at a time: a part of the index that is written in the order of its places needs no merging.
_BATCH = 20_000
_STREAM = 5000
# PostgreSQL looks through so many of the newest first: words in one of a thousand are found there twenty times, in 50 ms. What is rarer
# is taken whole from the index and sorted.
_NEWEST = 20_000
# Nobody asks for more words than a headline has.
_MOST_WORDS = 12
# Places of one day: few, as FTS5 keeps their differences, and many enough that two announcements seldom fall on one.
_DAY_BITS = 20
_words = table("sought_words", column("rowid"), column("words"))


def index_words(store: Store, anew: bool = False) -> int:
    """Bring into the index what the store holds and it does not, or all of it `anew`; how many announcements were."""
    if anew:
        with store.transaction() as connection:
            connection.execute(delete(sought))
            if connection.dialect.name == "sqlite":
                connection.execute(text("INSERT INTO sought_words(sought_words) VALUES ('delete-all')"))
    if not anew and _is_whole(store):
        return 0
    written, last = 0, ("", "")
    while rows := _pending(store, *last):
        with store.transaction() as connection:
            written += _write(connection, rows)
        last = (rows[-1].date, rows[-1].id)
    return written


def find_words(connection: Connection, asked: str, most: int) -> list[str]:
    """Ids of the newest announcements in which all words of a text stand or begin words of theirs; none where it holds no word."""
    tokens = list(dict.fromkeys(segment(asked)))[:_MOST_WORDS]
    if not tokens:
        return []
    if connection.dialect.name == "sqlite":
        return list(connection.execute(sqlite_query(tokens, most)).scalars())
    # The planner may hold a common word for cheaper to look for in all rows: it never is, as those are found among the newest.
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    newest, whole = postgresql_queries(tokens, most)
    found = list(connection.execute(newest).scalars())
    return found if len(found) == most else list(connection.execute(whole).scalars())


def sqlite_query(tokens: Sequence[str], most: int) -> Any:
    """The query by FTS5, which reads the lists of the words from their newest end."""
    wanted = text("sought_words MATCH :wanted").bindparams(wanted=" AND ".join(f'"{token}"*' for token in tokens))
    newest = select(_words.c.rowid).where(wanted).order_by(_words.c.rowid.desc()).limit(most).subquery()
    query = select(sought.c.announcement_id).join(newest, newest.c.rowid == sought.c.place)
    return query.order_by(sought.c.place.desc())


def postgresql_queries(tokens: Sequence[str], most: int) -> tuple[Any, Any]:
    """The query among the newest, and that over all by the index."""
    wanted = cast(literal(" & ".join(f"'{token}':*" for token in tokens)), postgresql.TSQUERY)
    newest = select(sought).order_by(sought.c.place.desc()).limit(_NEWEST).subquery()
    # Kept apart, lest the planner walk the places in the hope of meeting a rare word soon.
    whole = select(sought).where(sought.c.words.op("@@")(wanted)).cte("hits").prefix_with("MATERIALIZED")
    return (
        select(newest.c.announcement_id).where(newest.c.words.op("@@")(wanted)).order_by(newest.c.place.desc()).limit(most),
        select(whole.c.announcement_id).order_by(whole.c.place.desc()).limit(most),
    )  # fmt: skip


def place_of(id: str, date: str) -> int:
    """The place of an announcement: its day (a month or year begins at its first), then its id, so that it is the same whenever it is
    written."""
    year, month, day = [*map(int, re.findall(r"\d+", date)[:3]), 1, 1, 1][:3]
    days = ((min(max(year, 1900), 2400) - 1900) * 13 + month) * 32 + day
    return (days << _DAY_BITS) + int(derive_id("place", id), 16) % (1 << _DAY_BITS)


def _is_whole(store: Store) -> bool:
    """Whether all that is to be found is in the index; nothing ever leaves it but all of it."""
    with store.engine.connect() as connection:
        told = select(func.count()).select_from(announcements).where(announcements.c.date.is_not(None))
        held = select(func.count()).select_from(sought)
        return bool(connection.execute(told).scalar_one() == connection.execute(held).scalar_one())


def _pending(store: Store, date: str, id: str) -> list[Any]:
    """The next dated announcements after one (date, id) that the index does not hold, oldest first, with their words. Asked for part by
    part: while one long question is open SQLite cannot clear its log, which grew to 13 GB for a million announcements."""
    told = announcements.c
    query = (
        select(told.id, told.date, told.lead, articles.c.title)
        .join(articles, articles.c.id == told.article_id)
        .where(told.date >= date, tuple_(told.date, told.id) > tuple_(literal(date), literal(id)))
        .where(~select(sought.c.place).where(sought.c.announcement_id == told.id).exists())
        .order_by(told.date, told.id)
        .limit(_BATCH)
    )
    with store.engine.connect() as connection:
        return list(connection.execute(query).all())


def _write(connection: Connection, rows: Sequence[Any]) -> int:
    """Insert rows into the index; what another process brought in meanwhile is left as it is, or is brought in next time."""
    made = _placed(connection, rows)
    tokens = {place: list(dict.fromkeys(segment(f"{row.title} {row.lead or ''}"))) for place, row in made.items()}
    values = [{"place": place, "announcement_id": made[place].id} for place in sorted(made)]
    if connection.dialect.name != "sqlite":
        lexemes = func.array_to_tsvector(bindparam("tokens", type_=postgresql.ARRAY(Text)))
        kept = postgresql.insert(sought).values(words=lexemes).on_conflict_do_nothing().returning(sought.c.place)
        return len(connection.execute(kept, [{**row, "tokens": tokens[row["place"]]} for row in values]).all())
    plain = sqlite.insert(sought).on_conflict_do_nothing().returning(sought.c.place)
    fresh = sorted(connection.execute(plain, values).scalars())
    if fresh:
        connection.execute(insert(_words), [{"rowid": place, "words": " ".join(tokens[place])} for place in fresh])
    return len(fresh)


def _placed(connection: Connection, rows: Sequence[Any]) -> dict[int, Any]:
    """Rows by place, each the first free one from its own on."""
    own = [place_of(row.id, row.date) for row in rows]
    taken = set[int]()
    for start in range(0, len(own), _STREAM):
        wanted = sought.c.place.in_(own[start : start + _STREAM])
        taken |= set(connection.execute(select(sought.c.place).where(wanted)).scalars())
    made: dict[int, Any] = {}
    for place, row in sorted(zip(own, rows, strict=True), key=lambda pair: (pair[0], pair[1].id)):
        while place in taken or place in made:
            place += 1
        made[place] = row
    return made
