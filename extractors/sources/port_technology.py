"""Port Technology International: terminals and bills of lading."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="port_technology",
    name="Port Technology International",
    home="https://www.porttechnology.org",
    lang="en",
    country="GB",
    kind="trade",
    listings=(
        WordPress("https://www.porttechnology.org", per_day=6),
        Feed("https://www.porttechnology.org/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
