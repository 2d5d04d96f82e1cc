"""Claims with what is drawn from their texts, as bytes: linking keeps them, so that an old text is never read again."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from functools import cache
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


@cache
def _kinds(kind: type) -> dict[str, Any]:
    """For each field that is not plain JSON how it is made: a set, a tuple, or a mapping."""
    hints = get_type_hints(kind)
    made = {field.name: get_origin(hints[field.name]) for field in fields(kind)}
    return {name: Mapping if origin is _MAPPING else origin for name, origin in made.items() if origin in _MADE}


_MAPPING = get_origin(Mapping[str, float])
_MADE = (frozenset, tuple, _MAPPING)


def _typed(kind: type, told: dict[str, Any], shares: Iterator[float]) -> dict[str, Any]:
    for name, made in _kinds(kind).items():
        if made is Mapping:
            told[name] = dict(zip(told[name], shares, strict=False))
        elif name in told:
            told[name] = made(told[name])
    return told
