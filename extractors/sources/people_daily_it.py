"""People's Daily Online: technology and finance."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="people_daily_it",
    name="People's Daily Online",
    home="http://www.people.com.cn",
    lang="zh",
    country="CN",
    kind="government",
    listings=(Feed("http://www.people.com.cn/rss/it.xml", also=("http://www.people.com.cn/rss/finance.xml",)),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
