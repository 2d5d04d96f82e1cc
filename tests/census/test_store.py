import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from census.evidence import evidence_of
from census.ledger import Cell, Ledger
from census.months import Month
from census.records import Announcement, Article, Label, Partner, Problem
from census.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/census.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = Store.open(url)
    yield opened
    opened.close()


ARTICLE = Article(
    "art1", "https://a.example/1", "A", "标题", "正文", "2019-11-05T09:00:00+08:00", "json_ld", "zh", ("desk",)
)
TOLD = Announcement(
    "ann1",
    "art1",
    (0, 5),
    "标题\n正文",
    "2019-11-05",
    "zh",
    "税务局",
    (Partner("腾讯", "vendor"),),
    topics=("e_invoice",),
)


def label(value: str, by: str, made_at: str) -> Label:
    return Label("ann1", "sector", value, 0.7, by, made_at, (("government", 0.7), ("finance", 0.3)))


def test_nouns_come_back_as_they_went_in_and_are_kept_once(store: Store) -> None:
    for _ in range(2):
        with store.transaction() as connection:
            store.save_articles(connection, [ARTICLE], "cell1")
            store.save_announcements(connection, [TOLD], "model/1")
    assert store.articles_of(["cell1"]) == [ARTICLE]
    assert store.announcements_until(Month.parse("2019-11"), "model/1") == [TOLD]
    assert store.announcements_until(Month.parse("2019-10"), "model/1") == []
    assert store.articles_of(["cell1"], unread_by="model/1") == [ARTICLE]
    with store.transaction() as connection:
        store.save_reading(connection, "art1", "model/1", 0.9)
    assert store.articles_of(["cell1"], unread_by="model/1") == []


def test_the_newest_analyst_beats_any_model(store: Store) -> None:
    with store.transaction() as connection:
        store.save_articles(connection, [ARTICLE], "cell1")
        store.save_announcements(connection, [TOLD], "model/1")
        store.save_labels(
            connection, [label("government", "model/1", "2019-12-01"), label("trade", "analyst/mei", "2019-12-02")]
        )
        store.save_labels(
            connection, [label("finance", "analyst/mei", "2019-12-03"), label("energy", "model/2", "2019-12-09")]
        )
    assert store.labels_of(["ann1"])["ann1", "sector"].value == "finance"


def test_evidence_that_is_not_merged_is_the_same_but_for_distributions(store: Store) -> None:
    given = [label("government", "model/1", "2019-12-01"), label("trade", "analyst/mei", "2019-12-02")]
    with store.transaction() as connection:
        store.save_articles(connection, [ARTICLE], "cell1")
        store.save_announcements(connection, [TOLD], "model/1")
        store.save_labels(connection, given)
    whole, light = evidence_of(store, ["ann1"]), evidence_of(store, ["ann1"], is_for_merging=False)
    assert set(given) <= set(whole.labels)
    assert light == replace(whole, labels=tuple(replace(one, distribution=()) for one in whole.labels))


def test_a_cell_is_committed_once_and_a_fault_leaves_nothing(store: Store) -> None:
    ledger = Ledger(store, 60)
    cell = Cell("read", f"key-{store.engine.dialect.name}")
    assert ledger.missing([cell]) == [cell] and ledger.lease(cell)
    problem = Problem("parse", "x.warc.gz", f"https://b.example/{cell.key}", "empty", "2019-12-01")

    def half(connection: object) -> None:
        store.save_problems(connection, [problem], cell.id)  # type: ignore[arg-type]
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError):
        ledger.commit(cell, half)
    assert ledger.missing([cell]) == [cell] and store.problems_of([cell.id]) == []
    ledger.commit(cell, lambda connection: store.save_problems(connection, [problem], cell.id))
    assert ledger.missing([cell]) == [] and store.problems_of([cell.id]) == [problem]
    assert not ledger.lease(cell)


def test_the_clock_of_a_run_is_fixed_when_it_first_starts(store: Store) -> None:
    ledger = Ledger(store, 60)
    first = ledger.open_run("2019-11", "model/1", ["b", "a"], "2019-12-01T00:00:00Z")
    assert ledger.open_run("2019-11", "model/1", ["a", "b"]) == first


def test_a_store_out_of_reach_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="CHAINCENSUS_STORE_URL"):
        Store.open("postgresql://nobody:secret@127.0.0.1:1/none")


def test_a_store_of_an_earlier_version_gets_the_columns_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    Store.open(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as old:
        old.execute('ALTER TABLE pages DROP COLUMN "offset"')
        old.commit()
    store = Store.open(f"sqlite:///{path}")
    assert store.counts()["pages"] == 0
    store.close()
    with closing(sqlite3.connect(path)) as old:
        assert "offset" in {row[1] for row in old.execute("PRAGMA table_info(pages)")}
        old.execute("ALTER TABLE links DROP COLUMN title")
        old.commit()
    with pytest.raises(ValueError, match="made by another version: its table links lacks title"):
        Store.open(f"sqlite:///{path}")
