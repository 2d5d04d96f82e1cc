"""L'Usine Digitale: digital projects of French industry and administration."""

from extractors.listings.feed import Feed
from extractors.source import Source

SOURCE = Source(
    slug="usine_digitale",
    name="L'Usine Digitale",
    home="https://www.usine-digitale.fr",
    lang="fr",
    country="FR",
    kind="trade",
    listings=(Feed("https://www.usine-digitale.fr/rss"),),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
