"""Blockchain4Innovation: Italian industry and public bodies."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="blockchain4innovation",
    name="Blockchain4Innovation",
    home="https://www.blockchain4innovation.it",
    lang="it",
    country="IT",
    kind="enterprise",
    listings=(
        WordPress("https://www.blockchain4innovation.it", per_day=3),
        Feed("https://www.blockchain4innovation.it/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
