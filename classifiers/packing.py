"""What is compared of a claim, as bytes of its own: linking keeps them, so that an old text is never read again.

All stands in words of eight bytes, names as hashes, so that the bytes of a million claims are opened as arrays, without a step of Python for
each: a header, the meaning, sets of names, the rarity of the names, spreads over codes, the lead. Words stand apart: they are many, and few
pairs are compared by them.
"""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from classifiers.pair import Claim, Traits
from classifiers.rarity import Rarity

Numbers = NDArray[np.int64]
Buffer = NDArray[np.int64]

# Sets of a claim in the order in which they are packed; `known` are all its names, with their rarity.
SETS = ("organisations", "vendors", "places", "countries", "quoted", "numbers", "known")
SPREADS = ("sector", "application", "country")
BAGS = ("words", "title")
# A code or a word with its share.
SHARE = np.dtype([("code", "<u4"), ("share", "<f4")])
# The header: language, known lead (0 for none), bytes of the lead's name, then the sizes of sets and spreads.
LANGUAGE, KNOWN_LEAD, LEAD_BYTES = range(3)
_SIZES = 3
HEADER = _SIZES + len(SETS) + len(SPREADS)


@lru_cache(1 << 16)
def _code(name: str) -> int:
    """A name as a number other than 0: of a store's millions of names two have the same once in a million stores."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little", signed=True) or 1


@lru_cache(1 << 16)
def _short(code: str) -> int:
    """A code or a word as a number of four bytes: within two texts they are told apart but once in a hundred thousand pairs."""
    return zlib.crc32(code.encode())


def _shares(spread: Mapping[str, float]) -> bytes:
    row = np.zeros(len(spread), SHARE)
    row["code"] = [_short(code) for code in spread]
    row["share"] = list(spread.values())
    return row[np.argsort(row["code"])].tobytes()


def pack(claim: Claim, traits: Traits, rarity: Rarity) -> bytes:
    """All that is compared of a claim but its words."""
    sets = {name: {_code(own): own for own in getattr(traits, name)} for name in SETS}
    lead = (claim.lead or "").casefold().encode()
    spreads = [getattr(claim, name) for name in SPREADS]
    known_lead = _code(traits.lead) if traits.lead is not None else 0
    header = [_code(claim.lang), known_lead, len(lead), *map(len, sets.values()), *map(len, spreads)]
    parts = [np.array(header, np.int64).tobytes(), claim.meaning.astype(np.float32).tobytes()]
    parts += [np.array(sorted(own), np.int64).tobytes() for own in sets.values()]
    parts.append(np.array([rarity.of(name) for _, name in sorted(sets["known"].items())], np.float64).tobytes())
    parts += map(_shares, spreads)
    return b"".join([*parts, lead + b"\0" * (-len(lead) % 8)])


def pack_words(traits: Traits) -> bytes:
    """The weighed words of a claim's text and title."""
    bags = [getattr(traits, name) for name in BAGS]
    return b"".join([np.array([len(bag) for bag in bags], np.int64).tobytes(), *map(_shares, bags)])


class Opened:
    """Many packed rows in one buffer, read part after part."""

    def __init__(self, packed: Sequence[bytes], header: int):
        self.buffer: Buffer = np.frombuffer(b"".join(packed), np.int64)
        sizes = np.array([len(row) for row in packed], np.int64) // 8
        starts = np.cumsum(sizes) - sizes
        self.header: Numbers = self.buffer[starts[:, None] + np.arange(header)]
        self.place: Numbers = starts + header

    def take(self, counts: Numbers) -> Buffer:
        """The next so many words of each row, one row after the other."""
        ends = np.cumsum(counts)
        index = np.repeat(self.place - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
        self.place = self.place + counts
        taken: Buffer = self.buffer[index]
        return taken
