"""The headline of a page: what it shows as heading against what it declares, without the name of the site."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from urllib.parse import urlsplit

from extractors.declared import Declared, plain
from extractors.tree import Tree
from extractors.wording import fold

_SEPARATOR = re.compile(r"\s+[|–—_»·・-]+\s+|\s*[|｜]\s*|--+|_")
# Below it a heading says something else than the page's own titles: 0.2-0.4 are alike.
_LIKE = 0.3
# The longest title of 656 has 175 signs.
_LONGEST, _MOST_HEADINGS = 500, 50
# Signs of typesetting.
_SET = re.compile(r"[’‘“”\xad]|\w\s+:")
_WORD = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]|\w+")


def choose_title(root: Tree, declared: Declared, url: str, outlet: str) -> tuple[str, str]:
    """The title of a page and the signal that gave it ("" if it has none).

    News pages: the headline of their JSON-LD (0.80 exact on 256 of them, the heading 0.71, as their editors' own readers have it);
    other pages: the heading that resembles a declared title (0.79 of 400; JSON-LD 0.71).
    """
    written_so = (
        declared.first("headline"),
        plain(declared.meta.get("og:title", "")),
        plain(root.findtext(".//title") or ""),
    )
    headline, social, page = (title[:_LONGEST] for title in written_so)
    names = {fold(name) for name in (outlet, _site_word(url)) if name}
    written = [title for title in (headline, social, page) if title]
    heading = _heading(root, written, names)
    rivals = [heading, headline, social]
    linked, social, page = (_cut(title, names, rivals) for title in (headline, social, page))
    ranked = [("json_ld", linked)] if declared.is_news else []
    ranked += [("heading", heading), ("og", _cut_short(social)), ("json_ld", linked), ("title", _cut_short(page))]
    for origin, title in ranked:
        if title and fold(title) not in names:
            return _plainest(title, (social, linked, page)), origin
    return page, "title" if page else ""


def _plainest(title: str, others: Sequence[str]) -> str:
    """The writing of a title that the page declares, where one is the same but for signs: headings are set with curly quotes, soft
    hyphens and spans of their own."""
    if not _SET.search(title) and sum(map(str.isupper, title)) * 2 < len(title):
        return title
    return next((other for other in others if fold(other) == fold(title)), title)


def _site_word(url: str) -> str:
    """The host without its ends: a home page's own name, as many headings have it."""
    parts = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    return max(parts[:-1] or parts, key=len, default="")


def _heading(root: Tree, written: Sequence[str], names: Iterable[str]) -> str:
    """The h1 that shares most with the declared titles, or the only one; never the name of the site."""
    headings = [plain(" ".join(element.itertext()))[:_LONGEST] for element in islice(root.iter("h1"), _MOST_HEADINGS)]
    headings = [heading for heading in headings if heading and fold(heading) not in names]
    shares = {heading: max((_shared(heading, title) for title in written), default=1.0) for heading in headings}
    best = max(shares, key=lambda heading: shares[heading], default="")
    return best if best and shares[best] >= _LIKE else ""


def _shared(one: str, other: str) -> float:
    """How much of their words two titles have in common, 0 to 1; of text without spaces, of its signs. A title that holds the other
    whole counts more than half."""
    a, b = (set(_WORD.findall(title.casefold())) for title in (one, other))
    return len(a & b) * (1 / max(1, len(a | b)) + 1 / max(1, min(len(a), len(b)))) / 2


def _cut(title: str, names: Iterable[str], rivals: Sequence[str]) -> str:
    """A title without the name of site or section at its end: what stands there is known, or no rival title has it."""
    known = {fold(rival) for rival in rivals if rival}
    for piece in _SEPARATOR.finditer(title):
        before, after = title[: piece.start()].strip(), title[piece.end() :]
        if fold(before) in known or fold(after) in names:
            return before
    return title


def _cut_short(title: str) -> str:
    """A title without the short one of its two pieces: the name of the site, where nothing else tells it."""
    pieces = list(_SEPARATOR.finditer(title))
    if len(pieces) != 1:
        return title
    first, last = title[: pieces[0].start()].strip(), title[pieces[0].end() :].strip()
    longer, shorter = max(first, last, key=len), min(first, last, key=len)
    return longer if len(longer) > 2 * len(shorter) else title
