"""Nextgov: technology of the federal government."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="nextgov",
    name="Nextgov",
    home="https://www.nextgov.com",
    lang="en",
    country="US",
    kind="government",
    listings=(Feed("https://www.nextgov.com/rss/all/"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
