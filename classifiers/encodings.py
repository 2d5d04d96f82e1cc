"""Encodings kept in a file by the hash of their text and the name of their encoder, so that a second training encodes only what is new."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from classifiers.encode import E5_CHARACTERS, ENCODERS, USE_CHARACTERS, Encoder, Matrix

# Two threads that write wait for each other; a part of 64 texts is written in a hundredth of a second.
_PATIENCE = 120.0
# SQLite takes 32,766 values in a statement; parts of texts are far smaller.
_TOGETHER = 5000


class KeptEncoder:
    """An encoder that looks in a file first. What it had encoded before it was killed is there when it starts again."""

    def __init__(self, encoder: Encoder, file: Path):
        self.encoder, self.file = encoder, file
        self.name = encoder.name
        with closing(self._open()) as connection, connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS encodings (key BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID")

    def encode(self, texts: Sequence[str]) -> Matrix:
        """The same rows as the encoder gives, those that are kept without asking it."""
        keys = [self._key(text) for text in texts]
        with closing(self._open()) as connection:
            rows = self._held(connection, keys)
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
            if missing or not texts:
                made = self.encoder.encode(list(missing.values()))
                if not texts:
                    return made
                rows |= dict(zip(missing, made, strict=True))
                with connection:
                    listed = [(key, rows[key].tobytes()) for key in missing]
                    connection.executemany("INSERT OR IGNORE INTO encodings VALUES (?, ?)", listed)
        return np.stack([rows[key] for key in keys])

    def _open(self) -> sqlite3.Connection:
        # One connection a call: texts are encoded in several threads.
        return sqlite3.connect(self.file, timeout=_PATIENCE)

    def _key(self, text: str) -> bytes:
        # How much of a text an encoder reads is ours to choose, so it is part of what is kept.
        seen = f"{self.name}/{USE_CHARACTERS}/{E5_CHARACTERS}/{text}"
        return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).digest()[:16]

    def _held(self, connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        rows: dict[bytes, Matrix] = {}
        for start in range(0, len(keys), _TOGETHER):
            part = keys[start : start + _TOGETHER]
            query = f"SELECT key, row FROM encodings WHERE key IN ({','.join('?' * len(part))})"
            rows |= {key: np.frombuffer(row, np.float32) for key, row in connection.execute(query, part)}
        return rows


@contextmanager
def kept_encodings(file: Path) -> Iterator[None]:
    """For as long as the context lasts all encoders of this process keep what they encode in a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    before = dict(ENCODERS)
    ENCODERS.update({kind: KeptEncoder(encoder, file) for kind, encoder in before.items()})
    try:
        yield
    finally:
        ENCODERS.update(before)
