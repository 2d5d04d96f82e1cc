"""European Commission: press corner."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="ec_press",
    name="European Commission press corner",
    home="https://ec.europa.eu",
    lang="en",
    country="BE",
    kind="government",
    listings=(Feed("https://ec.europa.eu/commission/presscorner/api/rss?language=en"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
