"""ITWeb: technology in South Africa."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="itweb",
    name="ITWeb",
    home="https://www.itweb.co.za",
    lang="en",
    country="ZA",
    kind="business",
    listings=(Feed("https://www.itweb.co.za/rss"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
