"""From traits in the store to judgements: candidates of the new among all, then the named comparisons of those that are left."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from census.linkage import Keys, Linkage, Sketch
from census.records import Judgement
from census.store import Store
from classifiers import pair
from classifiers.candidates import search
from classifiers.model import Model
from classifiers.packing import unpack

# Pairs compared at a time: their traits are in memory together.
_TOGETHER = 20_000

Codes = NDArray[np.int64]


def match(
    linkage: Linkage, model: Model, new: Sequence[str] | None, made_at: str, workers: int = 1
) -> Iterator[list[Judgement]]:
    """Judgements on the pairs of new announcements with all others and each other, or of all with all for None, some thousands at a time;
    as `pair`. More than a few thousand pairs are compared by worker processes."""
    ids, sketches, keys, first = _all(linkage) if new is None else _around(linkage, new)
    codes = _codes(sketches, keys, first)
    del sketches, keys
    # By the later of the two: the candidates of one stand together.
    parts = (codes[start : start + _TOGETHER] for start in range(0, len(codes), _TOGETHER))
    named = ([(ids[n % len(ids)], ids[n // len(ids)]) for n in part.tolist()] for part in parts)
    if workers == 1 or len(codes) <= _TOGETHER:
        yield from (judge_pairs(linkage, model, pairs, made_at) for pairs in named)
        return
    # Spawned, not forked: the parent runs Prefect's threads, and a fork of those may hang.
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (linkage.store.url, model)) as pool:
        waiting: deque[Future[list[Judgement]]] = deque()
        for pairs in named:
            waiting.append(pool.submit(_judge_apart, pairs, made_at))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_APART: list[tuple[Linkage, Model]] = []


def _start(url: str, model: Model) -> None:
    """Open the store in a worker."""
    _APART.append((Linkage(Store.open(url), f"model/{model.version}"), model))


def _judge_apart(pairs: list[tuple[str, str]], made_at: str) -> list[Judgement]:
    return judge_pairs(*_APART[0], pairs, made_at)


def _all(linkage: Linkage) -> tuple[list[str], Sketch, list[Keys], int]:
    ids: list[str] = []
    keys: list[Keys] = []
    parts: list[Sketch] = []
    for some, sketches, own in linkage.sketches():
        ids += some
        keys += own
        parts.append(sketches)
    return ids, np.concatenate(parts) if parts else np.zeros((0, 0), np.int8), keys, 0


def _around(linkage: Linkage, new: Sequence[str]) -> tuple[list[str], Sketch, list[Keys], int]:
    """The announcements that share a key with a new one, and then the new ones; of the former only the shared keys."""
    own = linkage.keys_of(new)
    shared: dict[str, list[int]] = {}
    for key, id in linkage.having({key for keys in own.values() for key in keys.tolist()}):
        if id not in own:
            shared.setdefault(id, []).append(key)
    others, far = linkage.sketches_of(shared)
    latest, near = linkage.sketches_of(own)
    keys = [*(np.array(shared[id], np.int64) for id in others), *(own[id] for id in latest)]
    both = [part for part in (far, near) if len(part)]
    return [*others, *latest], np.concatenate(both) if both else near, keys, len(others)


def _codes(sketches: Sketch, keys: Sequence[Keys], first_new: int) -> Codes:
    """Candidate pairs (i, j), each once, as j * count + i."""
    count = max(1, len(keys))
    found = [np.unique(j * count + i) for i, j in search(sketches, keys, first_new)]
    return np.unique(np.concatenate([*found, np.zeros(0, np.int64)]))


def judge_pairs(linkage: Linkage, model: Model, pairs: Sequence[tuple[str, str]], made_at: str) -> list[Judgement]:
    """Judgements on pairs of announcements by what the store holds of them."""
    ids = sorted({id for pair in pairs for id in pair})
    packed = linkage.packed_of(ids)
    dimensions = model.centres[pair.METRIC].shape[1]
    opened = [unpack(packed[id], dimensions) for id in ids]
    place = {id: n for n, id in enumerate(ids)}
    numbered = [(place[a], place[b]) for a, b in pairs]
    claims, ranker = [claim for claim, _ in opened], model.rankers["pair"]
    drawn = {n: traits for n, (_, traits) in enumerate(opened)}
    measured = pair.compare(claims, numbered, model.rarity, drawn, ranker)
    return pair.judge(claims, numbered, measured, ranker, linkage.by, made_at)
