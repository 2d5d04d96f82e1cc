"""From traits in the store to judgements: candidates of the new among all, then the comparisons of those that are left."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from census.cluster import THRESHOLD
from census.linkage import Judged, Keys, Linkage, Sketch
from classifiers import pair
from classifiers.candidates import Group, find_partners, groups, meet, search
from classifiers.likeness import Claims, Numbers, Rows, open_words
from classifiers.model import Model
from classifiers.scoring import Scored, join, reasons, score, unused_by

# Candidates compared in a turn, judgements handed over together.
_TOGETHER, _HANDED = 1_000_000, 20_000
# Groups searched by one thread in a turn.
_GROUPS = 2_000


Codes = NDArray[np.int64]


def match(linkage: Linkage, model: Model, new: Sequence[str] | None, workers: int = 1) -> Iterator[list[Judged]]:
    """What is judged of the pairs of new announcements with all others and each other, or of all with all for None: those of `scoring.LEAST`
    or more, some thousands at a time, by their ids. All with all is shared by so many threads. All is measured when this returns."""
    # Threads, not processes: they share what is compared, and nearly all of the work leaves Python's lock.
    with threadpool_limits(1 if workers > 1 else None):
        ids, scored = _match_all(linkage, model, workers) if new is None else _match_new(linkage, model, new)
    return _judgements(ids, scored)


def _match_all(linkage: Linkage, model: Model, workers: int) -> tuple[list[str], Scored]:
    with ThreadPoolExecutor(workers) as pool:
        ids, claims, found = _find_all(linkage, model, pool)
        words, ranker = _words_of(linkage, ids), model.rankers["pair"]
        parts = pool.map(
            lambda codes: score(claims, *_numbers(codes, len(ids)), words, ranker), _split(found, len(ids))
        )
        return ids, join(list(parts))


def _find_all(linkage: Linkage, model: Model, pool: ThreadPoolExecutor) -> tuple[list[str], Claims, list[Codes]]:
    """All ids and claims, and their candidates as sorted codes, each once in its part."""
    ids: list[str] = []
    keys: list[Keys] = []
    sketches: list[Sketch] = []

    def packed() -> Iterator[list[bytes]]:
        for some, part, own, rows in linkage.drawn():
            ids.extend(some)
            keys.extend(own)
            sketches.append(part)
            yield rows

    claims = _open(packed(), linkage.count(), model)
    stacked = np.concatenate(sketches) if ids else np.zeros((0, 0), np.int8)
    sketches.clear()

    def find(part: Sequence[Group]) -> Codes:
        return _codes(itertools.chain.from_iterable(meet(stacked, group) for group in part), len(ids))

    return ids, claims, list(pool.map(find, _turns(groups(keys))))


def _split(found: list[Codes], count: int) -> Iterator[Codes]:
    """Codes by the first of a pair, each once: a pair that meets under several keys is compared once, and what is near in number at a time.
    Empties the list."""
    parts = max(1, sum(map(len, found)) // _TOGETHER)
    borders = np.linspace(0, count * count, parts + 1)[1:-1].astype(np.int64)
    split = [np.split(codes, np.searchsorted(codes, borders)) for codes in found]
    found.clear()
    for part in zip(*split, strict=True):
        yield np.unique(np.concatenate(part))


def _match_new(linkage: Linkage, model: Model, new: Sequence[str]) -> tuple[list[str], Scored]:
    around, sketches, keys, first = _around(linkage, new)
    codes = _codes(search(sketches, keys, first), len(around)) if around else np.zeros(0, np.int64)
    first_of, second_of = _numbers(codes, len(around))
    numbers = np.unique(np.concatenate([first_of, second_of]))
    ids = [around[n] for n in numbers.tolist()]
    packed = linkage.packed_of(ids)
    claims = _open([[packed[id] for id in ids]] if ids else [], len(ids), model)
    a, b = np.searchsorted(numbers, first_of), np.searchsorted(numbers, second_of)
    return ids, score(claims, a, b, _words_of(linkage, ids), model.rankers["pair"])


def _open(packed: Iterable[Sequence[bytes]], count: int, model: Model) -> Claims:
    return Claims.open(packed, count, model.centres[pair.METRIC].shape[1], unused_by(model.rankers["pair"]))


def _words_of(linkage: Linkage, ids: Sequence[str]) -> Callable[[Numbers], Mapping[str, Rows]]:
    def words(numbers: Numbers) -> Mapping[str, Rows]:
        wanted = [ids[n] for n in numbers.tolist()]
        held = linkage.words_of(wanted)
        return open_words([held[id] for id in wanted])

    return words


def _turns(found: Iterator[Group]) -> Iterator[list[Group]]:
    """Groups in parts, each one thread's turn."""
    return iter(lambda: list(itertools.islice(found, _GROUPS)), [])


def _codes(met: Iterable[tuple[Numbers, Numbers]], count: int) -> Codes:
    """Pairs as sorted numbers, each once."""
    return np.unique(np.concatenate([*(a * count + b for a, b in met), np.zeros(0, np.int64)]))


def _numbers(codes: Codes, count: int) -> tuple[Numbers, Numbers]:
    return codes // max(1, count), codes % max(1, count)


def _around(linkage: Linkage, new: Sequence[str]) -> tuple[list[str], Sketch, list[Keys], int]:
    """The announcements that meet a new one under a key, and then the new ones; of the former only the keys of these."""
    own = linkage.keys_of(new)
    shared: dict[str, list[int]] = {}
    wanted = set().union(*map(find_partners, own.values()))
    for key, id in linkage.having(wanted):
        if id not in own:
            shared.setdefault(id, []).append(key)
    others, far = linkage.sketches_of(shared)
    latest, near = linkage.sketches_of(own)
    keys = [*(np.array(shared[id], np.int64) for id in others), *(own[id] for id in latest)]
    both = [part for part in (far, near) if len(part)]
    return [*others, *latest], np.concatenate(both) if both else near, keys, len(others)


def _judgements(ids: Sequence[str], scored: Scored) -> Iterator[list[Judged]]:
    for start in range(0, len(scored.a), _HANDED):
        part = slice(start, start + _HANDED)
        # In the order of the table's key: what is set in order is set fast.
        first, second = ([ids[n] for n in numbers[part].tolist()] for numbers in (scored.a, scored.b))
        chance = scored.chance[part]
        verdicts = np.where(chance >= THRESHOLD, "same", "unsure").tolist()
        scores = np.round(chance, 4).tolist()
        yield [
            (a, b, verdict, p, why) if a < b else (b, a, verdict, p, why)
            for a, b, verdict, p, why in zip(first, second, verdicts, scores, reasons(scored.why[part]), strict=True)
        ]
