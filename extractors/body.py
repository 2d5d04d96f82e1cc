"""Main text of a page: the blocks that the trained reader takes for the article's, without the site's own furniture."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from extractors.blocks import Block
from extractors.traits import Matrix, Setting, fold, measure_blocks

Floats = NDArray[np.float64]
# Figures of blocks (traits.TRAITS) -> probability of each to belong to the article.
Keep = Callable[[Matrix], Floats]

KEPT = 0.5
# Where no block reaches KEPT, those that reach this are taken: a poor text is worth more than none, and its quality says so.
_LEAST = 0.2
_BARS = "|_*=#~ \t—–-"
_BULLETS = ("- ", "• ", "* ", "· ", "– ")


@dataclass(frozen=True)
class Reader:
    """What reading takes besides the page: the trained judge of blocks, and by host the lines (digests) known as its furniture,
    frozen for the run."""

    keep: Keep
    furniture: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Body:
    """Paragraphs in their order, and how sure the reader is of them: mean probability by characters, 0 for none."""

    lines: tuple[str, ...]
    quality: float


def read_body(blocks: Sequence[Block], setting: Setting, reader: Reader, host: str) -> Body:
    """The text of a page."""
    if not blocks:
        return Body((), 0.0)
    probabilities = reader.keep(measure_blocks(blocks, setting))
    least = KEPT if (probabilities >= KEPT).any() else _LEAST
    known = reader.furniture.get(host, frozenset())
    lines: list[str] = []
    weighed = [0.0, 0.0]
    for block, probability in zip(blocks, probabilities, strict=True):
        line = _clean(block.text) if probability >= least else ""
        if not line or line_digest(line) in known or (not lines and fold(line) == fold(setting.title)):
            continue
        lines.append(line)
        weighed[0] += len(line) * float(probability)
        weighed[1] += len(line)
    return Body(tuple(lines), round(weighed[0] / weighed[1], 3) if lines else 0.0)


def line_digest(line: str) -> str:
    """What a line is known by: the hash of its letters and digits."""
    return hashlib.blake2b(fold(line).encode(), digest_size=8).hexdigest()


def _clean(line: str) -> str:
    """A line without bars and rulers at its ends and without its bullet."""
    line = line.strip("| ")
    if line.startswith(_BULLETS):
        line = line[2:].lstrip()
    return line if line.strip(_BARS) else ""
