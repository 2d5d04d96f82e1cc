"""Which words of a text carried a decision: what the gate, `chaincensus explain` and the review page show.

The bag of words is one of three voices of each field, and the one that can be asked: a term's say is its weight in the text times what
it adds to the class chosen over the average class. The encoders' say has no words.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from census.records import Cue
from classifiers.gazetteer import Mention
from classifiers.model import FieldModel
from classifiers.words import Words, find_terms

# As many pieces as are read at a glance.
_MOST = 5
# What stands in one text of twenty or more (the, and, with, 的) says something to the model and nothing to a reader.
_COMMON = 4.0


def find_cues(text: str, field: FieldModel, chosen: str, words: Words) -> tuple[Cue, ...]:
    """The pieces of a text that spoke loudest for the class chosen, in order of place; weights are shares of all that spoke for it."""
    weights = field.heads["words"].weights
    row = words.transform([text])
    column = field.classes.index(chosen)
    say = row.data * (weights[row.indices, column] - weights[row.indices].mean(axis=1))
    spoken = {
        words.vocabulary[term]: float(value)
        for term, value in zip(row.indices, say, strict=True)
        if value > 0 and words.idf[term] > _COMMON
    }
    told = [(start, end, spoken[term]) for term, start, end in find_terms(text) if term in spoken]
    return _pick([part for part in told if _says_something(text[part[0] : part[1]])])


def _says_something(piece: str) -> bool:
    """Whether a piece means anything to a reader: a word of four letters or more, a capital name, any sign of a dense script."""
    return not piece.isascii() or piece.isupper() or any(len(word) > 3 for word in piece.split())


def place_cues(mentions: Sequence[Mention], country: str | None) -> tuple[Cue, ...]:
    """The names in a text that speak for a country, each as loud as the others."""
    own = [m for m in mentions if m.country == country][:_MOST]
    return tuple(Cue(m.start, m.end, round(1 / len(own), 3)) for m in own)


def _pick(spoken: Sequence[tuple[int, int, float]]) -> tuple[Cue, ...]:
    """The loudest pieces that do not overlap; a term said twice is heard once in each place, at its share."""
    total: dict[tuple[int, int], float] = defaultdict(float)
    for start, end, value in spoken:
        total[start, end] += value
    everything = sum(total.values())
    taken: list[tuple[int, int, float]] = []
    for (start, end), value in sorted(total.items(), key=lambda part: (-part[1], part[0])):
        if len(taken) < _MOST and all(end <= s or start >= e for s, e, _ in taken):
            taken.append((start, end, value))
    return tuple(Cue(s, e, round(float(np.float64(v) / everything), 3)) for s, e, v in sorted(taken))
