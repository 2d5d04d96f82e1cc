"""From traits in the store to judgements: candidates of the new among all, then the comparisons of those that are left."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from census.linkage import Keys, Linkage, Sketch
from census.records import Judgement
from classifiers import pair
from classifiers.candidates import Group, find_partners, groups, meet, search
from classifiers.likeness import Claims, Numbers, Rows, open_words
from classifiers.model import Model
from classifiers.scoring import Scored, join, reasons, score, unused_by

# Candidates compared at a time, judgements handed over together.
_TOGETHER, _HANDED = 400_000, 20_000
# Groups searched by one thread in a turn.
_GROUPS = 2_000


def match(
    linkage: Linkage, model: Model, new: Sequence[str] | None, made_at: str, workers: int = 1
) -> Iterator[list[Judgement]]:
    """Judgements on the pairs of new announcements with all others and each other, or of all with all for None, some thousands at a
    time, by their ids: those of `scoring.LEAST` or more. All with all is shared by so many threads."""
    # Threads, not processes: they share what is compared, and nearly all of the work leaves Python's lock.
    with threadpool_limits(1 if workers > 1 else None):
        ids, scored = _match_all(linkage, model, workers) if new is None else _match_new(linkage, model, new)
    yield from _judgements(ids, scored, linkage.by, made_at)


def _match_all(linkage: Linkage, model: Model, workers: int) -> tuple[list[str], Scored]:
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
    if not ids:
        return ids, join([])
    stacked = np.concatenate(sketches)
    sketches.clear()
    words = _words_of(linkage, ids)

    def work(part: Sequence[Group]) -> Scored:
        met = itertools.chain.from_iterable(meet(stacked, group) for group in part)
        return join([score(claims, a, b, words, model.rankers["pair"]) for a, b in _once(met, len(ids))])

    with ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(work, _turns(groups(keys))))
    return ids, _unlike(join(found), len(ids))


def _match_new(linkage: Linkage, model: Model, new: Sequence[str]) -> tuple[list[str], Scored]:
    around, sketches, keys, first = _around(linkage, new)
    met = list(_once(search(sketches, keys, first), len(around))) if around else []
    numbers = np.unique(np.concatenate([*itertools.chain.from_iterable(met), np.zeros(0, np.int64)]))
    ids = [around[n] for n in numbers.tolist()]
    packed = linkage.packed_of(ids)
    claims = _open([[packed[id] for id in ids]] if ids else [], len(ids), model)
    words = _words_of(linkage, ids)
    pairs = ((np.searchsorted(numbers, a), np.searchsorted(numbers, b)) for a, b in met)
    return ids, _unlike(join([score(claims, a, b, words, model.rankers["pair"]) for a, b in pairs]), len(ids))


def _open(packed: Iterable[Sequence[bytes]], count: int, model: Model) -> Claims:
    return Claims.open(packed, count, model.centres[pair.METRIC].shape[1], unused_by(model.rankers["pair"]))


def _words_of(linkage: Linkage, ids: Sequence[str]) -> Callable[[Numbers], Mapping[str, Rows]]:
    def words(numbers: Numbers) -> Mapping[str, Rows]:
        wanted = [ids[n] for n in numbers.tolist()]
        held = linkage.words_of(wanted)
        return open_words([held[id] for id in wanted])

    return words


def _turns(found: Iterator[Group]) -> Iterator[list[Group]]:
    """Groups in parts; a large one stands alone, so that threads end together."""
    return iter(lambda: list(itertools.islice(found, _GROUPS)), [])


def _once(met: Iterable[tuple[Numbers, Numbers]], count: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Pairs in large parts, each once in its part, by their numbers."""
    held: list[NDArray[np.int64]] = []
    size = 0
    for a, b in met:
        held.append(a * count + b)
        size += len(a)
        if size >= _TOGETHER:
            codes = np.unique(np.concatenate(held))
            yield codes // count, codes % count
            held, size = [], 0
    if held:
        codes = np.unique(np.concatenate(held))
        yield codes // count, codes % count


def _unlike(scored: Scored, count: int) -> Scored:
    """Each pair once, by number."""
    kept = np.unique(scored.a * count + scored.b, return_index=True)[1]
    return Scored(scored.a[kept], scored.b[kept], scored.chance[kept], scored.why[kept])


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


def _judgements(ids: Sequence[str], scored: Scored, by: str, made_at: str) -> Iterator[list[Judgement]]:
    for start in range(0, len(scored.a), _HANDED):
        part = slice(start, start + _HANDED)
        rows = zip(
            scored.a[part].tolist(), scored.b[part].tolist(), scored.chance[part].tolist(), reasons(scored.why[part]),
            strict=True,
        )  # fmt: skip
        yield [_judgement(ids[a], ids[b], chance, why, by, made_at) for a, b, chance, why in rows]


def _judgement(a: str, b: str, chance: float, why: str, by: str, made_at: str) -> Judgement:
    verdict = "same" if chance >= 0.5 else "different" if chance < 0.2 else "unsure"
    return Judgement(min(a, b), max(a, b), verdict, round(chance, 4), by, made_at, why)
