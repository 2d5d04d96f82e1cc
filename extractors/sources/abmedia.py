"""ABMedia: Chinese-language, Taiwan."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="abmedia",
    name="ABMedia",
    home="https://abmedia.io",
    lang="zh",
    country="TW",
    kind="crypto",
    listings=(
        WordPress("https://abmedia.io", per_day=15),
        Feed("https://abmedia.io/feed"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
