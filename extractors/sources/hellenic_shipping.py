"""Hellenic Shipping News: wire and press of world shipping."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="hellenic_shipping",
    name="Hellenic Shipping News",
    home="https://www.hellenicshippingnews.com",
    lang="en",
    country="GR",
    kind="trade",
    listings=(
        WordPress("https://www.hellenicshippingnews.com", per_day=60),
        Feed("https://www.hellenicshippingnews.com/feed/"),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
    selective=True,
)
