"""The Loadstar: supply chains and shipping lines."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="loadstar",
    name="The Loadstar",
    home="https://theloadstar.com",
    lang="en",
    country="GB",
    kind="trade",
    listings=(
        WordPress("https://theloadstar.com", per_day=10),
        Feed("https://theloadstar.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
