"""PR TIMES: press releases of Japanese companies."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="pr_times",
    name="PR TIMES",
    home="https://prtimes.jp",
    lang="ja",
    country="JP",
    kind="wire",
    listings=(Feed("https://prtimes.jp/index.rdf"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
