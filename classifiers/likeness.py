"""Many claims as arrays, and the comparisons of many pairs of them at once: the figures of `pair.MEASURES`, a hundred times as fast."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from sys import intern
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy.sparse import csr_array

from classifiers.packing import BAGS, HEADER, KNOWN_LEAD, LANGUAGE, LEAD_BYTES, SETS, SHARE, SPREADS, Opened
from classifiers.pair import Floats

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Rows: TypeAlias = csr_array
Arrays = NDArray[Any]

# Leads as like as this are one, and the likeness where nothing can be said: as in `pair`.
_ONE_LEAD, _NEUTRAL = 0.9, 0.5
# Meanings compared at a time: they stay in the cache.
_TOGETHER = 1024


def _rows(counts: Numbers, codes: NDArray[np.int64] | NDArray[np.uint32], shares: Floats | None = None) -> Rows:
    """A row for each claim over the codes that any of them has."""
    found, columns = np.unique(codes, return_inverse=True)
    borders = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]).astype(np.int32)
    data = np.ones(len(codes), np.float32) if shares is None else shares
    rows = csr_array((data, columns.astype(np.int32), borders), shape=(len(counts), max(1, len(found))))
    rows.sort_indices()
    return rows


def _sums(rows: Rows) -> Floats:
    return np.asarray(rows.sum(axis=1), np.float32).ravel()


@dataclass(frozen=True)
class Claims:
    """Claims by number, as arrays: meanings of shape (claims, dimensions), sets and spreads as sparse rows over hashed names and codes."""

    lang: Numbers
    known_lead: Numbers
    leads: NDArray[np.object_]
    meaning: Floats
    sets: Mapping[str, Rows]
    spreads: Mapping[str, Rows | Floats]

    @classmethod
    def open(
        cls, packed: Iterable[Sequence[bytes]], count: int, dimensions: int, unused: Container[str] = ()
    ) -> "Claims":
        """So many claims from what `packing.pack` made of each, given part by part; `unused` sets and spreads are left out."""
        meaning = np.zeros((count, dimensions), np.float32)
        taken: dict[str, list[Arrays]] = defaultdict(list)
        start = 0
        for part in packed:
            opened = Opened(part, HEADER)
            meaning[start : start + len(part)] = _open_part(opened, dimensions, unused, taken)
            start += len(part)
        held = {name: np.concatenate(arrays) for name, arrays in taken.items()}
        del taken
        return cls._of(meaning, held) if count else cls._of(meaning, defaultdict(lambda: np.zeros(0, np.int64)))

    @classmethod
    def _of(cls, meaning: Floats, held: Mapping[str, Arrays]) -> "Claims":
        known_lead, leads = held["known_lead"], held["leads"]
        has = known_lead != 0
        bodies = _rows(
            np.concatenate([held["organisations.sizes"], has.astype(np.int64)]),
            np.concatenate([held["organisations"], known_lead[has]]),
        )
        sets = {"organisations": bodies[: len(has)], "lead": bodies[len(has) :]}
        for name in (*SETS, *SPREADS):
            if f"{name}.sizes" in held and name not in sets:
                sets[name] = _rows(held[f"{name}.sizes"], held[name], held.get(f"{name}.shares"))
        spreads = {name: _of_length_one(sets.pop(name)) for name in SPREADS if name in sets}
        return cls(held["lang"], known_lead, leads, meaning, sets, spreads)


def _open_part(opened: Opened, dimensions: int, unused: Container[str], taken: dict[str, list[Arrays]]) -> Floats:
    """Put what a part holds beside what was taken of others; gives its meanings."""
    head = opened.header
    sizes = dict(zip((*SETS, *SPREADS), head[:, -len(SETS) - len(SPREADS) :].T, strict=True))
    meaning = opened.take(np.full(len(head), dimensions // 2)).view(np.float32).reshape(len(head), dimensions)
    found: dict[str, Arrays] = {name: opened.take(sizes[name]) for name in SETS}
    found["known.shares"] = opened.take(sizes["known"]).view(np.float64).astype(np.float32)
    for name in SPREADS:
        shares = opened.take(sizes[name]).view(SHARE)
        found |= {name: shares["code"].copy(), f"{name}.shares": shares["share"].copy()}
    found |= {f"{name}.sizes": counts.copy() for name, counts in sizes.items()}
    found |= {"lang": head[:, LANGUAGE].copy(), "known_lead": head[:, KNOWN_LEAD].copy()}
    found["leads"] = _texts(opened, head[:, LEAD_BYTES])
    for name, array in found.items():
        if name.split(".")[0] not in unused:
            taken[name].append(array)
    return meaning


def _of_length_one(rows: Rows) -> Rows | Floats:
    """Rows scaled to length one; as a matrix where all are full."""
    squares = np.append(rows.data.astype(np.float64) ** 2, 0.0)
    lengths = np.sqrt(np.add.reduceat(squares, rows.indptr[:-1])) if rows.shape[0] else squares
    rows.data = (rows.data / np.repeat(lengths, np.diff(rows.indptr))).astype(np.float32)
    return rows.toarray() if rows.nnz == rows.shape[0] * rows.shape[1] else rows


def _texts(opened: Opened, sizes: Numbers) -> NDArray[np.object_]:
    """Names of leads; None where there is none."""
    held = opened.take(-(-sizes // 8)).tobytes()
    starts = (np.cumsum(-(-sizes // 8)) + sizes // -8) * 8
    found = np.full(len(sizes), None, object)
    for n in np.flatnonzero(sizes).tolist():
        found[n] = intern(held[starts[n] : starts[n] + sizes[n]].decode())
    return found


def open_words(packed: Sequence[bytes]) -> dict[str, Rows]:
    """Words and title words of claims, from what `packing.pack_words` made of each."""
    opened = Opened(packed, len(BAGS))
    sizes = dict(zip(BAGS, opened.header.T, strict=True))
    taken = {name: opened.take(sizes[name]).view(SHARE) for name in BAGS}
    return {name: _rows(sizes[name], taken[name]["code"], taken[name]["share"]) for name in BAGS}


class Pairs:
    """The pairs (a, b) of some claims, and their measures, each a row of figures; `words` gives the words of the claims with the given
    numbers, and the place of each among them."""

    def __init__(self, claims: Claims, a: Numbers, b: Numbers, words: Callable[[Numbers], Mapping[str, Rows]]):
        self.claims, self.a, self.b, self.words = claims, a, b, words

    def common(self, name: str) -> Floats:
        """How many members of a set both have."""
        rows = self.claims.sets[name]
        return _sums(rows[self.a].multiply(rows[self.b]))

    def sizes(self, name: str) -> tuple[Numbers, Numbers]:
        """How many members of a set each has."""
        counts = np.diff(self.claims.sets[name].indptr)
        return counts[self.a], counts[self.b]

    def share(self, name: str) -> Floats:
        """Part of the smaller set that is in both."""
        return _part(self.common(name), *self.sizes(name))

    def none_shared(self, name: str) -> Floats:
        """Whether both have members of a set, and none in common."""
        first, second = self.sizes(name)
        return np.asarray((first > 0) & (second > 0) & (self.common(name) == 0), np.float32)

    def like(self, name: str) -> Floats:
        """Cosine of two spreads."""
        rows = self.claims.spreads[name]
        if isinstance(rows, np.ndarray):
            return _products(rows, self.a, self.b)
        counts = np.diff(rows.indptr)
        cosine = _dots(rows, self.a, self.b)
        return np.where((counts[self.a] > 0) & (counts[self.b] > 0), cosine, np.float32(_NEUTRAL)).astype(np.float32)

    @cached_property
    def like_meaning(self) -> Floats:
        """Cosine of two meanings."""
        return _products(self.claims.meaning, self.a, self.b)

    @cached_property
    def rarest(self) -> Floats:
        """Rarity of the rarest name that both texts hold."""
        rows = self.claims.sets["known"]
        shared = rows[self.a].minimum(rows[self.b])
        return np.asarray(shared.max(axis=1).toarray(), np.float32).ravel()

    @cached_property
    def named_by(self) -> tuple[Flags, Flags, Flags, Flags]:
        """Whether the known lead of a is among the organisations of a, of b, and that of b among those of a, of b."""
        leads, bodies = self.claims.sets["lead"], self.claims.sets["organisations"]
        own = _sums(leads.multiply(bodies)) > 0
        there = _sums(leads[self.a].multiply(bodies[self.b])) > 0
        here = _sums(leads[self.b].multiply(bodies[self.a])) > 0
        return own[self.a], there, here, own[self.b]

    @cached_property
    def known_leads(self) -> tuple[Numbers, Numbers]:
        """The known leads, 0 for none."""
        return self.claims.known_lead[self.a], self.claims.known_lead[self.b]

    @cached_property
    def same_known_lead(self) -> Flags:
        """Whether both leads are known and one."""
        first, second = self.known_leads
        return np.asarray((first != 0) & (first == second))

    @property
    def other_known_lead(self) -> Flags:
        """Whether two leads are known, and neither is named by the other text."""
        first, second = self.known_leads
        _, there, here, _ = self.named_by
        return np.asarray((first != 0) & (second != 0) & (first != second) & ~there & ~here)

    @cached_property
    def partners(self) -> tuple[Floats, Numbers, Numbers]:
        """Organisations beside the known leads of either: how many in both, in each."""
        own, there, here, others = self.named_by
        second = ~self.same_known_lead
        first_size, second_size = self.sizes("organisations")
        both = self.common("organisations") - (own & there) - (here & others & second)
        return both, first_size - own - (here & second), second_size - there - (others & second)

    @cached_property
    def like_leads(self) -> Floats:
        """Likeness of two leading names; neutral where one is missing or they are of two scripts."""
        first, second = self.claims.leads[self.a], self.claims.leads[self.b]
        told = [n for n, (x, y) in enumerate(zip(first, second, strict=True)) if x and y and x.isascii() == y.isascii()]
        found = np.full(len(first), _NEUTRAL, np.float32)
        names = [(first[n], second[n]) for n in told]
        place = {both: n for n, both in enumerate(dict.fromkeys(names))}
        if place:
            left, right = zip(*place, strict=True)
            scores = process.cpdist(left, right, scorer=fuzz.token_set_ratio, dtype=np.float64) / 100
            found[told] = scores[[place[both] for both in names]]
        return found

    @cached_property
    def one_lead(self) -> Flags:
        """Whether both texts are led by one body."""
        first, second = self.known_leads
        told = np.array(
            [bool(x and y) for x, y in zip(self.claims.leads[self.a], self.claims.leads[self.b], strict=True)], bool
        )
        return np.where((first != 0) | (second != 0), first == second, told & (self.like_leads >= _ONE_LEAD))

    def like_words(self, name: str, among: Flags | None = None) -> Floats:
        """Root of the cosine of two texts' rare words; of the pairs `among` alone, others 0."""
        wanted = np.flatnonzero(among) if among is not None else np.arange(len(self.a))
        numbers, places = np.unique(np.concatenate([self.a[wanted], self.b[wanted]]), return_inverse=True)
        found = np.zeros(len(self.a), np.float32)
        if len(wanted):
            rows = self.words(numbers)[name]
            found[wanted] = np.sqrt(_dots(rows, places[: len(wanted)], places[len(wanted) :]))
        return found


