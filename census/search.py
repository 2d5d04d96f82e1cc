"""Search: announcements by id, address, or words of lead and title."""

import re
from dataclasses import dataclass

from sqlalchemy import select

from census.records import derive_id
from census.reviews import case_of
from census.store import Store
from census.tables import announcements, articles
from census.urls import normalise_url
from census.word_index import find_words

# So many are shown.
_MOST = 20
_FEWEST_SIGNS = 2
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Found:
    """An announcement that a search found, and the case of its labels."""

    announcement_id: str
    case_id: str
    title: str
    lead: str
    outlet: str
    date: str


def search(store: Store, text: str) -> list[Found]:
    """Dated announcements whose id or article's address the text is, or whose lead and title hold words that begin with each of its words;
    newest first, 20 at most."""
    wanted = text.strip()
    if len(wanted) < _FEWEST_SIGNS:
        return []
    told = announcements.c
    with store.engine.connect() as connection:
        if "://" in wanted:
            named = told.article_id == derive_id(normalise_url(wanted))
        elif _ID.fullmatch(wanted) and connection.execute(select(told.id).where(told.id == wanted)).first():
            named = told.id == wanted
        else:
            named = told.id.in_(find_words(connection, wanted, _MOST))
        query = (
            select(told.id, articles.c.title, told.lead, articles.c.outlet, told.date)
            .join(articles, articles.c.id == told.article_id)
            .where(told.date.is_not(None), named)
            .order_by(told.date.desc(), told.id)
            .limit(_MOST)
        )
        rows = connection.execute(query).all()
    return [Found(row[0], case_of(row[0]), row[1], row[2] or "", row[3], row[4]) for row in rows]
