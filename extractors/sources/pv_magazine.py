"""pv magazine: solar power, its certificates and trading."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="pv_magazine",
    name="pv magazine",
    home="https://www.pv-magazine.com",
    lang="en",
    country="DE",
    kind="trade",
    listings=(
        WordPress("https://www.pv-magazine.com", per_day=20),
        Feed("https://www.pv-magazine.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
