"""Hong Kong Government: press releases in English."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="hk_gov_press",
    name="Hong Kong Government press releases",
    home="https://www.info.gov.hk",
    lang="en",
    country="HK",
    kind="government",
    listings=(Feed("https://www.info.gov.hk/gia/rss/general_en.xml"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
