"""The queue is kept filled while the page is served: a store that fails once is told, and asked again."""

import threading
from io import StringIO

import pytest
from rich.console import Console
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from census.enqueue import enqueue
from census.queue import Queue
from census.reviews import Reviews, case_of
from census.store import Store
from flows import review
from tests.review.desk import fill
from tests.review.test_ledger import decide, desk_of


def test_a_store_that_fails_once_is_told_and_the_queue_is_filled_the_next_time(
    monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    stop, tries, console = threading.Event(), list[int](), Console(record=True, width=400, file=StringIO())

    def fail_once(_: Store) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        stop.set()
        return 0

    monkeypatch.setattr(review, "enqueue", fail_once)
    filling = threading.Thread(target=review.keep_filled, args=(store, console, stop, 0.01))
    filling.start()
    filling.join(30)
    assert not filling.is_alive() and len(tries) == 2
    told = console.export_text()
    assert "could not be filled" in told and "database is locked" in told and "tried again" in told


def test_what_decided_cases_await_is_reckoned_in_a_few_questions(store: Store) -> None:
    ids = fill(store, 60)
    desk = desk_of(store)
    for id in ids[:30]:
        case = desk.open(case_of(id))
        assert case
        decide(desk, case, "accept")

    def state() -> list[tuple[str, str | None]]:
        found = [Queue(store, "analyst/mei").case(case_of(id)) for id in ids]
        return [(case.case_id, case.awaits) for case in found if case]

    before, asked = state(), list[str]()
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    enqueue(store, anew=True)
    assert len([statement for statement in asked if "FROM reviews" in statement]) <= 3
    with store.transaction() as connection:
        standing = Reviews(store).standing_of(connection, [case_of(id) for id in ids])
    assert {len(entries) for entries in standing.values()} == {0, 1}
    assert state() == before
