"""A source's own short reader, for the site that the trained one reads badly: where its paragraphs stand, and until when that held."""

from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup

from extractors.tree import squeeze

# Less than this, and the site was built anew: the trained reader takes over.
_LEAST = 80


@dataclass(frozen=True)
class OwnReader:
    """CSS selector of the paragraphs of an article, and the last day of which a page is known to fit it."""

    paragraphs: str
    held_until: date

    def read(self, html: str, fetched_at: str) -> tuple[str, ...]:
        """Paragraphs of a page, () if it is later than the reader is known to hold or does not fit."""
        if fetched_at[:10] > self.held_until.isoformat():
            return ()
        found = [squeeze(element.get_text(" ")) for element in BeautifulSoup(html, "lxml").select(self.paragraphs)]
        lines = tuple(line for line in found if line)
        return lines if sum(map(len, lines)) >= _LEAST else ()
