"""Text to sentences, in any script, each with its place in the text: what a roundup is cut into.

Rules suffice here: a sentence cut in two costs nothing, its halves stay with one announcement; two sentences taken for one cost
an announcement only if two projects meet in it.
"""

import re
from dataclasses import dataclass

_CLOSERS = "\"'”’」』》）)\\]»"
# A full stop of the scripts that do not space their words, or one of the others before a space and what may begin a sentence.
_END = re.compile(rf"[。！？｡।۔؟]+[{_CLOSERS}]*|[.!?…]+[{_CLOSERS}]*(?=\s+[\"'“‘«(\[¿¡]*[^\W_a-zà-öø-ÿа-яё])|\n+")
# After these a point does not end a sentence: titles, forms of firms, abbreviations of six languages, single capitals.
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Inc|Ltd|Co|Corp|Bros|No|Nr|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|bzw|ca|z\.B|d\.h|u\.a|Sr|Sra|Dra|S\.A|C\.V|Lda|Ltda|Cía|núm|art|av|approx|est|Gov|Gen|Sen|Rep|Jr|им|ул|г|руб|млн|млрд)"
    r"|(?<![^\W\d_])[^\W\d_])\.$"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence: [start, end) in the text that it was found in, and whether a new line begins with it."""

    start: int
    end: int
    text: str
    opens_line: bool


def find_sentences(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """Sentences of text[start:end] in order; without white space at their ends, so that text[s.start:s.end] == s.text."""
    stop = len(text) if end is None else end
    found: list[Sentence] = []
    begin, opens = start, True
    for match in _END.finditer(text, start, stop):
        is_line = match[0].startswith("\n")
        if not is_line and _ABBREVIATED.search(text, max(begin, match.start() - 12), match.start() + 1):
            continue
        opens = _add(found, text, begin, match.start() if is_line else match.end(), opens) or is_line
        begin = match.end()
    _add(found, text, begin, stop, opens)
    return found


def _add(found: list[Sentence], text: str, start: int, end: int, opens: bool) -> bool:
    """Append the sentence unless nothing stands there; whether what comes next still opens the line."""
    raw = text[start:end]
    if not raw.strip():
        return opens
    first = start + len(raw) - len(raw.lstrip())
    last = end - (len(raw) - len(raw.rstrip()))
    found.append(Sentence(first, last, text[first:last], opens))
    return False
