"""Cointelegraph: Spain and Latin America."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="cointelegraph_es",
    name="Cointelegraph en Español",
    home="https://es.cointelegraph.com",
    lang="es",
    country="ES",
    kind="crypto",
    listings=(Feed("https://es.cointelegraph.com/rss"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
