"""Agência Brasil: the public news agency."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="agencia_brasil",
    name="Agência Brasil",
    home="https://agenciabrasil.ebc.com.br",
    lang="pt",
    country="BR",
    kind="government",
    listings=(Feed("https://agenciabrasil.ebc.com.br/rss/ultimasnoticias/feed.xml"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
