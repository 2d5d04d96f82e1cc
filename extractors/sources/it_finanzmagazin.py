"""IT Finanzmagazin: German banks and insurers and their technology."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="it_finanzmagazin",
    name="IT Finanzmagazin",
    home="https://www.it-finanzmagazin.de",
    lang="de",
    country="DE",
    kind="trade",
    listings=(
        WordPress("https://www.it-finanzmagazin.de", per_day=6),
        Feed("https://www.it-finanzmagazin.de/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
