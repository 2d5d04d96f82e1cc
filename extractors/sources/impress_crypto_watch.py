"""Impress crypto watch: Japanese companies that use blockchain."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="impress_crypto_watch",
    name="crypto watch (Impress)",
    home="https://crypto.watch.impress.co.jp",
    lang="ja",
    country="JP",
    kind="enterprise",
    listings=(Feed("https://crypto.watch.impress.co.jp/data/rss/1.0/ctw/feed.rdf"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
