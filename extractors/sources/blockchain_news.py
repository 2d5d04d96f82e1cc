"""Blockchain.News: general, with many Asian projects."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="blockchain_news",
    name="Blockchain.News",
    home="https://blockchain.news",
    lang="en",
    country="HK",
    kind="crypto",
    listings=(Feed("https://blockchain.news/rss"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
