"""Cointelegraph: Japan."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="cointelegraph_jp",
    name="Cointelegraph Japan",
    home="https://jp.cointelegraph.com",
    lang="ja",
    country="JP",
    kind="crypto",
    listings=(Feed("https://jp.cointelegraph.com/rss"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
