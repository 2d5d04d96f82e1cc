"""Unlock Blockchain: projects in the Gulf and the Middle East."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="unlock_blockchain",
    name="Unlock Blockchain",
    home="https://www.unlock-bc.com",
    lang="en",
    country="AE",
    kind="enterprise",
    listings=(
        WordPress("https://www.unlock-bc.com", per_day=4),
        Feed("https://www.unlock-bc.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
