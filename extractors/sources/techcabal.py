"""TechCabal: technology in Africa."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="techcabal",
    name="TechCabal",
    home="https://techcabal.com",
    lang="en",
    country="NG",
    kind="business",
    listings=(
        WordPress("https://techcabal.com", per_day=10),
        Feed("https://techcabal.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
