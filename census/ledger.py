"""The work ledger: runs with their clock, cells with their lease. A cell's products and its mark are one transaction.

Nightly, backfill and replay are the same function over other cells; a finished cell is never worked again.
"""

import os
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, literal, or_, select, update

from census.records import derive_id
from census.store import Store, insert_once
from census.tables import cells, runs


@dataclass(frozen=True)
class Cell:
    """One piece of work: a stage and the key of what it works on."""

    stage: str
    key: str

    @property
    def id(self) -> str:
        """Derived from stage and key."""
        return derive_id(self.stage, self.key)


@dataclass(frozen=True)
class Run:
    """One month made from given inputs by one model. `started_at` is fixed when it first starts, for all later tries."""

    id: str
    month: str
    model: str
    started_at: str


def now() -> str:
    """The present as ISO UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> date:
    """The present day in UTC."""
    return datetime.now(UTC).date()


class Ledger:
    """Says which cells are to be worked and keeps what was done."""

    def __init__(self, store: Store, lease_seconds: int):
        self.store = store
        self.lease_seconds = lease_seconds
        self.owner = f"{socket.gethostname()}/{os.getpid()}"

    def open_run(self, month: str, model: str, inputs: Sequence[str], clock: str = "") -> Run:
        """The run of a month over inputs (hashes) by a model: the one begun before, or a new one whose clock starts now."""
        run_id = derive_id(month, model, *sorted(inputs))
        row = {"id": run_id, "month": month, "model": model, "inputs": sorted(inputs), "started_at": clock or now()}
        with self.store.transaction() as connection:
            insert_once(connection, runs, [row])
            kept = connection.execute(select(runs).where(runs.c.id == run_id)).mappings().one()
        return Run(kept["id"], kept["month"], kept["model"], kept["started_at"])

    def latest_run(self, month: str) -> Run:
        """The run of a month that started last. Raises ValueError if the month was never run."""
        query = select(runs).where(runs.c.month == month).order_by(runs.c.started_at.desc(), runs.c.id).limit(1)
        with self.store.engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise ValueError(f"the store holds no run of {month}: make it with chaincensus run {month}")
        return Run(row["id"], row["month"], row["model"], row["started_at"])

    def cell_ids_of(self, month: str) -> list[str]:
        """Ids of the cells that read the inputs of a month's runs, and of those that crawled days of it, sorted: what the release of
        the month rests on."""
        with self.store.engine.connect() as connection:
            listed = connection.execute(select(runs.c.inputs).where(runs.c.month == month)).scalars()
            inputs = {name for names in listed for name in names}
            if not inputs:
                return []
            named = or_(*(cells.c.key.startswith(f"{name}/") for name in sorted(inputs)))
            query = select(cells.c.id, cells.c.stage, cells.c.key).where(cells.c.stage.in_(("read", "crawl")), named)
            found = connection.execute(query).all()
        return sorted(row.id for row in found if row.stage == "read" or _touches(row.key, month))

    def plan(self, connection: Connection, planned: Sequence[Cell]) -> None:
        """Remember cells before they are worked."""
        insert_once(connection, cells, [{"id": cell.id, "stage": cell.stage, "key": cell.key} for cell in planned])

    def planned(self, stage: str, name: str) -> list[Cell]:
        """Cells of a stage whose key begins with a name, by key."""
        named = cells.c.key.startswith(f"{name}/")
        query = select(cells.c.key).where(cells.c.stage == stage, named).order_by(cells.c.key)
        with self.store.engine.connect() as connection:
            return [Cell(stage, key) for key in connection.execute(query).scalars()]

    def missing(self, wanted: Sequence[Cell]) -> list[Cell]:
        """Cells that are not done, in the order given."""
        with self.store.engine.connect() as connection:
            query = select(cells.c.id).where(cells.c.done_at.is_not(None))
            done = set(connection.execute(query).scalars())
        return [cell for cell in wanted if cell.id not in done]

    def lease(self, cell: Cell) -> bool:
        """Take a cell for `lease_seconds`; False if it is done or a living worker holds it."""
        with self.store.transaction() as connection:
            self.plan(connection, [cell])
            free = or_(
                cells.c.leased_until.is_(None),
                cells.c.leased_until < time.time(),
                literal(self._held_by_the_dead(connection, cell)),
            )
            taken = connection.execute(
                update(cells)
                .where(cells.c.id == cell.id, cells.c.done_at.is_(None), free)
                .values(owner=self.owner, leased_until=time.time() + self.lease_seconds)
            )
            return taken.rowcount == 1

    def renew(self) -> None:
        """Hold all cells that this process works for another `lease_seconds`."""
        held = (cells.c.owner == self.owner, cells.c.done_at.is_(None), cells.c.leased_until.is_not(None))
        with self.store.transaction() as connection:
            connection.execute(update(cells).where(*held).values(leased_until=time.time() + self.lease_seconds))

    def commit(self, cell: Cell, save: Callable[[Connection], None]) -> None:
        """Save a cell's products and mark it done, both or neither; nothing if another worker was first."""
        with self.store.transaction() as connection:
            marked = connection.execute(
                update(cells)
                .where(cells.c.id == cell.id, cells.c.done_at.is_(None))
                .values(done_at=now(), leased_until=None)
            )
            if marked.rowcount == 1:
                save(connection)

    def commit_new(self, cell: Cell, save: Callable[[Connection], None]) -> None:
        """As `commit`, for a cell that needs no lease of its own because another cell's covers it."""
        with self.store.transaction() as connection:
            self.plan(connection, [cell])
        self.commit(cell, save)

    def _held_by_the_dead(self, connection: Connection, cell: Cell) -> bool:
        """Whether the lease belongs to a process of this machine that is gone: no need to wait for its end."""
        owner = connection.execute(select(cells.c.owner).where(cells.c.id == cell.id)).scalar()
        host, _, pid = (owner or "").partition("/")
        if host != socket.gethostname() or not pid.isdigit():
            return False
        if int(pid) == os.getpid():
            return True
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False


def _touches(key: str, month: str) -> bool:
    """Whether the days of a crawl's cell ("crawl/source/first/last[/route]") fall into a month."""
    first, last = key.split("/")[2:4]
    return first[:7] <= month <= last[:7]
