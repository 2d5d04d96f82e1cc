"""Which announcements tell of one project: clusters that hold as a whole, the same in any order of arrival.

Announcements that likely pairs or an analyst's "same" tie together, however loosely, are one component. No group reaches over the
border of a component, so a night clusters anew only the components that it touches, and gets what clustering everything would give.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from census.records import Judgement

Numbers = NDArray[np.int32]
Pair = tuple[int, int]

# Scores are counted in ten-thousandths, the places they are kept with: sums of whole numbers do not depend on their order.
UNIT = 10_000
# Pairs that were never compared, or judged under the floor of `pair`, count as this when a cluster is weighed as a whole.
_UNSEEN = 200
THRESHOLD = 0.5


@dataclass(frozen=True)
class Links:
    """What binds `count` announcements, numbered by their sorted ids: scored pairs a < b with their scores in ten-thousandths, each
    pair once, and the pairs that analysts put together or keep apart."""

    count: int
    a: Numbers
    b: Numbers
    score: Numbers
    must: frozenset[Pair] = frozenset()
    cannot: frozenset[Pair] = frozenset()


@dataclass
class _Groups:
    """Groups as they grow: members, what the scored pairs between two groups sum to beyond unseen ones, and who is kept apart."""

    members: dict[int, list[int]]
    sums: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    apart: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.group_of = {n: n for n in self.members}

    def holds(self, a: int, b: int, least: int) -> bool:
        """Whether the mean score over all pairs between two groups reaches `least`, and no analyst keeps them apart."""
        pairs = len(self.members[a]) * len(self.members[b])
        return b not in self.apart[a] and self.sums[a].get(b, 0) >= (least - _UNSEEN) * pairs

    def join(self, a: int, b: int) -> None:
        """Make one group of two."""
        if a == b:
            return
        keep, give = (a, b) if len(self.sums[a]) >= len(self.sums[b]) else (b, a)
        for n in self.members[give]:
            self.group_of[n] = keep
        self.members[keep] += self.members.pop(give)
        kept = self.sums[keep]
        kept.pop(give, None)
        for other, units in self.sums.pop(give).items():
            if other != keep:
                kept[other] = kept.get(other, 0) + units
                del self.sums[other][give]
                self.sums[other][keep] = kept[other]
        for other in self.apart.pop(give, set()):
            self.apart[other].discard(give)
            self.apart[other].add(keep)
            self.apart[keep].add(other)


def settle(judgements: Iterable[Judgement]) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Pairs of ids that analysts put together, and pairs that they keep apart, free of contradiction.

    Of each pair the newest verdict counts, and an "unsure" takes an earlier one back. Newer verdicts stand before older ones: a
    "same" that would join what a newer "different" parts is set aside, and so is a "different" within what newer ones joined.
    """
    newest: dict[tuple[str, str], Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.made_at, j.by, j.verdict)):
        if judgement.by.startswith("analyst/"):
            newest[min(judgement.a, judgement.b), max(judgement.a, judgement.b)] = judgement
    group_of: dict[str, set[str]] = {id: {id} for pair in newest for id in pair}
    parted: dict[str, set[str]] = {id: set() for id in group_of}
    must: set[tuple[str, str]] = set()
    cannot: set[tuple[str, str]] = set()
    for pair in sorted(newest, key=lambda p: (newest[p].made_at, newest[p].by, p), reverse=True):
        a, b = (group_of[id] for id in pair)
        if newest[pair].verdict == "same" and not any(parted[id] & b for id in a):
            must.add(pair)
            a |= b
            group_of |= dict.fromkeys(b, a)
        elif newest[pair].verdict == "different" and a is not b:
            cannot.add(pair)
            parted[pair[0]].add(pair[1])
            parted[pair[1]].add(pair[0])
    return frozenset(must), frozenset(cannot)


