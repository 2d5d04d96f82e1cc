"""BlockTempo: Chinese-language, Taiwan."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="block_tempo",
    name="BlockTempo",
    home="https://www.blocktempo.com",
    lang="zh",
    country="TW",
    kind="crypto",
    listings=(
        WordPress("https://www.blocktempo.com", per_day=20),
        Feed("https://www.blocktempo.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
