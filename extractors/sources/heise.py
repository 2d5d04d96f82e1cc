"""heise online: German technology news."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="heise",
    name="heise online",
    home="https://www.heise.de",
    lang="de",
    country="DE",
    kind="business",
    listings=(Feed("https://www.heise.de/rss/heise-atom.xml"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
