"""36Kr: Chinese companies and technology."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="thirtysix_kr",
    name="36Kr",
    home="https://36kr.com",
    lang="zh",
    country="CN",
    kind="business",
    listings=(Feed("https://36kr.com/feed"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
