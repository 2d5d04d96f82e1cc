"""Ledger Insights: enterprise blockchain news, the closest to what the census counts."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="ledger_insights",
    name="Ledger Insights",
    home="https://www.ledgerinsights.com",
    lang="en",
    country="GB",
    kind="enterprise",
    listings=(
        WordPress("https://www.ledgerinsights.com", per_day=5),
        Feed("https://www.ledgerinsights.com/feed/", pages=2),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
