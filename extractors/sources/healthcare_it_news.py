"""Healthcare IT News: hospitals and health records."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="healthcare_it_news",
    name="Healthcare IT News",
    home="https://www.healthcareitnews.com",
    lang="en",
    country="US",
    kind="trade",
    listings=(Feed("https://www.healthcareitnews.com/home/feed"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
