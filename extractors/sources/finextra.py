"""Finextra: technology of banks, with a channel on blockchain."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="finextra",
    name="Finextra",
    home="https://www.finextra.com",
    lang="en",
    country="GB",
    kind="trade",
    listings=(
        Feed(
            "https://www.finextra.com/rss/headlines.aspx",
            also=("https://www.finextra.com/rss/channel.aspx?channel=blockchain",),
        ),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
