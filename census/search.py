"""Search: announcements by id, address, or words of lead and title."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from census.records import derive_id
from census.reviews import case_of
from census.store import Store
from census.tables import announcements, articles
from census.urls import normalise_url

# So many are shown.
_MOST = 20
_FEWEST_SIGNS = 2


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
    """Announcements whose id, article's address, lead or title the text is or stands in, newest first; 20 at most."""
    wanted = text.strip()
    if len(wanted) < _FEWEST_SIGNS:
        return []
    told = announcements.c
    query = (
        select(told.id, articles.c.title, told.lead, articles.c.outlet, told.date)
        .join(articles, articles.c.id == told.article_id)
        .where(told.date.is_not(None))
    )
    if "://" in wanted:
        query = query.where(told.article_id == derive_id(normalise_url(wanted)))
    else:
        named = told.lead.icontains(wanted, autoescape=True)
        query = query.where(or_(told.id == wanted, named, articles.c.title.icontains(wanted, autoescape=True)))
    with store.engine.connect() as connection:
        rows = connection.execute(query.order_by(told.date.desc(), told.id).limit(_MOST)).all()
    return [Found(row[0], case_of(row[0]), row[1], row[2] or "", row[3], row[4]) for row in rows]
