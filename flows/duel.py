"""Challenger against champion on the same labelled articles: what is gained, by field and language, and whether that is beyond noise."""

from collections.abc import Sequence
from dataclasses import dataclass

from census.intervals import Interval, chance_of, difference
from flows.answers import Answers
from flows.gold import FIELDS, Gold

GATE = "relevance"
# A language of fewer rows has no line of its own: a choice; of 20 rows at least six must differ, all in one direction, to be beyond noise.
_LEAST_ROWS = 20
# One in twenty differences as large comes by chance.
_NOISE = 0.05


@dataclass(frozen=True)
class Gain:
    """How much more of `rows` the challenger has right than the champion, with its 95 % interval and the chance that a difference as large
    is noise; `lang` is "" for all languages, `on` names the set."""

    on: str
    field: str
    lang: str
    rows: int
    gained: float
    interval: Interval
    chance: float


def gains_of(golds: Sequence[Gold], champion: Answers, challenger: Answers, on: str = "") -> list[Gain]:
    """Right answers of each field, where both answer, and right decisions of the gate: of all articles, and of each language."""
    found = []
    for field in FIELDS:
        one, two = champion.fields[field], challenger.fields[field]
        right = {n: (one[n].is_right, two[n].is_right) for n in sorted(one.keys() & two.keys())}
        found += _gains(on, field, golds, right)
    known = [n for n, gold in enumerate(golds) if gold.is_announcement is not None]
    return found + _gains(on, GATE, golds, {n: (_kept(golds, champion, n), _kept(golds, challenger, n)) for n in known})


def _kept(golds: Sequence[Gold], answers: Answers, n: int) -> bool:
    return (answers.relevance[n] >= answers.threshold) == golds[n].is_announcement


def _gains(on: str, field: str, golds: Sequence[Gold], right: dict[int, tuple[bool, bool]]) -> list[Gain]:
    langs = sorted({golds[n].article.lang for n in right})
    found = []
    for lang in ("", *langs):
        rows = [n for n in right if lang in ("", golds[n].article.lang)]
        if rows and (not lang or len(rows) >= _LEAST_ROWS):
            one, two = ([right[n][side] for n in rows] for side in (0, 1))
            found.append(Gain(on, field, lang, len(rows), *difference(one, two), chance_of(one, two)))
    return found


def judge_duel(gains: Sequence[Gain]) -> tuple[bool, str]:
    """Whether the challenger takes the champion's place, and why in one line: it must be better beyond noise on something and worse beyond
    noise on nothing. To be better, a difference must outlast that so many were looked for (Bonferroni); to be worse, it need not."""
    worse = [g for g in gains if g.gained < 0 and g.chance < _NOISE]
    better = [g for g in gains if g.gained > 0 and g.chance * len(gains) < _NOISE]
    if worse:
        return False, f"worse on {_told(worse)}"
    if better:
        return True, f"better on {_told(better)}; worse beyond noise on nothing"
    return False, f"no difference beyond noise in {len(gains)} comparisons"


def _told(gains: Sequence[Gain]) -> str:
    named = sorted(gains, key=lambda g: (g.chance, g.field, g.lang))
    return ", ".join(f"{g.field}{f' ({g.lang})' if g.lang else ''} of {g.on}: {g.gained:+.3f}" for g in named[:4])
