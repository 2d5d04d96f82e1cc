"""Turns: when a host may be asked next, shared by nightly and backfill and by all processes through the store."""

import asyncio
import time

from sqlalchemy import case, select, update

from census.ledger import now
from census.records import Unreadable
from census.settings import Settings
from census.store import Store, insert_once
from census.tables import turns
from extractors.fetch import Fetcher, Policy

# A host that asks for a longer pause is asked again another night.
_LONGEST_WAIT = 300.0


def open_fetcher(settings: Settings, store: Store) -> Fetcher:
    """A fetcher that behaves as the settings say and takes its turns from the store."""
    policy = Policy(settings.agent, settings.pause, settings.at_once, settings.fetches, settings.loopback)
    return Fetcher(policy, SharedTurns(store), now)


class SharedTurns:
    """Gives each asker of a host a time of its own, `pause` seconds after the one before; kept in the store, so that a restart
    or a second process does not ask sooner."""

    def __init__(self, store: Store):
        self.store = store
        self._met: set[str] = set()
        self._held: set[str] = set()

    async def wait(self, host: str, pause: float) -> None:
        """Return when it is this asker's turn. Raises Unreadable `busy` if the host is held for longer than a night waits."""
        if pause <= 0 and host not in self._held:
            return
        ahead = self._next_at(host) - time.time()
        if ahead > _LONGEST_WAIT:
            raise Unreadable("busy", f"the host asked for a pause of {ahead:.0f} s")
        await asyncio.sleep(self._book(host, pause) - time.time() if pause > 0 else ahead)

    def hold(self, host: str, seconds: float) -> None:
        """Nobody asks the host for so long."""
        until = time.time() + seconds
        self._meet(host)
        self._held.add(host)
        with self.store.transaction() as connection:
            connection.execute(update(turns).where(turns.c.host == host, turns.c.next_at < until).values(next_at=until))

    def _next_at(self, host: str) -> float:
        with self.store.engine.connect() as connection:
            return float(connection.execute(select(turns.c.next_at).where(turns.c.host == host)).scalar() or 0.0)

    def _meet(self, host: str) -> None:
        if host not in self._met:
            with self.store.transaction() as connection:
                insert_once(connection, turns, [{"host": host, "next_at": 0.0}])
            self._met.add(host)

    def _book(self, host: str, pause: float) -> float:
        """The time of this turn. One statement books it, so that two askers never get the same."""
        self._meet(host)
        present = time.time()
        free_at = case((turns.c.next_at > present, turns.c.next_at), else_=present)
        with self.store.transaction() as connection:
            connection.execute(update(turns).where(turns.c.host == host).values(next_at=free_at + pause))
            return float(connection.execute(select(turns.c.next_at).where(turns.c.host == host)).scalar_one()) - pause
