"""The ledger of review as files: out and in, the same words in force on the other side."""

import io
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from census.exchange import entries, export_csv, export_json, import_entries
from census.queue import Filters, Queue
from census.review_tables import reviews
from census.reviews import Entry, case_of, moment
from census.standing import evidence_hash
from census.store import Store
from tests.review.desk import fill

Export = Callable[[Store], Iterator[str]]


def reviewed(store: Store) -> list[str]:
    """A store in which one label is corrected, one taken back, one unknown, one pair parted and one comment made."""
    ids = fill(store, 8, pairs=1)
    desk = Queue(store, "analyst/mei", True)

    def decide(id: str, action: str, other: str = "", comment: str = "", **values: str | None) -> None:
        case = desk.open(case_of(id, other))
        assert case
        told = (
            {"sector": "finance", "country": "AU", "subject": "enterprise", "stage": "live"} | values
            if not other
            else {}
        )
        texts = store.texts_of([i for i in (id, other) if i]).values()
        made = Entry(case.case_id, case.announcement_id, case.other_id, action, desk.by, moment(), told, tuple(values), 3.5, "model/1", evidence_hash(*texts), comment=comment)  # fmt: skip
        assert desk.decide(case, case.ticket or "", made)

    decide(ids[0], "correct", sector="energy", comment='=HYPERLINK("x"), said "he"\nand 她')
    decide(ids[1], "correct", sector="trade")
    assert desk.undo()
    decide(ids[2], "correct", country=None, application=None)
    decide(ids[3], "accept", comment="'quoted'")
    decide(ids[0], "different", ids[1])
    return ids


@pytest.mark.parametrize(("export", "is_json"), [(export_csv, False), (export_json, True)])
def test_what_goes_out_comes_in_with_the_same_words_in_force(store: Store, export: Export, is_json: bool) -> None:
    ids = reviewed(store)
    text, held = "".join(export(store)), list(entries(store))
    force = {k: (x.value, x.by) for k, x in store.labels_of(ids).items()}
    judged = store.analyst_judgements()
    with store.transaction() as connection:
        connection.execute(reviews.delete())
        for name in ("labels", "judgements"):
            table = reviews.metadata.tables[name]
            connection.execute(table.delete().where(table.c.by.like("analyst/%")))
    assert import_entries(store, io.StringIO(text, newline=""), is_json) == len(held) == 6
    assert list(entries(store)) == held
    assert {k: (x.value, x.by) for k, x in store.labels_of(ids).items()} == force
    assert store.analyst_judgements() == judged
    assert import_entries(store, io.StringIO(text, newline=""), is_json) == 0, "a second time adds nothing"


def test_no_cell_is_a_formula(store: Store) -> None:
    reviewed(store)
    text = "".join(export_csv(store))
    assert "'=HYPERLINK" in text and '"=HYPERLINK' not in text and ",=HYPERLINK" not in text


@pytest.mark.parametrize(("old", "new"), [("energy", "gambling"), ("analyst/", "model/"), ("correct", "bribe")])
def test_a_wrong_line_is_named_and_nothing_is_taken_in(store: Store, old: str, new: str) -> None:
    reviewed(store)
    text = "".join(export_json(store)).replace(old, new)
    with store.transaction() as connection:
        connection.execute(reviews.delete())
    with pytest.raises(ValueError, match="line 1 "):
        import_entries(store, io.StringIO(text), True)
    assert list(entries(store)) == []


def test_an_export_holds_a_few_entries_at_a_time(store: Store) -> None:
    ids = fill(store, 2)
    row = {"case_id": case_of(ids[0]), "announcement_id": ids[0], "other_id": "", "action": "comment", "values": {}, "changed": [],
           "by": "analyst/mei", "seconds": 1.0, "model": "model/1", "evidence": "", "undoes": "", "comment": "x" * 500}  # fmt: skip
    for start in range(0, 30_000, 5000):
        with store.transaction() as connection:
            connection.execute(
                reviews.insert(), [{**row, "id": f"{n:016x}", "made_at": f"{n:09}"} for n in range(start, start + 5000)]
            )
    tracemalloc.start()
    size = sum(map(len, export_csv(store)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 15_000_000 and peak < size
    assert Queue(store, "analyst/mei").left(Filters()) == 2
