"""CoinPost: Japan's largest crypto medium."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="coin_post",
    name="CoinPost",
    home="https://coinpost.jp",
    lang="ja",
    country="JP",
    kind="crypto",
    listings=(
        WordPress("https://coinpost.jp", per_day=15),
        Feed("https://coinpost.jp/?feed=rss2"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
