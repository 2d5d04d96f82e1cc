"""Arz Digital: Persian."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="arz_digital",
    name="Arz Digital",
    home="https://arzdigital.com",
    lang="fa",
    country="IR",
    kind="crypto",
    listings=(
        WordPress("https://arzdigital.com", per_day=25),
        Feed("https://arzdigital.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
