"""What stands around a name and how the name is written, as hashed words: what leads to a leading body and follows it is learnt in each
language of the corpus, not listed."""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

# Columns that the words share. On a fifth of the projects held out, leads that a text names were right in 0.60 without contexts, in 0.66 with.
SIZE = 1 << 13
# Characters before and after a name that are read.
_REACH = 60
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
# Letters of a word that count: suffixed languages meet in them.
_STEM = 7


def find_contexts(text: str, start: int, end: int) -> tuple[str, ...]:
    """Words before, in and after the name at [start, end), each marked by where it stands, and again by whether that is in the title."""
    before = text[max(0, start - _REACH) : start].split("\n")[-1]
    after = text[end : end + _REACH].split("\n")[0]
    read = _read_unspaced if _UNSPACED.search(text[start:end]) else _read_spaced
    found = sorted(set(read(before, text[start:end], after)))
    place = "T" if start < text.find("\n") else "B"
    return (*found, *(f"{place} {word}" for word in found))


def _read_spaced(before: str, name: str, after: str) -> list[str]:
    ahead, behind = _stems(before)[-3:] or ["^"], _stems(after)[:4] or ["$"]
    own = _stems(name)
    return [
        f"before {ahead[-1]}", f"before two {' '.join(ahead[-2:])}", *(f"ahead {word}" for word in ahead),
        f"after {behind[0]}", f"after two {' '.join(behind[:2])}", *(f"behind {word}" for word in behind),
        *(f"first {word}" for word in own[:1]), *(f"last {word}" for word in own[-1:]), *(f"own {word}" for word in own),
    ]  # fmt: skip


def _read_unspaced(before: str, name: str, after: str) -> list[str]:
    return [
        *(f"before{n} {before[-n:]}" for n in (1, 2, 3) if len(before) >= n),
        *(f"after{n} {after[:n]}" for n in (1, 2, 3) if len(after) >= n),
        *(f"behind {after[n : n + 2]}" for n in range(min(9, len(after) - 1))),
        *(f"first{n} {name[:n]}" for n in (1, 2)),
        *(f"last{n} {name[-n:]}" for n in (1, 2)),
    ]


def _stems(text: str) -> list[str]:
    return [word.casefold()[:_STEM] for word in _WORD.findall(text)]


def matrix(contexts: Sequence[Sequence[str]]) -> csr_matrix:
    """Hashed words with a sign, rows of length one, shape (names, SIZE)."""
    ends, columns, values = [0], list[int](), list[float]()
    for words in contexts:
        row: dict[int, float] = {}
        for word in words:
            code = crc32(word.encode())
            row[code % SIZE] = row.get(code % SIZE, 0.0) + (1.0 if code >> 31 else -1.0)
        columns += row.keys()
        values += [value / np.sqrt(len(row)) for value in row.values()]
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(contexts), SIZE), dtype=np.float32)
