"""Mint: Indian business, technology section."""

from extractors.listings.feed import Feed
from extractors.listings.sitemap import Sitemap
from extractors.source import Source

SOURCE = Source(
    slug="livemint_technology",
    name="Mint",
    home="https://www.livemint.com",
    lang="en",
    country="IN",
    kind="business",
    listings=(
        Feed("https://www.livemint.com/rss/technology"),
        Sitemap("https://www.livemint.com/sitemap/today.xml", past=False),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
