"""Cases asked again on suspicion: blind, of another analyst or of the only one, once, and nobody is told why."""

import pytest

from census.exchange import export_json
from census.queue import Filters
from census.recheck import ask_again
from census.reviews import RECHECK, case_of, is_doubled
from census.store import Store
from tests.review.clients import Analyst, add_accounts, client_of
from tests.review.desk import fill
from tests.review.test_ledger import decide, desk_of

BY = "model/2"


def single(ids: list[str]) -> str:
    return next(id for id in ids if not is_doubled(case_of(id)))


def settled(store: Store, sector: str = "energy") -> str:
    """An announcement of a store with two analysts that one of them has decided."""
    add_accounts(store, mei="analyst", ravi="analyst", head="senior", guest="reader")
    id = single(fill(store, 12))
    desk = desk_of(store)
    case = desk.open(case_of(id))
    assert case
    decide(desk, case, sector=sector)
    return id


def test_a_suspected_label_is_asked_of_another_analyst_once(store: Store) -> None:
    id = settled(store)
    assert desk_of(store).case(case_of(id)).awaits is None  # type: ignore[union-attr]
    assert ask_again(store, [id], BY) == 1 and ask_again(store, [id], BY) == 0
    mei, ravi = desk_of(store), desk_of(store, "ravi")
    assert mei.case(case_of(id)).awaits == "second"  # type: ignore[union-attr]
    assert case_of(id) not in {c.case_id for c in mei.lease(Filters(), 50)} and mei.open(case_of(id)) is None
    mei.give_back()
    case = ravi.open(case_of(id))
    assert case
    decide(ravi, case, sector="energy")
    assert ravi.case(case_of(id)).awaits is None, "both say the same"  # type: ignore[union-attr]
    assert ask_again(store, [id], "model/3") == 0, "no row is asked for twice on suspicion"


def test_two_who_differ_go_to_a_senior(store: Store) -> None:
    id = settled(store)
    ask_again(store, [id], BY)
    ravi = desk_of(store, "ravi")
    case = ravi.open(case_of(id))
    assert case
    decide(ravi, case, sector="trade")
    assert ravi.case(case_of(id)).awaits == "senior"  # type: ignore[union-attr]
    assert desk_of(store, "head", senior=True).open(case_of(id))


def test_the_only_analyst_is_asked_again_and_the_newer_answer_counts(store: Store) -> None:
    add_accounts(store, mei="analyst", guest="reader")
    id = single(fill(store, 12))
    desk = desk_of(store)
    case = desk.open(case_of(id))
    assert case
    decide(desk, case, sector="energy")
    ask_again(store, [id], BY)
    case = desk.open(case_of(id))
    assert case
    decide(desk, case, sector="trade")
    assert desk.case(case_of(id)).awaits is None  # type: ignore[union-attr]
    assert store.labels_of([id])[id, "sector"].value == "trade"


def test_what_nobody_decided_is_not_asked_again(store: Store) -> None:
    ids = fill(store, 3)
    assert ask_again(store, ids, BY) == 0
    assert RECHECK not in "".join(export_json(store))


@pytest.mark.parametrize("name", ["mei", "ravi"])
def test_neither_the_answer_nor_the_suspicion_is_shown(store: Store, name: str) -> None:
    id = settled(store, sector="energy")
    ask_again(store, [id], BY)
    with client_of(store) as client:
        Analyst(client, name)
        page = client.get(f"/cases/{case_of(id)}").text
        assert "recheck" not in page and BY not in page and "analyst/mei" not in page and "correct" not in page
    ravi = desk_of(store, "ravi")
    case = ravi.open(case_of(id))
    assert case
    decide(ravi, case, sector="energy")
    with client_of(store) as client:
        Analyst(client, name)
        page = client.get(f"/cases/{case_of(id)}").text
        assert "recheck" not in page and BY not in page and "mei" in page
