"""BitHub: Poland."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="bithub_pl",
    name="BitHub",
    home="https://bithub.pl",
    lang="pl",
    country="PL",
    kind="crypto",
    listings=(
        WordPress("https://bithub.pl", per_day=12),
        Feed("https://bithub.pl/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
