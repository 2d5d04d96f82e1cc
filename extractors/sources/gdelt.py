"""GDELT: pages of the world's press that name the technology, found by the quarter of an hour; and its search as a top-up."""

from extractors.listings.gdelt import GdeltFiles, GdeltSearch
from extractors.source import Source

SOURCE = Source(
    slug="gdelt",
    name="GDELT",
    home="http://data.gdeltproject.org",
    lang="en",
    country="US",
    kind="archive",
    listings=(
        GdeltSearch('(blockchain OR "distributed ledger")'),
        GdeltFiles(),
    ),
    terms="Open data, free for any use with a citation and a link. Routes as publicly documented, never asked live by us.",
)
