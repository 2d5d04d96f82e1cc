"""Trade Finance Global: trade finance and its digitalisation."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="trade_finance_global",
    name="Trade Finance Global",
    home="https://www.tradefinanceglobal.com",
    lang="en",
    country="GB",
    kind="trade",
    listings=(
        WordPress("https://www.tradefinanceglobal.com", per_day=4),
        Feed("https://www.tradefinanceglobal.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
