"""PR Newswire: press releases of companies."""

from extractors.listings.feed import Feed
from extractors.listings.sitemap import Sitemap
from extractors.source import Source

SOURCE = Source(
    slug="pr_newswire",
    name="PR Newswire",
    home="https://www.prnewswire.com",
    lang="en",
    country="US",
    kind="wire",
    listings=(
        Feed("https://www.prnewswire.com/rss/news-releases-list.rss"),
        Sitemap("https://www.prnewswire.com/sitemap-news.xml", past=False),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
