"""Forkast: blockchain in Asia, business and policy."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="forkast",
    name="Forkast",
    home="https://forkast.news",
    lang="en",
    country="HK",
    kind="enterprise",
    listings=(
        WordPress("https://forkast.news", per_day=6),
        Feed("https://forkast.news/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
