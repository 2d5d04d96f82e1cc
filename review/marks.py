"""A text cut into pieces at the words that spoke for its labels, so that a template can mark them."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from census.records import Announcement, Label
from census.sentences import find_sentences

# Of a long announcement so many sentences are shown above the article: those with most that is marked.
_SENTENCES = 3


@dataclass(frozen=True)
class Piece:
    """A piece of text and the fields for which it spoke, none for plain text."""

    text: str
    fields: tuple[str, ...] = ()


def mark(text: str, labels: Iterable[Label]) -> list[Piece]:
    """The text in pieces, each with the fields whose strongest words it belongs to; joined they are the text."""
    spans = [
        (cue.start, min(cue.end, len(text)), label.field)
        for label in labels
        for cue in label.strongest
        if 0 <= cue.start < min(cue.end, len(text))
    ]
    edges = sorted({0, len(text), *(edge for start, end, _ in spans for edge in (start, end))})
    return [
        Piece(text[start:end], tuple(dict.fromkeys(field for a, b, field in spans if a <= start and end <= b)))
        for start, end in itertools.pairwise(edges)
    ]


def telling(told: Announcement, labels: Sequence[Label]) -> list[list[Piece]]:
    """The sentences of an announcement in which most words speak for its labels, in the order of the text, each in pieces."""
    sentences = find_sentences(told.text)
    cues = [cue for label in labels for cue in label.cues]
    weight = [sum(c.weight for c in cues if s.start <= c.start < s.end) for s in sentences]
    best = sorted(range(len(sentences)), key=lambda n: (-weight[n], n))[:_SENTENCES]
    pieces = mark(told.text, labels)
    return [_cut(pieces, sentences[n].start, sentences[n].end) for n in sorted(best)]


def _cut(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    """What of the pieces stands within [start, end) of their text."""
    found, at = [], 0
    for piece in pieces:
        part = piece.text[max(0, start - at) : max(0, end - at)]
        if part:
            found.append(Piece(part, piece.fields))
        at += len(piece.text)
    return found
