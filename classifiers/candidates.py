"""Which pairs are worth comparing. Whether a pair is one depends on its two claims alone, never on what else is there or came first.

Two claims meet under a key that both have: a rare name, wherever and whenever; a common one with an application; country and
application within a year or two; the country within weeks.
Of those that meet, the ones stay whose cheap score, one product of two rows of small whole numbers, reaches a bound. Whole numbers add up
to the same in any order and batch.
"""

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from census.countries import codes
from census.taxonomy import codes_of
from classifiers.rarity import Rarity

Keys = NDArray[np.int64]
Sketch = NDArray[np.int8]
Floats = NDArray[np.float32]
# Numbers of two claims, and what their sketches say of them.
Met = tuple[NDArray[np.int64], NDArray[np.int64]]

# Names rarer than this are keys, so many of a claim at most: four a claim on the corpus, under which 81 % of the pairs of one project meet
# that the pair model would join, and half a per cent of all pairs. At 0.7 it is 63 %, at 0.3 two more in a hundred and twice the pairs.
LEAST_RARE, MOST_NAMES = 0.5, 8
# Country and application together are a key for so many days before and after, a country alone for so many. Choices: most follow-ups come
# within a year, and what is told of one event within weeks.
LONG, SHORT = 366, 31
# The likeliest applications of a claim: 98 % of pairs of one project share one of two.
APPLICATIONS = 2
# Weights of likeness in meaning, application and country in the cheap score: about those that the pair model learns.
WEIGHTS = (7.8, 1.6, 1.3)
# The cheap score that is worth comparing: of claims that share a name, and of those that share only country and application or time.
# On the corpus (7,843 announcements over ten years) one pair in 720 is left, with 96.8 % of the pairs of one project that the pair model
# would join, 98.9 % of those within 31 days; the sample month gets the same records as from all its pairs. 2.5 and 4: 96.7 %, a sixth
# fewer pairs, but one project of the sample month more is counted twice; 3 and 4: 96.4 %, a third fewer, two more.
LEAST_NAMED, LEAST_UNNAMED = 2.5, 3.5
# A byte holds -127 to 127: the largest figure of a row is the root of a weight.
_SCALE = 45
# Rows of a group multiplied at a time: their product stays in the cache.
_BLOCK = 512
_COUNTRY_PLACES = 61


class Comparable(Protocol):
    """What candidates are found by; `meaning` has length one."""

    @property
    def meaning(self) -> Floats:
        """The text's vector in the learnt metric."""
        ...

    @property
    def application(self) -> Mapping[str, float]:
        """Chance of each application."""
        ...

    @property
    def country(self) -> Mapping[str, float]:
        """Chance of each country."""
        ...

    @property
    def date(self) -> str | None:
        """ISO day of publication."""
        ...


class Named(Protocol):
    """The names of a text: known organisations, and all names by which its project is told from others."""

    @property
    def organisations(self) -> frozenset[str]:
        """Known organisations, by their English names."""
        ...

    @property
    def known(self) -> frozenset[str]:
        """All names."""
        ...


