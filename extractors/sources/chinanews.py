"""China News Service: the second state agency, with local reports."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="chinanews",
    name="China News Service",
    home="https://www.chinanews.com.cn",
    lang="zh",
    country="CN",
    kind="government",
    listings=(
        Feed(
            "https://www.chinanews.com.cn/rss/scroll-news.xml", also=("https://www.chinanews.com.cn/rss/finance.xml",)
        ),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
