"""Main text of a page: the blocks that the trained reader takes for the article's, without the site's own furniture."""

import hashlib
import itertools
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from extractors.blocks import ARTICLE, Block, Box
from extractors.calendars import find_written
from extractors.hints import ASIDE, bits_of
from extractors.own import OwnReader
from extractors.traits import Matrix, Setting, measure_blocks
from extractors.wording import ENDS, fold

Floats = NDArray[np.float64]
# Figures of blocks (traits.TRAITS) -> probability of each to belong to the article.
Keep = Callable[[Matrix], Floats]

KEPT = 0.5
# Where no block reaches KEPT, those near the best one are taken: a poor text (a flash of one sentence) is worth more than none, and its
# quality says so.
_LEAST, _NEXT_BEST = 0.02, 0.7
_FURNITURE = ASIDE | bits_of("advert", "share", "hidden")
# A text does not begin with so short a line without a stop: that is a byline, a desk, a kicker.
_LABEL = 30
# A line of a date, its hour and a word or two, as "Posted on November 5, 2019, 14:30".
_DATE_LINE, _DATE_WORDS = 60, 12
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?|GMT|UTC|a\.?m\.?|p\.?m\.?", re.I)
# A headline differs from the title by so many signs at most.
_SIGNS = 20
_BARS = "|_*=#~ \t—–-"
_BULLETS = ("- ", "• ", "* ", "· ", "– ")


@dataclass(frozen=True)
class Reader:
    """What reading takes besides the page: the trained judge of blocks, and by host the lines (digests) known as its furniture,
    frozen for the run; and by site the reader of its own that its source declares."""

    keep: Keep
    furniture: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: Mapping[str, OwnReader] = field(default_factory=dict)


@dataclass(frozen=True)
class Body:
    """Paragraphs in their order, and how sure the reader is of them: mean probability by characters, 0 for none."""

    lines: tuple[str, ...]
    quality: float


def read_body(blocks: Sequence[Block], setting: Setting, heading: int, reader: Reader, host: str) -> Body:
    """The text of a page whose headline is the block of number `heading` (-1 if it has none)."""
    if not blocks:
        return Body((), 0.0)
    chances = reader.keep(measure_blocks(blocks, setting))
    foreign = find_foreign(blocks, heading)
    known = reader.furniture.get(host, frozenset())
    least = KEPT if (chances >= KEPT).any() else max(_LEAST, float(chances.max()) * _NEXT_BEST)
    lines = _take(blocks, chances, least, foreign, known, setting.title)
    lines = lines or _take(blocks, _flash(blocks, heading), _LEAST, foreign, known, setting.title)
    size = sum(len(line) for line, _ in lines)
    quality = round(sum(len(line) * chance for line, chance in lines) / size, 3) if lines else 0.0
    return Body(tuple(line for line, _ in lines), quality)


def _take(
    blocks: Sequence[Block], chances: Floats, least: float, foreign: Set[int], known: Set[str], title: str
) -> list[tuple[str, float]]:
    """Lines of the blocks whose chance is enough, with it; no furniture among them, no label before them."""
    kept = [
        (_clean(block.text), float(chance))
        for number, (block, chance) in enumerate(zip(blocks, chances, strict=True))
        if chance >= least and number not in foreign
    ]
    lines = [(line, chance) for line, chance in kept if line and line_digest(line) not in known]
    return list(itertools.dropwhile(lambda one: _is_label(one[0], title), lines))


def _is_label(line: str, title: str) -> bool:
    """Whether a text's first line is none of it: the title again, or a byline, a desk, a kicker."""
    return fold(line) == fold(title) or (len(line) <= _LABEL and not ENDS.search(line))


def find_heading(blocks: Sequence[Block], title: str) -> int:
    """Number of the block that is the headline, else of the first h1, -1 if there is none."""
    folded = fold(title)
    named = [number for number, block in enumerate(blocks) if block.name == "h1"]
    titled = [
        number for number, block in enumerate(blocks)
        if folded and abs(len(block.text) - len(title)) <= _SIGNS and fold(block.text) == folded
    ]  # fmt: skip
    return next(iter([n for n in named if n in set(titled)] or titled or named), -1)


def find_foreign(blocks: Sequence[Block], heading: int) -> frozenset[int]:
    """Blocks of other articles on the page: below an article element of its own that begins with a heading of its own, where the
    headline stands in another one. Pages that go on with the next story as one scrolls have such."""
    own = _outer_article(blocks[heading].box) if heading >= 0 else None
    if own is None:
        return frozenset()
    firsts: dict[Box, Block] = {}
    outer = [_outer_article(block.box) for block in blocks]
    for box, block in zip(outer, blocks, strict=True):
        if box is not None:
            firsts.setdefault(box, block)
    others = {box for box, first in firsts.items() if box is not own and first.name in ("h1", "h2", "h3")}
    return frozenset(number for number, box in enumerate(outer) if box in others)


def _outer_article(box: Box) -> Box | None:
    return next((around for around in reversed(list(box.chain())) if around.own & ARTICLE), None)


def _flash(blocks: Sequence[Block], heading: int) -> Floats:
    """Where nothing looks like an article: the first sentences below the headline, in one box, are a flash of news."""
    found = np.zeros(len(blocks))
    first: Box | None = None
    for number, block in enumerate(blocks[heading + 1 :], heading + 1):
        is_sentence = ENDS.search(block.text) and block.linked * 3 <= len(block.text) and len(block.text) > _LABEL
        if not is_sentence or block.box.near & _FURNITURE:
            continue
        outer = block.box.parent or block.box
        first = first or outer
        found[number] = _LEAST if outer is first else 0.0
    return found


def line_digest(line: str) -> str:
    """What a line is known by: the hash of its letters and digits."""
    return hashlib.blake2b(fold(line).encode(), digest_size=8).hexdigest()


def _clean(line: str) -> str:
    """A line without bars and rulers at its ends and without its bullet."""
    line = line.strip("| ")
    if line.startswith(_BULLETS):
        line = line[2:].lstrip()
    return line if line.strip(_BARS) and not is_date_line(line) else ""


def is_date_line(line: str) -> bool:
    """Whether a short line says hardly more than a date: it is known as one, and would make strangers of one day look alike."""
    if len(line) > _DATE_LINE or not (written := find_written(line)):
        return False
    rest = _CLOCK.sub("", line[: written[0].start] + line[written[-1].end :])
    return sum(map(str.isalpha, rest)) <= _DATE_WORDS
