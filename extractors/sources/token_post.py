"""TokenPost: Korea."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="token_post",
    name="TokenPost",
    home="https://www.tokenpost.kr",
    lang="ko",
    country="KR",
    kind="crypto",
    listings=(Feed("https://www.tokenpost.kr/rss"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
