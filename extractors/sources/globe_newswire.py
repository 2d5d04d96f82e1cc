"""GlobeNewswire: press releases of companies."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="globe_newswire",
    name="GlobeNewswire",
    home="https://www.globenewswire.com",
    lang="en",
    country="US",
    kind="wire",
    listings=(Feed("https://www.globenewswire.com/RssFeed/subjectcode/71-Technology/feedTitle/GlobeNewswire"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
