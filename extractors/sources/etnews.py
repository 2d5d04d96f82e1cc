"""ETNews: Korea's electronics daily."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="etnews",
    name="ETNews",
    home="https://www.etnews.com",
    lang="ko",
    country="KR",
    kind="business",
    listings=(Feed("https://rss.etnews.com/Section901.xml"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
