"""Search: by words, id and address, newest first; the index is kept up to date, made anew, and asked without a scan."""

import pytest
from sqlalchemy import func, insert, select, text, update

from census import tables, word_index
from census.enqueue import enqueue
from census.records import derive_id
from census.review_tables import sought
from census.search import search
from census.segment import segment
from census.store import Store
from census.urls import normalise_url
from census.word_index import index_words, postgresql_queries, sqlite_query
from tests.review.desk import MODEL, fill

HOSTILE = ['"', '" OR "', "*", "bank*", "NEAR(bank harbour)", "bank NOT x", "%", "bank_", "-bank", "title:bank", "^bank", "a\x00b", "'':*", "& |", "\\", "(", "бан'к"]  # fmt: skip


def tell(
    store: Store, id: str, title: str, date: str | None = "2019-11-03", lead: str | None = None, url: str = ""
) -> None:
    """One announcement in the store as a night writes it, and what a night's end does for review."""
    common = {"date": date, "lang": "en", "text": "It is told."}
    url = url or f"https://news.example/{id}"
    article = derive_id(normalise_url(url))
    with store.transaction() as connection:
        connection.execute(insert(tables.articles), [{
            **common, "id": article, "url": url, "outlet": "News", "title": title, "date_origin": "meta",
            "authors": [], "cell_id": "cell",
        }])  # fmt: skip
        connection.execute(insert(tables.announcements), [{
            **common, "id": id, "article_id": article, "span": [0, 4], "lead": lead, "partners": [], "host_countries": [], "topics": [],
            "relevance_proba": 0.9, "is_retold": False, "by": MODEL,
        }])  # fmt: skip
    enqueue(store)


def ids(store: Store, asked: str) -> list[str]:
    return [found.announcement_id for found in search(store, asked)]


@pytest.mark.parametrize(
    "title, asked",
    [
        ("Harbour Bank pilots ledger", "harb led"),
        ("Banco de São Paulo", "sao paulo"),
        ("中国银行试行区块链", "银行试"),
        ("みずほ銀行がIBMと実証", "銀行 ibm"),
        ("한국은행이 시범 운영", "은행"),
        ("ธนาคารไทยพาณิชย์", "ไทย"),
        ("Минфин и банк", "банк минф"),
        ("मुद्रा बैंक", "बैंक"),
        ("İstanbul Straße", "istanbul strasse"),
    ],
)
def test_words_are_found_by_their_beginnings_in_any_script(store: Store, title: str, asked: str) -> None:
    tell(store, "0" * 16, title)
    tell(store, "1" * 16, "Quite another matter", lead="Somebody")
    assert ids(store, asked) == ["0" * 16]


def test_newest_first_and_twenty_at_most_also_where_the_newest_of_all_do_not_hold_the_word(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(30):
        tell(store, f"{n:016}", "Zeppelin trade" if n < 25 else "Bank", f"2019-{1 + n % 12:02}-{1 + n % 28:02}")
    tell(store, "undated" + "0" * 9, "Zeppelin", None)
    for newest in (20_000, 3):
        monkeypatch.setattr(word_index, "_NEWEST", newest)
        found = [one.date for one in search(store, "zepp")]
        assert len(found) == 20 and found == sorted(found, reverse=True) and found[0] == "2019-12-24"
        assert (
            len(ids(store, "zeppelin trad")) == 20 and len(ids(store, "bank")) == 5 and not ids(store, "bank zeppelin")
        )


def test_id_and_address(store: Store) -> None:
    id = "0f3a9c2d1b7e4a65"
    tell(store, id, "Bank")
    for asked in (id, f" {id} ", f"https://news.example/{id}", f"http://www.news.example/{id}/?utm_source=x"):
        assert ids(store, asked) == [id]
    for asked in ("f" * 16, "https://news.example/other", "https://", "h", ""):
        assert ids(store, asked) == []


@pytest.mark.parametrize("asked", HOSTILE)
def test_signs_of_a_query_language_are_text(store: Store, asked: str) -> None:
    tell(store, "0" * 16, "Harbour Bank")
    wanted = ["0" * 16] if segment(asked) and all(token == "bank" for token in segment(asked)) else []
    assert ids(store, asked) == wanted


def test_a_killed_process_goes_on_and_the_index_made_anew_is_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 12)

    def held() -> list[tuple[int, str]]:
        with store.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(sought.c.place, sought.c.announcement_id).order_by(sought.c.place))]  # fmt: skip

    whole, found = held(), ids(store, "harbour 7")
    assert len(whole) == 12 and len(found) == 1
    monkeypatch.setattr(word_index, "_BATCH", 5)
    wrote = word_index._write
    parts = []

    def die_in_the_second(*given: object) -> int:
        parts.append(wrote(*given))  # type: ignore[arg-type]
        if len(parts) == 2:
            raise KeyboardInterrupt
        return parts[-1]

    monkeypatch.setattr(word_index, "_write", die_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        index_words(store, anew=True)
    assert len(held()) == 5, "the part that was under way is not half there"
    monkeypatch.setattr(word_index, "_write", wrote)
    assert index_words(store) == 7 and index_words(store) == 0
    assert held() == whole and ids(store, "harbour 7") == found
    with store.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(sought)).scalar_one() == 12


def test_two_processes_at_once_write_each_announcement_once(store: Store) -> None:
    fill(store, 3)
    with store.engine.connect() as connection:
        rows = connection.execute(select(tables.announcements.c.id, tables.announcements.c.date, tables.announcements.c.lead, tables.articles.c.title).join(tables.articles)).all()  # fmt: skip
    with store.transaction() as connection:
        assert word_index._write(connection, rows) == 0
    assert len(ids(store, "harbour")) == 3


def test_no_plan_scans(store: Store) -> None:
    fill(store, 40)
    with store.transaction() as connection:
        if connection.dialect.name == "sqlite":
            queries = [sqlite_query(["bank", "har"], 20)]
        else:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            queries = list(postgresql_queries(["bank", "har"], 20))
        for query in queries:
            compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
            explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
            plan = "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {compiled}"))
            assert "Seq Scan" not in plan and "SCAN sought" not in plan.replace(
                "SCAN sought_words VIRTUAL TABLE", ""
            ), plan
            assert "VIRTUAL TABLE INDEX" in plan or "ix_sought_words" in plan or "sought_pkey" in plan, plan


def test_a_changed_title_is_found_once_the_index_is_made_anew(store: Store) -> None:
    tell(store, "0" * 16, "Harbour Bank")
    with store.transaction() as connection:
        connection.execute(update(tables.articles).values(title="Mountain Bank"))
    assert ids(store, "harbour") and not ids(store, "mountain")
    assert index_words(store, anew=True) == 1
    assert ids(store, "mountain") and not ids(store, "harbour")
