"""CriptoNoticias: Latin America, with a section on projects."""

from extractors.listings.feed import Feed
from extractors.listings.wordpress import WordPress
from extractors.source import Source

SOURCE = Source(
    slug="criptonoticias",
    name="CriptoNoticias",
    home="https://www.criptonoticias.com",
    lang="es",
    country="VE",
    kind="crypto",
    listings=(
        WordPress("https://www.criptonoticias.com", per_day=20),
        Feed("https://www.criptonoticias.com/feed/", pages=2),
    ),
    terms="Public pages; robots.txt and opt-outs are obeyed. Routes as publicly known, never asked live by us.",
)
