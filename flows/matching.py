"""From traits in the store to judgements: candidates of the new among all, then the named comparisons of those that are left."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from census.linkage import Keys, Linkage, Sketch
from census.records import Judgement
from classifiers import pair
from classifiers.candidates import search
from classifiers.model import Model
from classifiers.packing import unpack

# Pairs compared at a time: their traits are in memory together.
_TOGETHER = 20_000

Codes = NDArray[np.int64]


def match(linkage: Linkage, model: Model, new: Sequence[str] | None, made_at: str) -> Iterator[list[Judgement]]:
    """Judgements on the pairs of new announcements with all others and each other, or of all with all for None, some thousands at a time;
    as `pair`."""
    ids, sketches, keys, first = _all(linkage) if new is None else _around(linkage, new)
    codes = _codes(sketches, keys, first)
    del sketches, keys
    # By the later of the two: the candidates of one stand together.
    for start in range(0, len(codes), _TOGETHER):
        part = codes[start : start + _TOGETHER]
        yield _judge(linkage, model, ids, part // len(ids), part % len(ids), made_at)


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


def _judge(
    linkage: Linkage, model: Model, ids: Sequence[str], later: Codes, before: Codes, made_at: str
) -> list[Judgement]:
    wanted = np.unique(np.concatenate([later, before])).tolist()
    packed = linkage.packed_of(ids[n] for n in wanted)
    dimensions = model.centres[pair.METRIC].shape[1]
    opened = [unpack(packed[ids[n]], dimensions) for n in wanted]
    place = {n: at for at, n in enumerate(wanted)}
    pairs = [(place[i], place[j]) for i, j in zip(before.tolist(), later.tolist(), strict=True)]
    claims = [claim for claim, _ in opened]
    measured = pair.compare(claims, pairs, model.rarity, {n: traits for n, (_, traits) in enumerate(opened)})
    return pair.judge(claims, pairs, measured, model.rankers["pair"], linkage.by, made_at)
