"""Global Trade Review: trade finance, where bank consortia announce."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="gtr",
    name="Global Trade Review",
    home="https://www.gtreview.com",
    lang="en",
    country="GB",
    kind="trade",
    listings=(
        WordPress("https://www.gtreview.com", per_day=4),
        Feed("https://www.gtreview.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
