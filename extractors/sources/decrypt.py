"""Decrypt: general."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="decrypt",
    name="Decrypt",
    home="https://decrypt.co",
    lang="en",
    country="US",
    kind="crypto",
    listings=(Feed("https://decrypt.co/feed"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
