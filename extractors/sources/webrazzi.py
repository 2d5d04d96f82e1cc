"""Webrazzi: technology and companies in Turkey."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="webrazzi",
    name="Webrazzi",
    home="https://webrazzi.com",
    lang="tr",
    country="TR",
    kind="business",
    listings=(
        WordPress("https://webrazzi.com", per_day=15),
        Feed("https://webrazzi.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
