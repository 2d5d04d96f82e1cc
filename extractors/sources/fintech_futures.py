"""FinTech Futures: banking technology worldwide."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="fintech_futures",
    name="FinTech Futures",
    home="https://www.fintechfutures.com",
    lang="en",
    country="GB",
    kind="trade",
    listings=(Feed("https://www.fintechfutures.com/feed/"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
