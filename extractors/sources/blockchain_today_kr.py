"""Blockchain Today: Korean projects of government and industry."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="blockchain_today_kr",
    name="Blockchain Today",
    home="https://www.blockchaintoday.co.kr",
    lang="ko",
    country="KR",
    kind="enterprise",
    listings=(Feed("https://www.blockchaintoday.co.kr/rss/allArticle.xml"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