def _hashed(*parts: str) -> int:
    """A key; those of names are even, others odd."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big", signed=True) | 1) - (parts[0] == "name")


def _likeliest(spread: Mapping[str, float], most: int) -> list[str]:
    return sorted(spread, key=lambda code: (-spread[code], code))[:most]


def draw_keys(claim: Comparable, names: Named, rarity: Rarity) -> Keys:
    """The keys of a claim, sorted, each once. Claims that nothing was labelled of, or that have no date, have one key in common instead of
    those of country and application."""
    # Organisations before other names: where a language writes every noun large, these would crowd them out.
    ordered = sorted((name not in names.organisations, -rarity.of(name), name) for name in names.known)
    rare = [name for _, minus, name in ordered if -minus >= LEAST_RARE][:MOST_NAMES]
    common = [name for _, minus, name in ordered if -minus < LEAST_RARE][:MOST_NAMES]
    found = {_hashed("name", name) for name in rare}
    if claim.date and claim.country and claim.application:
        country, used = _likeliest(claim.country, 1)[0], _likeliest(claim.application, APPLICATIONS)
        found |= {_hashed("name", name, use) for name in common for use in used}
        found |= {_hashed("use", country, use, period) for use in used for period in _periods(claim.date, LONG)}
        found |= {_hashed("country", country, period) for period in _periods(claim.date, SHORT)}
    else:
        found.add(_hashed("unlabelled"))
    return np.array(sorted(found), np.int64)


def _periods(day: str, length: int) -> tuple[str, str]:
    """The period of so many days that holds a day, and the next: two days share one where their periods are the same or neighbours."""
    number = date.fromisoformat(day[:10]).toordinal() // length
    return f"{length}/{number}", f"{length}/{number + 1}"


_APPLICATION_PLACES = {code: n for n, code in enumerate(sorted(codes_of("application")))}
_COUNTRIES = {code: n % _COUNTRY_PLACES for n, code in enumerate(sorted(codes()))}


def draw_sketch(claim: Comparable) -> Sketch:
    """The row of small whole numbers by which a claim is compared cheaply: meaning, applications, countries."""
    parts = (
        claim.meaning,
        _placed(claim.application, _APPLICATION_PLACES, len(_APPLICATION_PLACES)),
        _placed(claim.country, _COUNTRIES, _COUNTRY_PLACES),
    )
    row = np.concatenate([part * np.float32(weight**0.5) for part, weight in zip(parts, WEIGHTS, strict=True)])
    return np.asarray(np.clip(np.rint(row * _SCALE), -127, 127), np.int8)


def _placed(spread: Mapping[str, float], places: Mapping[str, int], size: int) -> Floats:
    row = np.zeros(size, np.float32)
    for code, chance in spread.items():
        if code in places:
            row[places[code]] += chance
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), np.float32)


def search(sketches: Sketch, keys: Sequence[Keys], first_new: int = 0) -> Iterator[Met]:
    """Pairs (i, j), i < j, j from `first_new` on, that have a key in common and the cheap score; a pair may come under several keys."""
    sizes = np.array([len(own) for own in keys], np.int64)
    owner = np.repeat(np.arange(len(keys), dtype=np.int32), sizes)
    flat = np.concatenate([*keys, np.zeros(0, np.int64)])
    order = np.argsort(flat, kind="stable")
    owner, flat = owner[order], flat[order]
    borders = np.flatnonzero(np.diff(flat)) + 1
    del order
    starts = [0, *borders.tolist(), len(owner)]
    for start, end in itertools.pairwise(starts):
        if end - start > 1 and owner[end - 1] >= first_new:
            least = LEAST_UNNAMED if flat[start] & 1 else LEAST_NAMED
            yield from _meet(sketches, owner[start:end], first_new, least)


def _meet(sketches: Sketch, owner: NDArray[np.int32], first_new: int, least: float) -> Iterator[Met]:
    """Pairs of one group that reach the score; `owner` ascends."""
    units = np.float32(least * _SCALE * _SCALE)
    rows = sketches[owner].astype(np.float32)
    begin = int(np.searchsorted(owner, first_new))
    for start in range(begin, len(owner), _BLOCK):
        end = min(start + _BLOCK, len(owner))
        later, before = np.nonzero(rows[start:end] @ rows[:end].T >= units)
        keep = before < later + start
        if keep.any():
            yield owner[before[keep]].astype(np.int64), owner[later[keep] + start].astype(np.int64)


def candidates(claims: Sequence[Comparable], named: Sequence[Named], rarity: Rarity) -> list[tuple[int, int]]:
    """Pairs worth comparing, sorted; `named` are the names of each claim."""
    if len(claims) < 2:
        return []
    keys = [draw_keys(claim, names, rarity) for claim, names in zip(claims, named, strict=True)]
    sketches = np.stack([draw_sketch(claim) for claim in claims])
    found = {pair for i, j in search(sketches, keys) for pair in zip(i.tolist(), j.tolist(), strict=True)}
    return sorted(found)
