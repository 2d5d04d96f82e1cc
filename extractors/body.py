"""Main text of a page, by several readers who must agree. The only door to the text-extraction libraries.

The combination was measured on seven public sets of real pages: 0.971 / 0.955 / 0.924 F1 against 0.964 / 0.950 / 0.908 of
the best single reader. Reading stays in processes: the readers are not safe under threads.
"""

import re
from collections import Counter

import trafilatura
from readability import Document
from resiliparse.extract.html2text import extract_plain_text

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_RULER = re.compile(r"^[\s|*_=#–—-]+$")

# Under this 4-gram F1 of two readers a third and fourth are asked; 12 % of pages. Values of 0.70-0.90 are alike.
AGREEMENT = 0.75


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3)))


def _agreement(a: str, b: str) -> float:
    one, two = _shingles(a), _shingles(b)
    shared = sum((one & two).values())
    return 2 * shared / (sum(one.values()) + sum(two.values()))


def _precise(html: str) -> str:
    return trafilatura.extract(html, favor_precision=True, include_comments=False, deduplicate=False) or ""


def _plain(html: str) -> str:
    return trafilatura.extract(html, include_comments=False, deduplicate=False) or ""


def _readable(html: str) -> str:
    try:
        summary = Document(html).summary(html_partial=True)
    except (ValueError, TypeError, AttributeError, KeyError):  # what readability raises on trees without a body
        return ""
    return str(extract_plain_text(summary, main_content=False))


def read_body(html: str, title: str) -> str:
    """Main text, one paragraph a line; "" where no reader finds any."""
    best, check = _precise(html), str(extract_plain_text(html, main_content=True))
    if not best or _agreement(best, check) < AGREEMENT:
        readings = [text for text in (best, check, _plain(html), _readable(html)) if text.strip()]
        if readings:
            best = max(readings, key=lambda text: sum(_agreement(text, other) for other in readings))
    return "\n".join(_clean(best, title))


def _clean(text: str, title: str) -> list[str]:
    lines = [re.sub(r"\s+", " ", line).strip().strip("|").strip() for line in text.splitlines()]
    lines = [re.sub(r"^[-•*] (?=\S)", "", line) for line in lines if line and not _RULER.match(line)]
    while lines and title and _TOKEN.findall(lines[0].casefold()) == _TOKEN.findall(title.casefold()):
        lines = lines[1:]
    return lines
