"""Claims with what is drawn from their texts, as bytes: linking keeps them, so that an old text is never read again."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, get_origin, get_type_hints

import numpy as np

from classifiers.pair import Claim, Traits

# What comparing does not need: the text, and the vectors of which the meaning is made.
_LEFT_OUT: dict[str, Any] = {"text": "", "use": np.zeros(0, np.float32), "e5": np.zeros(0, np.float32)}


def pack(claim: Claim, traits: Traits) -> bytes:
    """A claim and its traits; text and raw vectors are left out."""
    kept = replace(claim, **_LEFT_OUT)
    shares: list[float] = []
    told = json.dumps([_plain(kept, shares), _plain(traits, shares)], ensure_ascii=False, separators=(",", ":"))
    numbers = np.array(shares, np.float64).tobytes()
    return (
        len(shares).to_bytes(4, "little")
        + kept.meaning.astype(np.float32).tobytes()
        + numbers
        + zlib.compress(told.encode(), 1)
    )


def unpack(packed: bytes, dimensions: int) -> tuple[Claim, Traits]:
    """What `pack` was given, to the last bit; `dimensions` are those of the meaning."""
    count, start = int.from_bytes(packed[:4], "little"), 4 + 4 * dimensions
    meaning = np.frombuffer(packed, np.float32, dimensions, 4)
    shares = iter(np.frombuffer(packed[start : start + 8 * count], np.float64).tolist())
    told, drawn = json.loads(zlib.decompress(packed[start + 8 * count :]))
    claim = Claim(**_LEFT_OUT, meaning=meaning, **_typed(Claim, told, shares))
    return claim, Traits(**_typed(Traits, drawn, shares))


def _plain(value: Any, shares: list[float]) -> dict[str, Any]:
    """Fields as JSON knows them; arrays are left out, and the figures of mappings go to `shares`."""
    found: dict[str, Any] = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if isinstance(held, frozenset):
            found[field.name] = sorted(held)
        elif isinstance(held, Mapping):
            found[field.name] = list(held)
            shares += held.values()
        elif not isinstance(held, np.ndarray) and field.name not in _LEFT_OUT:
            found[field.name] = held
    return found


def _kinds(kind: type) -> dict[str, Any]:
    if kind not in _KINDS:
        hints = get_type_hints(kind)
        _KINDS[kind] = {f.name: get_origin(hints[f.name]) or hints[f.name] for f in fields(kind)}
    return _KINDS[kind]


_KINDS: dict[type, dict[str, Any]] = {}


def _typed(kind: type, told: Mapping[str, Any], shares: Iterator[float]) -> dict[str, Any]:
    kinds = _kinds(kind)
    found: dict[str, Any] = {}
    for name, value in told.items():
        if issubclass(kinds[name], Mapping):
            found[name] = dict(zip(value, shares, strict=False))
        else:
            found[name] = kinds[name](value) if kinds[name] in (frozenset, tuple) else value
    return found
