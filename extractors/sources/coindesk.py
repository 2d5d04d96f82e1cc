"""CoinDesk: general, with enterprise reports until 2021."""

from extractors.listings.feed import Feed
from extractors.listings.sitemap import Sitemap
from extractors.source import Source

SOURCE = Source(
    slug="coindesk",
    name="CoinDesk",
    home="https://www.coindesk.com",
    lang="en",
    country="US",
    kind="crypto",
    listings=(
        Feed("https://www.coindesk.com/arc/outboundfeeds/rss/"),
        Sitemap("https://www.coindesk.com/arc/outboundfeeds/news-sitemap/?outputType=xml", past=False),
        Sitemap("https://www.coindesk.com/arc/outboundfeeds/sitemap-index/?outputType=xml"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
