"""Coinvestasi: Indonesia."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="coinvestasi",
    name="Coinvestasi",
    home="https://coinvestasi.com",
    lang="id",
    country="ID",
    kind="crypto",
    listings=(Feed("https://coinvestasi.com/feed"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
