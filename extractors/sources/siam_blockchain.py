"""Siam Blockchain: Thailand."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="siam_blockchain",
    name="Siam Blockchain",
    home="https://siamblockchain.com",
    lang="th",
    country="TH",
    kind="crypto",
    listings=(
        WordPress("https://siamblockchain.com", per_day=15),
        Feed("https://siamblockchain.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
