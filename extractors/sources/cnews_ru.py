"""CNews: Russian banks, state bodies and their technology."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="cnews_ru",
    name="CNews",
    home="https://www.cnews.ru",
    lang="ru",
    country="RU",
    kind="business",
    listings=(Feed("https://www.cnews.ru/inc/rss/news.xml"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
