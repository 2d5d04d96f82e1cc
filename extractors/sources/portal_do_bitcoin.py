"""Portal do Bitcoin: Brazil."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="portal_do_bitcoin",
    name="Portal do Bitcoin",
    home="https://portaldobitcoin.uol.com.br",
    lang="pt",
    country="BR",
    kind="crypto",
    listings=(
        WordPress("https://portaldobitcoin.uol.com.br", per_day=15),
        Feed("https://portaldobitcoin.uol.com.br/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
