"""Press Information Bureau: announcements of the Government of India."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="pib_india",
    name="Press Information Bureau",
    home="https://pib.gov.in",
    lang="en",
    country="IN",
    kind="government",
    listings=(Feed("https://pib.gov.in/RssMain.aspx?ModId=6&Lang=1&Regid=3"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
