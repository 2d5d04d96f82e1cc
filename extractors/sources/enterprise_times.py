"""Enterprise Times: business software, with a column on blockchain in use."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="enterprise_times",
    name="Enterprise Times",
    home="https://www.enterprisetimes.co.uk",
    lang="en",
    country="GB",
    kind="enterprise",
    listings=(
        WordPress("https://www.enterprisetimes.co.uk", per_day=8),
        Feed("https://www.enterprisetimes.co.uk/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
