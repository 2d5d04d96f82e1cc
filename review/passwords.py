"""Passwords: hashed by Argon2, the only door to that library."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

# Argon2id with the library's settings (RFC 9106, low memory).
_HASHER = PasswordHasher()
# A name that nobody has costs as much time as one that somebody has.
_NOBODY = _HASHER.hash(secrets.token_hex(16))
LEAST = 12


def generate() -> str:
    """A new password: 20 signs that nobody can guess."""
    return secrets.token_urlsafe(15)


def hash_password(password: str) -> str:
    """A password as it is kept. Raises ValueError where it is too short."""
    if len(password) < LEAST:
        raise ValueError(f"the password is too short: {LEAST} signs at least")
    return _HASHER.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether a password is the one that is kept; None for an account that is not there."""
    try:
        return _HASHER.verify(kept or _NOBODY, password) and kept is not None
    except VerificationError:
        return False
