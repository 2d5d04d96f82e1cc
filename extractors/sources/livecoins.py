"""Livecoins: Brazil."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="livecoins",
    name="Livecoins",
    home="https://livecoins.com.br",
    lang="pt",
    country="BR",
    kind="crypto",
    listings=(
        WordPress("https://livecoins.com.br", per_day=15),
        Feed("https://livecoins.com.br/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
