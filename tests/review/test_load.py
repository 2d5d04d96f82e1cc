"""Twenty analysts at once, over connections of their own, at a page in another process: no decision is lost or doubled."""

from pathlib import Path

from benchmarks.review_load import faults_of, prepare, serving, work
from census.review_tables import reviews
from census.store import Store


def test_twenty_analysts_at_once_lose_and_double_nothing(store: Store, tmp_path: Path) -> None:
    names = prepare(store, 2000)
    with serving(store.url, tmp_path) as address:
        sent = work(address, names, 12)
    assert sum(len(one.entries) for one in sent) == 20 * 12 and all(one.undone == 1 for one in sent)
    assert faults_of(store, sent) == []
    with store.transaction() as connection:
        connection.execute(reviews.delete().where(reviews.c.id == next(iter(sent[0].entries))))
    assert len(faults_of(store, sent)) >= 1, "the check sees a loss"
