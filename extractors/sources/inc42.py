"""Inc42: Indian start-ups and state projects."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="inc42",
    name="Inc42",
    home="https://inc42.com",
    lang="en",
    country="IN",
    kind="business",
    listings=(
        WordPress("https://inc42.com", per_day=20),
        Feed("https://inc42.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
