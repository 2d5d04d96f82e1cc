"""Bits.media: Russian."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="bits_media",
    name="Bits.media",
    home="https://bits.media",
    lang="ru",
    country="RU",
    kind="crypto",
    listings=(Feed("https://bits.media/rss2/"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
