"""Alroeya: the Emirates, in Arabic."""

from extractors.listings.feed import Feed
from extractors.listings.sitemap import Sitemap
from extractors.source import Source

SOURCE = Source(
    slug="alroya",
    name="Alroeya",
    home="https://www.alroeya.com",
    lang="ar",
    country="AE",
    kind="business",
    listings=(
        Feed("https://www.alroeya.com/rss"),
        Sitemap("https://www.alroeya.com/sitemap.xml"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
