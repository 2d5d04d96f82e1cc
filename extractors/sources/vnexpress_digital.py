"""VnExpress: the digital section."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="vnexpress_digital",
    name="VnExpress",
    home="https://vnexpress.net",
    lang="vi",
    country="VN",
    kind="business",
    listings=(Feed("https://vnexpress.net/rss/so-hoa.rss"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
