"""Chances of many pairs at once. A pair that cannot reach the least chance any more is left before all of it is measured."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.likeness import MEASURES, Claims, Numbers, Pairs, Rows
from classifiers.model import Head
from classifiers.pair import FEATURES, chances, spoke_most

# A pair of a smaller chance is not kept: a group of two is made at 0.5, and what is seen of a group below this counts as unseen.
LEAST = 0.2
# Comparisons in the order in which they are made: those first that decide most for their price. What is not named here comes between.
_FIRST = ("same language", "like meaning", "like countries", "like applications", "rarest shared name")
_LAST = ("like leads", "shared words", "shared title words", "one lead, other words")
_NAMES = [name for name, _ in FEATURES]
_STEPS = (_FIRST, tuple(name for name in _NAMES if name not in (*_FIRST, *_LAST)), _LAST)
# Sets and spreads that one comparison alone looks at.
_ALONE = {"shared figures": "numbers", "like sectors": "sector"}
# Pairs measured at a time.
_TOGETHER = 50_000

Words = Callable[[Numbers], Mapping[str, Rows]]


@dataclass(frozen=True)
class Scored:
    """Pairs (a, b) of claims by number, their chance to be of one project, and the numbers of the comparisons that spoke most for each
    (shape (pairs, 3), -1 for none)."""

    a: Numbers
    b: Numbers
    chance: NDArray[np.float64]
    why: NDArray[np.int8]


def unused_by(ranker: Head) -> frozenset[str]:
    """Sets and spreads that the ranker does not weigh."""
    return frozenset(held for name, held in _ALONE.items() if not ranker.weights[_NAMES.index(name), 0])


def score(claims: Claims, a: Numbers, b: Numbers, words: Words, ranker: Head) -> Scored:
    """The pairs whose chance is `LEAST` or more; `words` as `likeness.Pairs` takes it."""
    parts = [
        _score(Pairs(claims, a[start : start + _TOGETHER], b[start : start + _TOGETHER], words), ranker)
        for start in range(0, len(a), _TOGETHER)
    ]
    return join(parts)


def join(parts: Sequence[Scored]) -> Scored:
    """Scored pairs one after the other."""
    if not parts:
        none = np.zeros(0, np.int64)
        return Scored(none, none, none.astype(np.float64), np.zeros((0, 3), np.int8))
    return Scored(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("a", "b", "chance", "why")))


def _score(pairs: Pairs, ranker: Head) -> Scored:
    measured = np.zeros((len(pairs.a), len(FEATURES)), np.float32)
    for step, bound in _steps(ranker):
        for n in step:
            measured[:, n] = MEASURES[_NAMES[n]](pairs)
        kept = measured.astype(np.float64) @ ranker.weights[:, 0].astype(np.float64) >= bound
        measured = measured[kept]
        pairs = Pairs(pairs.claims, pairs.a[kept], pairs.b[kept], pairs.words)
    chance = chances(measured, ranker)
    likely = chance >= LEAST
    return Scored(pairs.a[likely], pairs.b[likely], chance[likely], spoke_most(measured[likely], ranker))


def _steps(ranker: Head) -> Iterator[tuple[list[int], float]]:
    """Comparisons of each step that have a weight, and the sum of weighed figures that a pair must have reached after it."""
    weights = ranker.weights[:, 0].astype(np.float64)
    most = np.maximum(weights, 0)
    # Half a thousandth for what sums differ by in another order: the last word is that of `chances`.
    need = math.log(LEAST / (1 - LEAST)) - float(ranker.bias[0]) - 0.0005
    done: set[int] = set()
    for names in _STEPS:
        step = [n for n in map(_NAMES.index, names) if weights[n]]
        done |= set(step)
        yield step, need - float(most[[n for n in range(len(most)) if n not in done]].sum())


def reasons(why: NDArray[np.int8]) -> list[str]:
    """The comparisons of each row in words."""
    told = {-1: "", **dict(enumerate(_NAMES))}
    codes, rows = np.unique(why, axis=0, return_inverse=True)
    texts = [", ".join(told[n] for n in code if n >= 0) for code in codes.tolist()]
    return [texts[n] for n in rows.ravel().tolist()]
