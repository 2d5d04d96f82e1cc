"""ForkLog: Russian-language."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="forklog",
    name="ForkLog",
    home="https://forklog.com",
    lang="ru",
    country="UA",
    kind="crypto",
    listings=(
        WordPress("https://forklog.com", per_day=25),
        Feed("https://forklog.com/feed"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
