"""Asharq Al-Awsat: the Arab world, economy."""

from extractors.listings.feed import Feed
from extractors.listings.sitemap import Sitemap
from extractors.source import Source

SOURCE = Source(
    slug="aawsat",
    name="Asharq Al-Awsat",
    home="https://aawsat.com",
    lang="ar",
    country="SA",
    kind="business",
    listings=(
        Feed("https://aawsat.com/feed"),
        Sitemap("https://aawsat.com/sitemap.xml"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
