"""Smart Energy International: utilities and peer-to-peer power."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="smart_energy",
    name="Smart Energy International",
    home="https://www.smart-energy.com",
    lang="en",
    country="ZA",
    kind="trade",
    listings=(
        WordPress("https://www.smart-energy.com", per_day=8),
        Feed("https://www.smart-energy.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
