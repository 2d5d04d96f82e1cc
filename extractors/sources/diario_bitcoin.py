"""DiarioBitcoin: Latin America."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="diario_bitcoin",
    name="DiarioBitcoin",
    home="https://www.diariobitcoin.com",
    lang="es",
    country="VE",
    kind="crypto",
    listings=(
        WordPress("https://www.diariobitcoin.com", per_day=25),
        Feed("https://www.diariobitcoin.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
