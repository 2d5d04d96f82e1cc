"""Twenty analysts at once, over connections of their own, at a page in another process: no decision is lost or doubled."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from benchmarks.review_load import faults_of, prepare, serving, work
from census.queue import Case
from census.review_tables import reviews
from census.reviews import case_of, is_doubled
from census.store import Store
from tests.review.desk import fill
from tests.review.test_ledger import decide, desk_of


def test_twenty_analysts_at_once_lose_and_double_nothing(store: Store, tmp_path: Path) -> None:
    names = prepare(store, 2000)
    with serving(store.url, tmp_path) as address:
        sent = work(address, names, 12)
    assert sum(len(one.entries) for one in sent) == 20 * 12 and all(one.undone == 1 for one in sent)
    assert faults_of(store, sent) == []
    with store.transaction() as connection:
        connection.execute(reviews.delete().where(reviews.c.id == next(iter(sent[0].entries))))
    assert len(faults_of(store, sent)) >= 1, "the check sees a loss"


def test_a_case_that_goes_to_a_senior_while_it_is_opened_is_not_given(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = next(case for id in fill(store, 100) if is_doubled(case := case_of(id)))
    mei, ravi, lee = desk_of(store), desk_of(store, "ravi"), desk_of(store, "lee")
    case = ravi.open(case_id)
    assert case
    decide(ravi, case, sector="energy")
    held = mei._held

    def held_while_lee_decides(connection: Connection) -> list[Case]:
        taken = lee.open(case_id)
        assert taken
        decide(lee, taken, sector="trade")
        return held(connection)

    monkeypatch.setattr(mei, "_held", held_while_lee_decides)
    assert mei.open(case_id) is None and mei.case(case_id).awaits == "senior"  # type: ignore[union-attr]
