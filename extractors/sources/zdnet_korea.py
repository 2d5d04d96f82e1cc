"""ZDNet Korea: information technology."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="zdnet_korea",
    name="ZDNet Korea",
    home="https://zdnet.co.kr",
    lang="ko",
    country="KR",
    kind="business",
    listings=(Feed("https://feeds.feedburner.com/zdkorea"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
