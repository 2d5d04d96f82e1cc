"""Accounts of analysts and their sessions. Passwords come here hashed; of a session's token only the hash is kept."""

import hashlib
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from census.ledger import now
from census.review_tables import accounts, sessions
from census.store import Store

ROLES = ("analyst", "senior", "reader")
# A name stands in the ledger as analyst/NAME, in files and in addresses.
_NAME = re.compile(r"[a-z][a-z0-9_.-]{1,31}")
# A working day; then the analyst signs in again.
SESSION_SECONDS = 12 * 3600.0


@dataclass(frozen=True)
class Account:
    """A named analyst: role analyst (decides), senior (settles disagreements too) or reader; `place` are the filters set last."""

    name: str
    role: str
    password: str
    made_at: str
    place: Mapping[str, Any] | None = None

    @property
    def by(self) -> str:
        """The name as the ledger has it."""
        return f"analyst/{self.name}"


@dataclass(frozen=True)
class Session:
    """One signed-in browser: whose it is, and the token that each of its posts must carry."""

    account: Account
    csrf: str


class Accounts:
    """The accounts of a store."""

    def __init__(self, store: Store):
        self.store = store

    def add(self, name: str, role: str, password: str) -> None:
        """Add an account with a hashed password. Raises ValueError where name or role cannot be, or the name is taken."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be a name: 2 to 32 of a-z, 0-9, '_', '.', '-', a letter first")
        if role not in ROLES:
            raise ValueError(f"{role!r} is no role: one of {', '.join(ROLES)}")
        row = {"name": name, "role": role, "password": password, "made_at": now(), "place": None}
        try:
            with self.store.transaction() as connection:
                connection.execute(accounts.insert().values(**row))
        except IntegrityError as error:
            raise ValueError(f"there is an account {name} already: choose another name, or --reset-password") from error

    def reset(self, name: str, password: str) -> None:
        """Set a new hashed password and end all sessions of the name. Raises ValueError where there is no such account."""
        with self.store.transaction() as connection:
            changed = connection.execute(update(accounts).where(accounts.c.name == name).values(password=password))
            if changed.rowcount != 1:
                raise ValueError(f"there is no account {name}: add it with chaincensus review --add-analyst {name}")
            connection.execute(delete(sessions).where(sessions.c.name == name))

    def find(self, name: str) -> Account | None:
        """The account of a name."""
        with self.store.engine.connect() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().first()
        return Account(**row) if row else None

    def count(self) -> int:
        """How many accounts there are."""
        with self.store.engine.connect() as connection:
            return len(connection.execute(select(accounts.c.name)).all())

    def keep_place(self, name: str, place: Mapping[str, Any]) -> None:
        """Keep the filters that an analyst set."""
        with self.store.transaction() as connection:
            connection.execute(update(accounts).where(accounts.c.name == name).values(place=dict(place)))

    def sign_in(self, name: str) -> str:
        """Begin a session; the token that the browser is to keep. Sessions that ended are dropped."""
        token = secrets.token_urlsafe(32)
        row = {
            "id": _hashed(token), "name": name, "csrf": secrets.token_urlsafe(32), "expires_at": time.time() + SESSION_SECONDS,
        }  # fmt: skip
        with self.store.transaction() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at < time.time()))
            connection.execute(sessions.insert().values(**row))
        return token

    def session(self, token: str) -> Session | None:
        """The living session of a token."""
        query = select(sessions).where(sessions.c.id == _hashed(token), sessions.c.expires_at > time.time())
        with self.store.engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        account = self.find(row["name"]) if row else None
        return Session(account, row["csrf"]) if row and account else None

    def sign_out(self, token: str) -> None:
        """End the session of a token."""
        with self.store.transaction() as connection:
            connection.execute(delete(sessions).where(sessions.c.id == _hashed(token)))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
