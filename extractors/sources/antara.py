"""Antara: Indonesia's news agency."""

from extractors.listings.feed import Feed
from extractors.listings.sitemap import Sitemap
from extractors.source import Source

SOURCE = Source(
    slug="antara",
    name="Antara",
    home="https://www.antaranews.com",
    lang="id",
    country="ID",
    kind="business",
    listings=(
        Feed("https://www.antaranews.com/rss/terkini.xml"),
        Sitemap("https://www.antaranews.com/news-sitemap.xml", past=False),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
