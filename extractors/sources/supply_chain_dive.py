"""Supply Chain Dive: American logistics and food traceability."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="supply_chain_dive",
    name="Supply Chain Dive",
    home="https://www.supplychaindive.com",
    lang="en",
    country="US",
    kind="trade",
    listings=(Feed("https://www.supplychaindive.com/feeds/news/"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
