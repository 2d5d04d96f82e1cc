"""Splash247: shipping, ports and their papers."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="splash247",
    name="Splash247",
    home="https://splash247.com",
    lang="en",
    country="SG",
    kind="trade",
    listings=(
        WordPress("https://splash247.com", per_day=15),
        Feed("https://splash247.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
