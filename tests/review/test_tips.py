"""Tips: kept at once, checked, told of; nobody's but an analyst's; credited in the ledger."""

import pytest

from census.store import Store
from census.tips import REASONS, Outcome, Tips, tip_of
from tests.review.clients import Analyst, add_accounts, client_of
from tests.review.desk import HOSTILE, fill
from tests.review.test_search import tell

TEXT = "Harbour Bank pilots a ledger for letters of credit in Sydney, it said on Tuesday."


@pytest.fixture
def mei(store: Store) -> Analyst:
    add_accounts(store, mei="analyst", guest="reader")
    return Analyst(client_of(store), "mei")


def hand_in(analyst: Analyst, **form: str) -> int:
    data = {"csrf": analyst.said("csrf"), "ticket": "t1"} | form
    analyst.answer = analyst.client.post("/tips", data=data)  # type: ignore[attr-defined]
    return int(analyst.answer.status_code)  # type: ignore[attr-defined]


def test_a_tip_is_kept_at_once_and_once(mei: Analyst, store: Store) -> None:
    for _ in range(3):
        assert hand_in(mei, url="https://news.example/a") == 200
    assert hand_in(mei, text=TEXT, title="Bank pilots", date="2019-11-13", ticket="t2") == 200
    assert hand_in(mei, url="https://news.example/b") == 200
    waiting = Tips(store).unread()
    assert len(waiting) == 3
    assert {(t.by, t.url, t.text, t.date) for t in waiting} == {
        ("analyst/mei", "https://news.example/a", "", None),
        ("analyst/mei", "https://news.example/b", "", None),
        ("analyst/mei", "", TEXT, "2019-11-13"),
    }
    page = mei.client.get("/tips").text
    assert page.count("It waits to be read.") == 3 and 'hx-trigger="every 3s"' in page


WRONG = [
    {}, {"url": "https://a.example", "text": TEXT}, {"url": "ftp://a.example/x"}, {"url": "file:///etc/passwd"}, {"url": "javascript:alert(1)"},
    {"url": "https://"}, {"url": "https://mei:secret@a.example"}, {"url": "https://a.example/a b"}, {"url": "https://[::1"}, {"url": "https://a.example:99999"},
    {"url": "https://a.example/" + "x" * 2000}, {"text": "too short"}, {"text": "x" * 60_001}, {"text": TEXT, "date": "13.11.2019"}, {"text": TEXT, "title": "x" * 301},
]  # fmt: skip


@pytest.mark.parametrize("form", WRONG, ids=range(len(WRONG)))
def test_what_cannot_be_a_tip_is_said_and_what_was_typed_stays(
    mei: Analyst, store: Store, form: dict[str, str]
) -> None:
    assert hand_in(mei, **form) == 422
    page = mei.answer.text  # type: ignore[attr-defined]
    assert 'role="alert"' in page and not Tips(store).unread()
    for value in form.values():
        assert value[:200] in page


def test_a_tip_needs_the_token_and_the_role(mei: Analyst, store: Store) -> None:
    guest = Analyst(client_of(store), "guest")
    assert hand_in(guest, url="https://news.example/a") == 403 and 'name="url"' not in guest.client.get("/tips").text
    assert hand_in(mei, url="https://news.example/a", csrf="x") == 403
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert mei.client.post("/tips", data={"csrf": mei.said("csrf"), "url": "https://a.example"}, headers=headers).status_code == 403  # fmt: skip
    assert hand_in(mei, text="字" * 60_000, date="2019-11-13") == 200
    assert hand_in(mei, text="字" * 90_000) == 413 and hand_in(mei, url="https://a.example/\x00") == 422
    assert len(Tips(store).unread()) == 1


def test_what_became_of_a_tip_is_told_with_the_reason(mei: Analyst, store: Store) -> None:
    fill(store, 1)
    tell(store, "f" * 16, "Bank pilots ledger")
    found = store.announcements_about("f" * 16)[0]
    cases = {
        "a": Outcome("", found.article_id, "", "", "now"), "b": Outcome("", None, "private_address", "10.0.0.1", "now"),
        "c": Outcome("", None, "killed_reader", "MemoryError", "now"),
    }  # fmt: skip
    for name, outcome in cases.items():
        tip = tip_of("analyst/mei", name, {"url": f"https://news.example/{name}"})
        Tips(store).keep(tip)
        with store.transaction() as connection:
            Tips(store).settle(connection, Outcome(**{**vars(outcome), "tip_id": tip.id}))
    page = mei.client.get("/tips").text
    assert "announcement 1" in page and REASONS["private_address"][1:] in page and "Killed reader MemoryError" in page
    assert "waits" not in page and "every 3s" not in page


def test_what_has_no_case_yet_is_on_its_way(mei: Analyst, store: Store) -> None:
    tell(store, "f" * 16, "Bank pilots ledger")
    tip = tip_of("analyst/mei", "a", {"url": "https://news.example/a"})
    Tips(store).keep(tip)
    with store.transaction() as connection:
        Tips(store).settle(
            connection, Outcome(tip.id, store.announcements_about("f" * 16)[0].article_id, "", "", "now")
        )
    page = mei.client.get("/tips").text
    assert "announcement 1, on its way into the queue" in page and "every 3s" in page and "/cases/" not in page


def test_nothing_of_a_tip_runs(mei: Analyst, store: Store) -> None:
    assert hand_in(mei, text=f"{HOSTILE} {TEXT}", title=HOSTILE, outlet=HOSTILE) == 200
    page = mei.client.get("/tips").text
    assert "<script>document" not in page and "<img" not in page and "&lt;script&gt;" in page
