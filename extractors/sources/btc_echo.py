"""BTC-ECHO: German."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="btc_echo",
    name="BTC-ECHO",
    home="https://www.btc-echo.de",
    lang="de",
    country="DE",
    kind="crypto",
    listings=(
        WordPress("https://www.btc-echo.de", per_day=12),
        Feed("https://www.btc-echo.de/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
