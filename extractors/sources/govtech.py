"""Government Technology: American states and cities."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="govtech",
    name="Government Technology",
    home="https://www.govtech.com",
    lang="en",
    country="US",
    kind="government",
    listings=(Feed("https://www.govtech.com/index.rss"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
