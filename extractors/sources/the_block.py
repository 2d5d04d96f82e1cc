"""The Block: general."""

from extractors.listings.feed import Feed
from extractors.listings.sitemap import Sitemap
from extractors.source import Source

SOURCE = Source(
    slug="the_block",
    name="The Block",
    home="https://www.theblock.co",
    lang="en",
    country="US",
    kind="crypto",
    listings=(
        Feed("https://www.theblock.co/rss.xml"),
        Sitemap("https://www.theblock.co/sitemap_tbco_index.xml"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
