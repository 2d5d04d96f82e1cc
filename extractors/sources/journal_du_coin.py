"""Journal du Coin: French."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="journal_du_coin",
    name="Journal du Coin",
    home="https://journalducoin.com",
    lang="fr",
    country="FR",
    kind="crypto",
    listings=(
        WordPress("https://journalducoin.com", per_day=15),
        Feed("https://journalducoin.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
