"""BitKE: East Africa."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="bitcoin_ke",
    name="BitKE",
    home="https://bitcoinke.io",
    lang="en",
    country="KE",
    kind="crypto",
    listings=(
        WordPress("https://bitcoinke.io", per_day=4),
        Feed("https://bitcoinke.io/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