def link(ids: Sequence[str], judgements: Iterable[Judgement]) -> Links:
    """Judgements of one model and of analysts as links between announcements; those about others than `ids` are left out."""
    number = {id: n for n, id in enumerate(sorted(ids))}
    score: dict[Pair, int] = {}
    told: list[Judgement] = []
    for judgement in judgements:
        if judgement.a in number and judgement.b in number:
            if judgement.by.startswith("analyst/"):
                told.append(judgement)
            else:
                score[_ordered(number[judgement.a], number[judgement.b])] = round(judgement.score * UNIT)
    table = np.array([(a, b, units) for (a, b), units in score.items()], np.int32).reshape(-1, 3)
    must, cannot = (frozenset(_ordered(number[a], number[b]) for a, b in pairs) for pairs in settle(told))
    return Links(len(number), table[:, 0], table[:, 1], table[:, 2], must, cannot)


def _ordered(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def components(links: Links, threshold: float = THRESHOLD) -> Numbers:
    """The component of each announcement, as a number: what is tied by likely pairs and by analysts' "same", over any way round."""
    likely = links.score >= round(threshold * UNIT)
    must = np.array(sorted(links.must), np.int32).reshape(-1, 2)
    a, b = np.concatenate([links.a[likely], must[:, 0]]), np.concatenate([links.b[likely], must[:, 1]])
    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(links.count, links.count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int32)


def cluster(ids: Sequence[str], judgements: Iterable[Judgement], threshold: float = THRESHOLD) -> list[list[str]]:
    """Groups of announcement ids of one project, whatever the order of arrival.

    Strongest pairs first, two groups join only if the mean score over all pairs between them reaches the threshold, so that
    no chain of weak links makes a group. What analysts say holds always (`settle`).
    """
    ordered = sorted(ids)
    return [[ordered[n] for n in group] for group in cluster_links(link(ordered, judgements), threshold)]


def cluster_links(links: Links, threshold: float = THRESHOLD) -> list[list[int]]:
    """As `cluster`, over numbered announcements: groups of numbers, sorted."""
    least = round(threshold * UNIT)
    component = components(links, threshold)
    inside = np.flatnonzero(component[links.a] == component[links.b])
    inside = inside[np.lexsort((links.b[inside], links.a[inside], -links.score[inside], component[links.a[inside]]))]
    a, b, score = links.a[inside].tolist(), links.b[inside].tolist(), links.score[inside].tolist()
    starts = [0, *(np.flatnonzero(np.diff(component[links.a[inside]])) + 1).tolist(), len(inside)]
    ruled: dict[int, list[tuple[Pair, bool]]] = defaultdict(list)
    for pair in sorted(links.must | links.cannot):
        if component[pair[0]] == component[pair[1]]:
            ruled[int(component[pair[0]])].append((pair, pair in links.must))
    alone = np.ones(links.count, bool)
    found: list[list[int]] = []
    for start, end in itertools.pairwise(starts):
        rules = ruled.pop(int(component[a[start]]), []) if start < end else []
        pairs = list(zip(a[start:end], b[start:end], score[start:end], strict=True))
        found += _grow(pairs, rules, least)
    found += [group for rules in ruled.values() for group in _grow([], rules, least)]
    alone[[n for group in found for n in group]] = False
    return sorted([*found, *([n] for n in np.flatnonzero(alone).tolist())])


def _grow(pairs: Sequence[tuple[int, int, int]], rules: Sequence[tuple[Pair, bool]], least: int) -> list[list[int]]:
    """Groups of one component, from its scored pairs, strongest first, and the analysts' rules (pair, whether together)."""
    groups = _Groups({n: [n] for pair in [*pairs, *(pair for pair, _ in rules)] for n in pair[:2]})
    for a, b, units in pairs:
        groups.sums[a][b] = groups.sums[b][a] = units - _UNSEEN
    for (a, b), together in rules:
        if together:
            groups.join(groups.group_of[a], groups.group_of[b])
    for (a, b), together in rules:
        if not together:
            a, b = groups.group_of[a], groups.group_of[b]
            groups.apart[a].add(b)
            groups.apart[b].add(a)
    for a, b, units in pairs:
        if units < least:
            break
        a, b = groups.group_of[a], groups.group_of[b]
        if a != b and groups.holds(a, b, least):
            groups.join(a, b)
    return [sorted(group) for group in groups.members.values()]
