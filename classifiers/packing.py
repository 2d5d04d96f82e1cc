"""Claims with what is drawn from their texts, as bytes: linking keeps them, so that an old text is never read again."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, get_origin, get_type_hints

import numpy as np

from classifiers.pair import Claim, Traits

# What comparing does not need: the text, and the vectors of which the meaning is made.
_LEFT_OUT: dict[str, Any] = {"text": "", "use": np.zeros(0, np.float32), "e5": np.zeros(0, np.float32)}


def pack(claim: Claim, traits: Traits) -> bytes:
    """A claim and its traits; text and raw vectors are left out."""
    kept = replace(claim, **_LEFT_OUT)
    told = json.dumps([_plain(kept), _plain(traits)], ensure_ascii=False, separators=(",", ":"))
    return kept.meaning.astype(np.float32).tobytes() + zlib.compress(told.encode(), 1)


def unpack(packed: bytes, dimensions: int) -> tuple[Claim, Traits]:
    """What `pack` was given, to the last bit; `dimensions` are those of the meaning."""
    told, drawn = json.loads(zlib.decompress(packed[4 * dimensions :]))
    meaning = np.frombuffer(packed, np.float32, dimensions)
    claim = Claim(**_LEFT_OUT, meaning=meaning, **_typed(Claim, told))
    return claim, Traits(**_typed(Traits, drawn))


def _plain(value: Any) -> dict[str, Any]:
    """Fields as JSON knows them; arrays are left out."""
    found: dict[str, Any] = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if isinstance(held, frozenset):
            found[field.name] = sorted(held)
        elif isinstance(held, Mapping):
            found[field.name] = dict(held)
        elif not isinstance(held, np.ndarray) and field.name not in _LEFT_OUT:
            found[field.name] = held
    return found


def _kinds(kind: type) -> dict[str, Any]:
    if kind not in _KINDS:
        hints = get_type_hints(kind)
        _KINDS[kind] = {f.name: get_origin(hints[f.name]) or hints[f.name] for f in fields(kind)}
    return _KINDS[kind]


_KINDS: dict[type, dict[str, Any]] = {}


def _typed(kind: type, told: Mapping[str, Any]) -> dict[str, Any]:
    kinds = _kinds(kind)
    return {name: kinds[name](value) if kinds[name] in (frozenset, tuple) else value for name, value in told.items()}
