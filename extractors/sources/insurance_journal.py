"""Insurance Journal: insurers, reinsurers and their pilots."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="insurance_journal",
    name="Insurance Journal",
    home="https://www.insurancejournal.com",
    lang="en",
    country="US",
    kind="trade",
    listings=(Feed("https://www.insurancejournal.com/feed/"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
