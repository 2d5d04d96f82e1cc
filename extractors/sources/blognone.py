"""Blognone: technology in Thailand."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="blognone",
    name="Blognone",
    home="https://www.blognone.com",
    lang="th",
    country="TH",
    kind="business",
    listings=(Feed("https://www.blognone.com/atom.xml"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
