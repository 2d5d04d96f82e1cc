"""Observatorio Blockchain: Spanish companies and administrations on the ledger."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="observatorio_blockchain",
    name="Observatorio Blockchain",
    home="https://observatorioblockchain.com",
    lang="es",
    country="ES",
    kind="enterprise",
    listings=(
        WordPress("https://observatorioblockchain.com", per_day=5),
        Feed("https://observatorioblockchain.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
