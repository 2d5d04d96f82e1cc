"""Cointelegraph: general, in English."""

from extractors.listings.feed import Feed
from extractors.listings.sitemap import Sitemap
from extractors.source import Source

SOURCE = Source(
    slug="cointelegraph",
    name="Cointelegraph",
    home="https://cointelegraph.com",
    lang="en",
    country="US",
    kind="crypto",
    listings=(
        Feed("https://cointelegraph.com/rss"),
        Sitemap("https://cointelegraph.com/sitemap.xml"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
