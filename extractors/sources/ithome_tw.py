"""iThome: information technology in Taiwan."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="ithome_tw",
    name="iThome",
    home="https://www.ithome.com.tw",
    lang="zh",
    country="TW",
    kind="business",
    listings=(Feed("https://www.ithome.com.tw/rss"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
