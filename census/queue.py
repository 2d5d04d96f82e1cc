"""The queue of review: the next case by gain, held by one analyst at a time; its rows follow from the store (enqueue.py)."""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, update

from census.records import derive_id
from census.review_tables import accounts, queue, reviews
from census.reviews import DECISIONS, RECHECK, Entry, Reviews, awaits_of, moment
from census.store import Store

# A case left for so long is given to others: a choice, long enough to read a long article twice.
LEASE_SECONDS = 900.0
_FREED = {"leased_by": None, "leased_until": None, "ticket": None}


@dataclass(frozen=True)
class Filters:
    """What an analyst wants to see, None or False for all; names are those of the queue's columns."""

    month: str | None = None
    sector: str | None = None
    country: str | None = None
    lang: str | None = None
    outlet: str | None = None
    field: str | None = None
    is_disputed: bool = False

    @property
    def set(self) -> dict[str, Any]:
        """Those that are set."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: int(value) if value is True else value for name, value in given.items() if value}


@dataclass(frozen=True)
class Case:
    """A question for an analyst: the labels of an announcement, or whether it and `other_id` tell of one project. `ticket` is the
    right to decide it once, `awaits` who is asked (reviews.awaits_of), `field` where most is to be gained."""

    case_id: str
    announcement_id: str
    other_id: str
    awaits: str | None
    model: str
    field: str | None
    gain: float
    leased_by: str | None
    leased_at: float | None
    ticket: str | None


_CASE = [queue.c[f.name] for f in fields(Case)]


class Queue:
    """Cases of a store, as one analyst (`by`, analyst/NAME) is given them."""

    def __init__(self, store: Store, by: str, is_senior: bool = False):
        self.store = store
        self.by = by
        self.is_senior = is_senior
        self.ledger = Reviews(store)

    def lease(self, filters: Filters, count: int) -> list[Case]:
        """The analyst's cases, those held already first, made up to `count` by the next ones of the queue; fewer where it ends."""
        with self.store.transaction() as connection:
            until = time.time() + LEASE_SECONDS
            connection.execute(update(queue).where(queue.c.leased_by == self.by).values(leased_until=until))
            held = self._held(connection)
            while len(held) < count and (taken := self._take_next(connection, filters)):
                held.append(taken)
        return held

    def open(self, case_id: str) -> Case | None:
        """Take one case before all others held; None where another analyst holds it, or this one is not to decide it (again)."""
        with self.store.transaction() as connection:
            first = min((c.leased_at or 0.0 for c in self._held(connection)), default=time.time())
            # Whether it is this analyst's to decide is asked in the statement that takes it: others decide it in the meantime.
            return self._take(connection, case_id, first - 1.0, self._wanted(Filters(), DECISIONS))

    def give_back(self) -> None:
        """Let go of all cases held."""
        with self.store.transaction() as connection:
            connection.execute(update(queue).where(queue.c.leased_by == self.by).values(**_FREED))

    def decide(self, case: Case, ticket: str, entry: Entry) -> Entry | None:
        """Append a decision or a skip on a case if the ticket is good, and that once; sent again it gives the entry made before. None
        where the ticket is not the analyst's."""
        id = derive_id(case.case_id, self.by, ticket)
        mine = (queue.c.case_id == case.case_id, queue.c.leased_by == self.by, queue.c.ticket == ticket)
        with self.store.transaction() as connection:
            if connection.execute(update(queue).where(*mine).values(**_FREED)).rowcount == 1:
                made = self.ledger.append(connection, replace(entry, id=id))
                self.settle(connection, case.case_id)
                return made
        return self.ledger.entry(id)

    def undo(self) -> Entry | None:
        """Take back the analyst's latest decision or skip and open its case again; the entry taken back, None where there is none."""
        last = self.ledger.last_of(self.by)
        if last is None:
            return None
        with self.store.transaction() as connection:
            # The row of the case is what two that undo at once wait for.
            connection.execute(
                update(queue).where(queue.c.case_id == last.case_id).values(is_disputed=queue.c.is_disputed)
            )
            if last.id not in {e.id for e in self.ledger.standing(connection, last.case_id)}:
                return None
            self.ledger.take_back(connection, last)
            self.settle(connection, last.case_id)
        self.open(last.case_id)
        return last

    def note(self, case: Case, action: str, comment: str) -> Entry:
        """Append a comment to a case, or that it is to be decided anew ("requeue")."""
        made = Entry(
            case.case_id, case.announcement_id, case.other_id, action, self.by, moment(), model=case.model, comment=comment
        )  # fmt: skip
        with self.store.transaction() as connection:
            appended = self.ledger.append(connection, made)
            self.settle(connection, case.case_id)
        return appended

    def case(self, case_id: str) -> Case | None:
        """A case of the queue, open or not."""
        with self.store.engine.connect() as connection:
            row = connection.execute(select(*_CASE).where(queue.c.case_id == case_id)).mappings().first()
        return Case(**row) if row else None

    def left(self, filters: Filters) -> int:
        """How many cases the analyst may still be given, counted up to a thousand."""
        query = select(queue.c.case_id).where(*self._wanted(filters)).limit(1000).subquery()
        with self.store.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(query)).scalar_one()

    def _wanted(self, filters: Filters, done: Sequence[str] = (*DECISIONS, "skip")) -> list[ColumnElement[bool]]:
        """Open cases that pass the filters and with which this analyst has `done` none of these since they were last asked for anew;
        disputes are for seniors."""
        named = [queue.c[name] == value for name, value in filters.set.items()]
        own, later, anew = reviews.alias(), reviews.alias(), reviews.alias()
        taken_back = select(later.c.id).where(later.c.undoes == own.c.id).exists()
        # What is asked again on suspicion goes to another analyst, or to the same if there is but one.
        others = select(accounts.c.name).where(
            accounts.c.role != "reader", accounts.c.name != self.by.partition("/")[2]
        )
        again = or_(anew.c.action == "requeue", and_(anew.c.action == RECHECK, ~others.exists()))
        asked = select(anew.c.id).where(anew.c.case_id == own.c.case_id, again, anew.c.made_at > own.c.made_at)
        answered = select(own.c.id).where(
            own.c.case_id == queue.c.case_id, own.c.by == self.by, own.c.action.in_(done), ~taken_back, ~asked.exists()
        )
        disputed = queue.c.awaits == "senior"
        fresh = [or_(~answered.exists(), disputed)] if self.is_senior else [~answered.exists(), ~disputed]
        return [queue.c.rank.is_not(None), *named, *fresh]

    def _next(self, filters: Filters) -> Select[Any]:
        free = or_(queue.c.leased_until.is_(None), queue.c.leased_until < time.time())
        query = select(queue.c.case_id).where(*self._wanted(filters), free, queue.c.leased_by.is_distinct_from(self.by))
        # PostgreSQL passes over rows that another analyst is being given; SQLite has one writer at a time.
        return query.order_by(queue.c.rank.desc()).limit(1).with_for_update(skip_locked=True)

    def _take_next(self, connection: Connection, filters: Filters) -> Case | None:
        case_id = connection.execute(self._next(filters)).scalar()
        return self._take(connection, case_id, time.time()) if case_id else None

    def _take(
        self, connection: Connection, case_id: str, at: float, mine: Sequence[ColumnElement[bool]] = ()
    ) -> Case | None:
        free = or_(queue.c.leased_until.is_(None), queue.c.leased_until < time.time(), queue.c.leased_by == self.by)
        values = {
            "leased_by": self.by, "leased_at": at, "leased_until": time.time() + LEASE_SECONDS, "ticket": secrets.token_hex(16),
        }  # fmt: skip
        wanted = (queue.c.case_id == case_id, queue.c.rank.is_not(None), free, *mine)
        if connection.execute(update(queue).where(*wanted).values(**values)).rowcount != 1:
            return None
        row = connection.execute(select(*_CASE).where(queue.c.case_id == case_id)).mappings().one()
        return Case(**row)

    def _held(self, connection: Connection) -> list[Case]:
        query = select(*_CASE).where(queue.c.leased_by == self.by, queue.c.rank.is_not(None))
        return [Case(**row) for row in connection.execute(query.order_by(queue.c.leased_at)).mappings()]

    def settle(self, connection: Connection, case_id: str) -> None:
        """Set who is to decide a case next, from its standing entries."""
        awaits = awaits_of(case_id, self.ledger.standing(connection, case_id))
        state: Mapping[str, Any] = {
            "awaits": awaits, "rank": None if awaits is None else queue.c.gain,
            **({"is_disputed": 1} if awaits == "senior" else {}),
        }  # fmt: skip
        connection.execute(update(queue).where(queue.c.case_id == case_id).values(**state))


def count_open(store: Store) -> int:
    """How many cases are to be decided by somebody."""
    with store.engine.connect() as connection:
        query = select(func.count()).select_from(queue).where(queue.c.rank.is_not(None))
        return connection.execute(query).scalar_one()


def choices(store: Store, column: str, most: int = 60) -> Sequence[str]:
    """Values of a filter that open cases have, sorted."""
    query = select(queue.c[column]).where(queue.c.rank.is_not(None), queue.c[column].is_not(None)).distinct()
    with store.engine.connect() as connection:
        return sorted(map(str, connection.execute(query.limit(most)).scalars()))
