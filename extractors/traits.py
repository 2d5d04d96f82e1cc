"""What can be said of each block of a page in figures: its words, its boxes, its place among the others.

The trained reader decides by these whether a block belongs to the article (`classifiers/block_model.py`). The kinds of figures follow
boilerpipe (Kohlschütter et al. 2010: link density, words, neighbours) and readability (share of the text in a box).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.blocks import ARTICLE, BITS, ELEMENTS, Block, Box
from extractors.hints import GOOD, KINDS
from extractors.wording import CUES, DATES, DIGITS, ENDS, STOPS, fold, tokens_of

Matrix = NDArray[np.float32]
_Floats = NDArray[np.float64]

_NAMES = ("p", "h1", "h2", "h3", "h4", "h5", "li", "td", "div", "blockquote", "figcaption", "span", "pre", "dd")
_NUMBERS = {name: number for number, name in enumerate(_NAMES)}
# A run of the text is broken by so many blocks that are none.
_GAP = 8
# Shares of the good text by which the innermost box that holds so much is sought.
_CORES = (0.85, 0.6, 0.4)
_LEVELS = 4
_AROUND = (-3, -2, -1, 1, 2, 3)


@dataclass(frozen=True)
class Setting:
    """What is known of a page besides its blocks: title, description, and the text that its JSON-LD gives ("" if none)."""

    title: str = ""
    description: str = ""
    linked_body: str = ""


def measure_blocks(blocks: Sequence[Block], setting: Setting) -> Matrix:
    """A row for each block, a column for each of TRAITS."""
    if not blocks:
        return np.zeros((0, len(TRAITS)), np.float32)
    columns = _Page(blocks, setting).measure()
    return np.column_stack([columns[name] for name in TRAITS]).astype(np.float32)


class _Page:
    """The blocks of one page and what is shared by their figures."""

    def __init__(self, blocks: Sequence[Block], setting: Setting):
        self.blocks, self.setting, self.size = blocks, setting, len(blocks)
        self.tokens = [tokens_of(block.text) for block in blocks]
        self.words = np.array([len(t) for t in self.tokens], float)
        self.chars = np.array([len(block.text) for block in blocks], float)
        self.linked = np.minimum([float(block.linked) for block in blocks], self.chars) / self.chars
        self.stops = np.array([len(STOPS.findall(block.text)) for block in blocks], float)
        self.folded = [fold(block.text) for block in blocks]
        # Good text: long enough, hardly linked, with stops.
        good = np.where((self.words >= 12) & (self.linked < 0.34), self.words * (1 - self.linked), 0.0)
        self.good: _Floats = good * np.where(self.stops > 0, 1.0, 0.4)
        self.total = float(self.good.sum()) + 1e-9
        self.all_words = float(self.words.sum()) + 1e-9
        self.boxes = self._weigh_boxes()

    def _weigh_boxes(self) -> dict[Box, list[float]]:
        """Box -> good words, words, linked words, first and last block; outer boxes first."""
        boxes: dict[Box, list[float]] = {}
        for number, block in enumerate(self.blocks):
            box: Box | None = block.box
            while box is not None and box not in boxes:
                boxes[box] = [0.0, 0.0, 0.0, number, number]
                box = box.parent
            held, words = boxes[block.box], float(self.words[number])
            held[0] += float(self.good[number])
            held[1] += words
            held[2] += words * float(self.linked[number])
            held[4] = number
        outer_first = sorted(boxes, key=lambda box: box.depth)
        for box in reversed(outer_first):
            if box.parent is not None:
                around, held = boxes[box.parent], boxes[box]
                around[0] += held[0]
                around[1] += held[1]
                around[2] += held[2]
                around[3], around[4] = min(around[3], held[3]), max(around[4], held[4])
        return {box: boxes[box] for box in outer_first}

    def measure(self) -> dict[str, _Floats]:
        """All columns by name."""
        found = {**self._of_text(), **self._of_page(), **self._of_order(), **self._of_boxes(), **self._of_names()}
        return found | self._of_neighbours(found)

    def _of_text(self) -> dict[str, _Floats]:
        blocks, words = self.blocks, self.words
        return {
            "words": np.log1p(words), "chars": np.log1p(self.chars), "linked": self.linked,
            "bold": np.minimum([float(b.bold) for b in blocks], self.chars) / self.chars,
            "stops_a_word": self.stops / np.maximum(words, 1), "stops": np.log1p(self.stops),
            "ends": np.array([bool(ENDS.search(b.text[-40:])) for b in blocks], float),
            "dated": np.array([bool(DATES.search(b.text, 0, 300)) for b in blocks], float),
            "cue": np.array([bool(CUES.match(b.text)) for b in blocks], float),
            "digits": np.array([len(DIGITS.findall(b.text, 0, 200)) for b in blocks], float) / np.minimum(self.chars, 200),
            "links": np.array([float(b.links) for b in blocks]),
            "signs": np.full(self.size, sum(list(map(len, t)).count(1) for t in self.tokens) / self.all_words),
        }  # fmt: skip

    def _of_page(self) -> dict[str, _Floats]:
        title, body, told = fold(self.setting.title), fold(self.setting.linked_body), fold(self.setting.description)
        title_words = {word.casefold() for word in tokens_of(self.setting.title)}
        shared = [len(title_words.intersection(" ".join(t[:60]).casefold().split())) for t in self.tokens]
        heading = self._heading(title)
        order = np.arange(self.size)
        return {
            "good": self.good / self.total, **self._of_styles(),
            "in_linked_body": np.array([bool(f) and f in body for f in self.folded], float) if body else np.full(self.size, -1.0),
            "in_description": np.array([len(f) > 20 < len(told) and (f[:200] in told or told[:200] in f) for f in self.folded], float),
            "is_title": np.array([self._is_title(f, title) for f in self.folded], float),
            "title_words": np.array(shared, float) / max(1, len(title_words)),
            "repeated": self._repeated(), "place": order / self.size,
            "from_heading": np.clip(order - heading, -20, 60) if heading >= 0 else np.full(self.size, -30.0),
            "from_heading_share": (order - heading) / self.size if heading >= 0 else np.full(self.size, -1.0),
            "classed": np.array([bool(b.box.style[1]) for b in self.blocks], float),
            "page_good": np.full(self.size, np.log1p(self.total)), "page_blocks": np.full(self.size, np.log(self.size)),
            "page_good_share": np.full(self.size, self.total / self.all_words),
        }  # fmt: skip

    @staticmethod
    def _is_title(folded: str, title: str) -> bool:
        return folded == title or (len(folded) > 10 and folded in title)

    def _heading(self, title: str) -> int:
        """Number of the block that is the headline, -1 if there is none."""
        named = [n for n, block in enumerate(self.blocks) if block.name == "h1"]
        titled = [n for n, folded in enumerate(self.folded) if self._is_title(folded, title)]
        return next(iter([n for n in named if n in set(titled)] or named or titled), -1)

    def _repeated(self) -> _Floats:
        first: dict[str, int] = {}
        repeated = np.zeros(self.size)
        for number, folded in enumerate(self.folded):
            if first.setdefault(folded, number) != number:
                repeated[[number, first[folded]]] = 1
        return repeated

    def _of_styles(self) -> dict[str, _Floats]:
        """Blocks of one style (element, depth, classes): their share of the good text, their number, how far they are linked."""
        groups: dict[tuple[object, ...], list[int]] = {}
        for number, block in enumerate(self.blocks):
            box = block.box
            around = box.parent.style if box.parent else ""
            groups.setdefault((block.name, box.depth, "" if block.name == "p" else box.style, around), []).append(
                number
            )
        share, count, linked = np.zeros(self.size), np.zeros(self.size), np.zeros(self.size)
        for numbers in groups.values():
            words = self.words[numbers]
            share[numbers] = self.good[numbers].sum() / self.total
            count[numbers] = np.log1p(len(numbers))
            linked[numbers] = (words * self.linked[numbers]).sum() / max(1.0, words.sum())
        return {"style_good": share, "style_blocks": count, "style_linked": linked}

    def _of_order(self) -> dict[str, _Floats]:
        """Where a block stands between the runs of good text."""
        is_good = self.good > 0
        since, other, till = np.zeros(self.size), np.zeros(self.size), np.zeros(self.size)
        blocks_since = words_since = blocks_till = 0.0
        for number in range(self.size):
            since[number], other[number] = blocks_since, min(words_since, 400.0)
            blocks_since, words_since = (
                (0.0, 0.0) if is_good[number] else (min(blocks_since + 1, 40.0), words_since + self.words[number])
            )
        for number in reversed(range(self.size)):
            till[number] = blocks_till
            blocks_till = 0.0 if is_good[number] else min(blocks_till + 1, 40.0)
        runs = np.cumsum((since > _GAP) & is_good)
        weights = np.bincount(runs, weights=self.good) / self.total
        main = int(weights.argmax())
        return {
            "before": (np.cumsum(self.good) - self.good) / self.total, "since_good": since, "other_since": other, "till_good": till,
            "run": weights[runs], "in_main_run": (runs == main).astype(float), "from_main_run": np.sign(runs - main).astype(float),
            "first_headings": np.cumsum([b.name == "h1" for b in self.blocks]).astype(float),
            "headings": np.cumsum([b.name in ("h1", "h2") for b in self.blocks]).astype(float),
        }  # fmt: skip

    def _of_boxes(self) -> dict[str, _Floats]:
        cores = [self._distances(self._core(share)) for share in _CORES]
        articles = self._nearest(ARTICLE)
        bodies = self._nearest(GOOD)
        ordered = dict.fromkeys(articles[block.box] for block in self.blocks)
        numbers = {box: float(number) for number, box in enumerate((box for box in ordered if box), 1)}
        rows = []
        for number, block in enumerate(self.blocks):
            box, article, body = block.box, articles[block.box], bodies[block.box]
            row = [float(box.depth), min(numbers[article], 20.0) if article else 0.0]
            row += [
                self.boxes[article][0] / self.total if article else 0.0,
                self.boxes[body][0] / self.total if body else 0.0,
            ]
            for core in cores:
                row += core[box]
            rows.append(row + self._of_levels(number, box))
        columns = {name: np.array(column) for name, column in zip(_BOX_TRAITS, zip(*rows, strict=True), strict=True)}
        return columns | {"articles": np.full(self.size, min(len(numbers), 20.0))}

    def _of_levels(self, number: int, box: Box) -> list[float]:
        """Of the box and those around it: share of the good text, how far linked, how far into it the block stands."""
        row: list[float] = []
        for _ in range(_LEVELS):
            good, words, linked, first, last = self.boxes[box]
            row += (good / self.total, linked / max(1.0, words), (number - first + 1) / (last - first + 1))
            box = box.parent or box
        return row

    def _core(self, share: float) -> Box:
        """The innermost box that holds a share of the good text."""
        least = share * self.total
        return max(
            (box for box, held in self.boxes.items() if held[0] >= least),
            key=lambda box: box.depth,
            default=next(iter(self.boxes)),
        )

    def _nearest(self, bit: int) -> dict[Box, Box | None]:
        """Of each box the innermost of itself and those around it that is of a kind."""
        found: dict[Box, Box | None] = {}
        for box in self.boxes:
            found[box] = box if box.own & bit else found[box.parent] if box.parent else None
        return found

    def _distances(self, core: Box) -> dict[Box, tuple[float, float]]:
        """Of each box whether it is within the core and how far in; else how far up the core the two meet."""
        around = {box: float(steps) for steps, box in enumerate(core.chain())}
        found: dict[Box, tuple[float, float]] = {}
        for box in self.boxes:
            if box in around:
                found[box] = (1.0, 0.0) if box is core else (0.0, min(around[box], 12.0))
            else:
                within, steps = found[box.parent] if box.parent else (0.0, 12.0)
                found[box] = (within, min(steps + within, 12.0))
        return found

    def _of_names(self) -> dict[str, _Floats]:
        bits = np.arange(BITS)
        around = np.array([b.box.bits for b in self.blocks], np.int64)[:, None] >> bits & 1
        near = np.array([b.box.near for b in self.blocks], np.int64)[:, None] >> bits & 1
        names = np.array([_NUMBERS.get(b.name, len(_NAMES)) for b in self.blocks])[:, None] == np.arange(len(_NAMES))
        kinds = (*KINDS, *ELEMENTS)
        found = {f"is_{name}": column for name, column in zip(_NAMES, names.T, strict=True)}
        found |= {f"in_{kind}": column for kind, column in zip(kinds, around.T, strict=True)}
        return found | {f"near_{kind}": column for kind, column in zip(kinds, near.T, strict=True)}

    def _of_neighbours(self, found: dict[str, _Floats]) -> dict[str, _Floats]:
        shared = np.column_stack([found[name] for name in _SHARED])
        columns: dict[str, _Floats] = {}
        for step in _AROUND:
            moved = np.zeros_like(shared)
            if step < 0:
                moved[-step:] = shared[:step]
            elif step < self.size:
                moved[:-step] = shared[step:]
            columns |= {f"{name}{step:+d}": column for name, column in zip(_SHARED, moved.T, strict=True)}
        outer = [b.box.parent for b in self.blocks]
        for step in (-2, -1, 1, 2):
            same = [0 <= n + step < self.size and outer[n + step] is box for n, box in enumerate(outer)]
            columns[f"same_box{step:+d}"] = np.array(same, float)
        return columns


_SHARED = (
    "words",
    "linked",
    "stops_a_word",
    "ends",
    "cue",
    "good",
    "style_good",
    "in_linked_body",
    "in_core_0",
    "in_core_1",
    "in_core_2",
)
_BOX_TRAITS = (
    "depth", "article_number", "article_good", "body_good",
    *(f"{figure}_core_{number}" for number in range(len(_CORES)) for figure in ("in", "from")),
    *(f"box_{figure}_{level}" for level in range(_LEVELS) for figure in ("good", "linked", "place")),
)  # fmt: skip


def _names() -> tuple[str, ...]:
    """All columns, in their order: what the columns are called where they are made."""
    one = [Block("a b.", "p", Box(None, 0, ("body", "")), 0, 0, 0)]
    return tuple(_Page(one, Setting()).measure())


TRAITS = _names()