def _part(both: Floats, first: Numbers, second: Numbers) -> Floats:
    least = np.minimum(first, second)
    return np.asarray(np.where(least > 0, both / np.maximum(least, 1), 0.0), np.float32)


def _products(matrix: Floats, a: Numbers, b: Numbers) -> Floats:
    found = np.zeros(len(a), np.float32)
    for start in range(0, len(found), _TOGETHER):
        part = slice(start, start + _TOGETHER)
        found[part] = np.einsum("ij,ij->i", matrix[a[part]], matrix[b[part]])
    return found


def _dots(rows: Rows, a: Numbers, b: Numbers) -> NDArray[np.float64]:
    products = rows[a].multiply(rows[b]).astype(np.float64)
    return np.asarray(products.sum(axis=1)).ravel()


def _apart(likeness: Floats, one_lead: Flags) -> Floats:
    return np.where(one_lead, 1 - likeness, np.float32(0)).astype(np.float32)


# The figures of each comparison of `pair.FEATURES`, by its name.
MEASURES: Mapping[str, Callable[[Pairs], Arrays]] = {
    "like meaning": lambda p: p.like_meaning,
    "shared organisations": lambda p: p.share("organisations"),
    "no organisation shared": lambda p: p.none_shared("organisations"),
    "shared towns": lambda p: p.share("places"),
    "no town shared": lambda p: p.none_shared("places"),
    "shared countries": lambda p: p.share("countries"),
    "no country shared": lambda p: p.none_shared("countries"),
    "shared quotations": lambda p: p.common("quoted") > 0,
    "shared figures": lambda p: np.minimum(p.common("numbers"), 3) / 3,
    "shared words": lambda p: p.like_words("words"),
    "same language": lambda p: p.claims.lang[p.a] == p.claims.lang[p.b],
    "like leads": lambda p: p.like_leads,
    "same known lead": lambda p: p.same_known_lead,
    "other known lead": lambda p: p.other_known_lead,
    "no vendor shared": lambda p: p.none_shared("vendors"),
    "shared partners": lambda p: _part(*p.partners),
    "no partner shared": lambda p: (p.partners[0] == 0) & (p.partners[1] > 0) & (p.partners[2] > 0),
    "shared title words": lambda p: p.like_words("title"),
    "one lead, other words": lambda p: _apart(p.like_words("words", p.one_lead), p.one_lead),
    "one lead, other meaning": lambda p: _apart(p.like_meaning, p.one_lead),
    "like sectors": lambda p: p.like("sector"),
    "like applications": lambda p: p.like("application"),
    "like countries": lambda p: p.like("country"),
    "rarest shared name": lambda p: p.rarest,
}
