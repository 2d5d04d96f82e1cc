"""Which pairs are worth comparing. Whether a pair is one depends on its two claims alone, never on what else is there or came first.

Two claims meet under a key that both have: a rare name, wherever and whenever; a common one with an application; country and
application within a year or two; the country within weeks. So what is neither named alike nor near in time is never compared.
Of those that meet, the ones stay whose cheap score, one product of two rows of small whole numbers, reaches a bound. Whole numbers add up
to the same in any order and batch.
"""

import hashlib
import itertools
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
# Weights of likeness in meaning, application and country in the cheap score, and what one language for both takes from it: about those
# that the pair model learns.
WEIGHTS, ONE_LANGUAGE = (7.8, 1.6, 1.3), 0.97
# The cheap score that is worth comparing: of claims that share a name, and of those that share only country and application or time.
# On the corpus (9,129 announcements over ten years) one pair in 976 is left, with 97.8 % of the pairs of one project that the pair model
# would join, 97.6 % across languages, 99.1 % within 31 days. Without the language (2.5 and 3.5) it is one pair in 652 for the same.
# 2.0 and 3.0: a third more pairs, the same share; what is lost never met under a key.
LEAST_NAMED, LEAST_UNNAMED = 2.3, 3.3
# A byte holds -127 to 127: the largest figure of a row is the root of a weight.
_SCALE = 45
# Rows of a group multiplied at a time: their product stays in the cache.
_BLOCK = 512
_COUNTRY_PLACES, LANGUAGE_PLACES = 61, 47
# The two lowest bits of a key: whether it is of no name, and whether it is that of the period after the claim's own. Two claims that both
# look ahead to a period have met in the one before.
UNNAMED, AHEAD = 2, 1


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

    @property
    def lang(self) -> str:
        """Code of the text's language."""
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


def _hashed(*parts: str, low: int = 0) -> int:
    """A key with its two lowest bits."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big", signed=True) & ~3) | low


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
        found |= {key for use in used for key in _periods(claim.date, LONG, "use", country, use)}
        found |= set(_periods(claim.date, SHORT, "country", country))
    else:
        found.add(_hashed("unlabelled", low=UNNAMED))
    return np.array(sorted(found), np.int64)


def _periods(day: str, length: int, *parts: str) -> tuple[int, int]:
    """Keys of the period of so many days that holds a day, and of the next: two days meet where their periods are the same or neighbours."""
    number = date.fromisoformat(day[:10]).toordinal() // length
    own, ahead = (_hashed(*parts, f"{length}/{number + n}", low=UNNAMED + n) for n in (0, AHEAD))
    return own, ahead


def find_partners(keys: Keys) -> set[int]:
    """The keys that a claim must have to meet one that has these."""
    unnamed = keys[(keys & (UNNAMED | AHEAD)) == UNNAMED]
    return {*(keys & ~AHEAD).tolist(), *(unnamed | AHEAD).tolist()}


_APPLICATION_PLACES = {code: n for n, code in enumerate(sorted(codes_of("application")))}
_COUNTRIES = {code: n % _COUNTRY_PLACES for n, code in enumerate(sorted(codes()))}


def draw_sketch(claim: Comparable) -> Sketch:
    """The row of small whole numbers by which a claim is compared cheaply: meaning, applications, countries, language."""
    parts = (
        claim.meaning,
        _placed(claim.application, _APPLICATION_PLACES, len(_APPLICATION_PLACES)),
        _placed(claim.country, _COUNTRIES, _COUNTRY_PLACES),
        np.eye(1, LANGUAGE_PLACES, zlib.crc32(claim.lang.encode()) % LANGUAGE_PLACES, np.float32)[0],
    )
    weights = (*WEIGHTS, ONE_LANGUAGE)
    row = np.concatenate([part * np.float32(weight**0.5) for part, weight in zip(parts, weights, strict=True)])
    return np.asarray(np.clip(np.rint(row * _SCALE), -127, 127), np.int8)


def _placed(spread: Mapping[str, float], places: Mapping[str, int], size: int) -> Floats:
    row = np.zeros(size, np.float32)
    for code, chance in spread.items():
        if code in places:
            row[places[code]] += chance
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), np.float32)


@dataclass(frozen=True)
class Group:
    """Claims that have a key, ascending, those first whose own it is: `ahead` come after them. The bound is that of the key."""

    members: NDArray[np.int32]
    own: int
    least: float


def groups(keys: Sequence[Keys], first_new: int = 0) -> Iterator[Group]:
    """Groups of claims (numbered as their keys stand) that meet under a key, with a claim from `first_new` on in each."""
    sizes = np.array([len(own) for own in keys], np.int64)
    owner = np.repeat(np.arange(len(keys), dtype=np.int32), sizes)
    flat = np.concatenate([*keys, np.zeros(0, np.int64)])
    order = np.argsort(flat, kind="stable")
    owner, flat = owner[order], flat[order]
    del order
    met = flat & ~AHEAD
    borders = [0, *(np.flatnonzero(np.diff(met)) + 1).tolist(), len(met)]
    newest = np.maximum.reduceat(owner, borders[:-1]).tolist() if len(owner) else []
    for (start, end), latest in zip(itertools.pairwise(borders), newest, strict=False):
        if end - start > 1 and latest >= first_new:
            own = int(np.searchsorted(flat[start:end], flat[start] & ~AHEAD, "right"))
            if own:
                yield Group(owner[start:end], own, LEAST_UNNAMED if flat[start] & UNNAMED else LEAST_NAMED)


def search(sketches: Sketch, keys: Sequence[Keys], first_new: int = 0) -> Iterator[Met]:
    """Pairs (i, j), j from `first_new` on, that meet under a key and have the cheap score; a pair may come under several keys."""
    for group in groups(keys, first_new):
        yield from meet(sketches, group, first_new)


def meet(sketches: Sketch, group: Group, first_new: int = 0) -> Iterator[Met]:
    """Pairs (i, j) of one group that reach the score, i < j."""
    units = np.float32(group.least * _SCALE * _SCALE)
    rows = sketches[group.members].astype(np.float32)
    columns = rows.copy()
    columns[:, -LANGUAGE_PLACES:] *= -1
    new = group.members >= first_new
    asking = np.flatnonzero(new)
    for part in (asking[asking < group.own], asking[asking >= group.own]):
        for start in range(0, len(part), _BLOCK):
            block = part[start : start + _BLOCK]
            # Two that look ahead never meet; those that are all new are asked for by the later of two.
            width = group.own if block[0] >= group.own else int(block[-1]) + 1 if first_new == 0 else len(rows)
            here, there = np.nonzero(rows[block] @ columns[:width].T >= units)
            here = block[here]
            keep = ~new[there] | (there < here)
            if keep.any():
                one, other = (group.members[place[keep]].astype(np.int64) for place in (here, there))
                yield np.minimum(one, other), np.maximum(one, other)


def candidates(claims: Sequence[Comparable], named: Sequence[Named], rarity: Rarity) -> list[tuple[int, int]]:
    """Pairs worth comparing, sorted; `named` are the names of each claim."""
    if len(claims) < 2:
        return []
    keys = [draw_keys(claim, names, rarity) for claim, names in zip(claims, named, strict=True)]
    sketches = np.stack([draw_sketch(claim) for claim in claims])
    found = {pair for i, j in search(sketches, keys) for pair in zip(i.tolist(), j.tolist(), strict=True)}
    return sorted(found)
