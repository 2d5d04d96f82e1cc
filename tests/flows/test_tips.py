"""Tips read like any other article: fetched politely, read apart, labelled, put into the queue, credited; killed, read again and once."""

import os
import threading
from concurrent.futures import ProcessPoolExecutor
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select

from census.queue import Queue
from census.records import Article
from census.reviews import Reviews, case_of
from census.store import Store
from census.tables import pages
from census.tips import Tips, tip_of
from classifiers.model import load
from flows import review, tips, work
from flows.tips import read_tips
from tests.crawling import open_settings
from tests.web import Request, Response, Web, article

HOST = "127.0.7.1"
TEXT = (
    "The Port Authority of Rotterdam has put its bills of lading on a blockchain with two carriers and a bank. "
    "Papers that took a week to cross the ocean now arrive before the ship, the authority says."
)


def answer(request: Request) -> Response:
    path = request.path.partition("?")[0]
    day = "" if path == "/undated" else "2019-11-13"
    if path in ("/good", "/undated"):
        page = article("Port of Rotterdam puts bills of lading on a blockchain", day)
        return Response(page if day else page.replace(b'content="T09:00:00+00:00"', b'content=""'))
    if path == "/kept":
        return Response(article("Port of Antwerp", day), headers=(("TDM-Reservation", "1"),))
    if path == "/robots.txt":
        return Response(b"User-agent: *\nDisallow: /private", kind="text/plain")
    return Response(b"gone", 404)


def test_tips_are_read_credited_and_told(tmp_path: Path) -> None:
    with Web() as web:
        web.hosts[HOST] = answer
        settings = open_settings(tmp_path)
        store = Store.open(settings.database_url)
        by = f"model/{load(settings.model).version}"
        given = {
            "good": {"url": web.url(HOST, "/good")}, "text": {"text": TEXT, "title": "Port of Rotterdam", "date": "2019-11-14"},
            "again": {"url": web.url(HOST, "/good")}, "undated": {"url": web.url(HOST, "/undated")},
            "dated": {"url": web.url(HOST, "/undated?x=1"), "date": "2019-11-15"}, "kept": {"url": web.url(HOST, "/kept")},
            "robots": {"url": web.url(HOST, "/private/x")}, "gone": {"url": web.url(HOST, "/nowhere")}, "private": {"url": "http://10.1.2.3/x"},
            "weather": {"text": "It will rain in the north tomorrow, and the wind turns to the west in the evening.", "date": "2019-11-13"},
        }  # fmt: skip
        held = {
            name: tip_of(f"analyst/{'ravi' if name == 'again' else 'mei'}", name, form) for name, form in given.items()
        }
        for tip in held.values():
            Tips(store).keep(tip)
        assert read_tips(store, settings) == len(given) and read_tips(store, settings) == 0
    told = {one.tip.id: one for one in Tips(store).latest()}
    reasons = {name: told[tip.id].outcome.reason for name, tip in held.items()}  # type: ignore[union-attr]
    assert {n: r for n, r in reasons.items() if r} == {
        "again": "known", "undated": "undated", "kept": "reserved", "robots": "robots", "gone": "http_error", "private": "private_address",
        "weather": "no_announcement",
    }  # fmt: skip
    [id] = told[held["good"].id].announcement_ids
    assert told[held["text"].id].announcement_ids and id == told[held["again"].id].announcement_ids[0]
    assert [(e.action, e.by) for e in Reviews(store).history(case_of(id))] == [("comment", "analyst/mei"), ("comment", "analyst/ravi")]  # fmt: skip
    assert all(one.is_settled for one in told.values()) and told[held["good"].id].queued == {id}
    case = Queue(store, "analyst/ravi").case(case_of(id))
    assert case and case.awaits == "first" and store.labels_of([id])[id, "sector"].by == by
    with store.engine.connect() as connection:
        archives = list(connection.execute(select(pages.c.archive)).scalars())
    assert archives and all((tmp_path / archive).exists() for archive in archives)
    assert not [request for request in web.log if request.path.startswith("/private")]
    store.close()


def test_a_killed_reading_is_done_again_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = open_settings(tmp_path)
    store = Store.open(settings.database_url)
    tip = tip_of("analyst/mei", "t", {"text": TEXT, "date": "2019-11-14"})
    Tips(store).keep(tip)
    save = tips._credit

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tips, "_credit", die)
    with pytest.raises(KeyboardInterrupt):
        read_tips(store, settings)
    assert [waiting.id for waiting in Tips(store).unread()] == [tip.id] and not store.counts()["announcements"]
    monkeypatch.setattr(tips, "_credit", save)
    assert read_tips(store, settings) == 1 and store.counts()["announcements"] == 1
    assert len(Reviews(store).latest()) == 1
    store.close()


class Dying(tips.ModelApart):
    """A model whose process dies of one text."""

    def label(self, article: Article) -> tuple[str, work.ArticleRead]:
        if "bomb" in article.title:
            self.pool = self.pool or ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            self.pool.submit(os._exit, 1)
        return super().label(article)


def test_a_text_that_kills_the_model_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = open_settings(tmp_path)
    store = Store.open(settings.database_url)
    for n, title in enumerate(("a bomb", "Port of Rotterdam")):
        Tips(store).keep(tip_of("analyst/mei", str(n), {"text": TEXT + title, "title": title, "date": "2019-11-14"}))
    monkeypatch.setattr(tips, "ModelApart", Dying)
    assert read_tips(store, settings) == 2
    good, bad = Tips(store).latest()
    assert good.outcome and not good.outcome.reason and good.announcement_ids
    assert bad.outcome and bad.outcome.reason == "killed_reader" and not bad.announcement_ids
    store.close()


def test_a_fault_beside_the_tips_is_told_and_the_next_tip_wakes_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = open_settings(tmp_path)
    store, console = Store.open(settings.database_url), Console(record=True, width=300, file=StringIO())
    stop, handed, woken = threading.Event(), threading.Event(), threading.Semaphore(0)
    tries = list[int]()

    def read(*_: object) -> int:
        tries.append(1)
        woken.release()
        if len(tries) == 1:
            raise OSError("no space left")
        return 0

    monkeypatch.setattr(review, "read_tips", read)
    reader = threading.Thread(target=review.keep_reading, args=(store, settings, console, stop, handed))
    reader.start()
    for _ in range(2):
        handed.set()
        assert woken.acquire(timeout=30)
    stop.set()
    handed.set()
    reader.join(30)
    assert not reader.is_alive() and "no space left" in console.export_text()
    store.close()
