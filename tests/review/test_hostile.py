"""Hostile use: nothing is lost, and nobody gets in where they do not belong."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from census.accounts import Accounts
from census.queue import Filters
from census.review_tables import queue, reviews, sessions
from census.reviews import case_of
from census.store import Store
from review.guard import COOKIE
from tests.review.clients import PASSWORD, Analyst, add_accounts, client_of, post_at_once
from tests.review.desk import HOSTILE, fill


def decisions(store: Store) -> int:
    with store.engine.connect() as connection:
        return len(connection.execute(select(reviews.c.id)).all())


@pytest.fixture
def mei(store: Store) -> Analyst:
    add_accounts(store, mei="analyst", ravi="analyst", head="senior", guest="reader")
    fill(store, 6)
    return Analyst(client_of(store), "mei")


FORGED: list[Callable[[Analyst], dict[str, str]]] = [
    lambda mei: {"csrf": ""}, lambda mei: {"csrf": "x" * 43}, lambda mei: {"csrf": mei.said("csrf")[:-1]}, lambda mei: {"csrf": "é"},
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGED)
def test_a_post_without_the_token_of_the_session_does_nothing(mei: Analyst, store: Store, forge: Callable) -> None:  # type: ignore[type-arg]
    assert mei.decide(**forge(mei)).status_code == 403
    for path in ("/undo", "/logout", "/place", f"/cases/{mei.case}/note", f"/cases/{mei.case}/open"):
        assert mei.client.post(path, data=forge(mei) | {"comment": "x"}).status_code == 403
    assert decisions(store) == 0 and mei.decide().status_code == 303


def test_a_post_from_another_sites_page_does_nothing(mei: Analyst, store: Store) -> None:
    data = {"csrf": mei.said("csrf"), "ticket": mei.said("ticket"), "action": "accept"}
    for site in ("cross-site", "same-site"):
        answer = mei.client.post(f"/cases/{mei.case}", data=data, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert decisions(store) == 0
    assert (
        mei.client.post(
            "/login", data={"name": "ravi", "password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"}
        ).status_code
        == 403
    )


def test_nothing_of_an_article_runs_or_escapes(mei: Analyst, store: Store) -> None:
    hostile = case_of(next(id for id, text in store.texts_of(ids_of(store)).items() if HOSTILE in text))
    answer = mei.client.post(f"/cases/{hostile}/open", data={"csrf": mei.said("csrf")})
    assert "&lt;script&gt;document.title" in answer.text
    for page in (
        answer.text,
        mei.client.get(f"/cases/{hostile}").text,
        mei.client.get("/search", params={"q": "onerror"}).text,
    ):
        assert "<script>document" not in page and "<img" not in page
    mei.load()
    mei.decide("accept", comment=HOSTILE)
    page = mei.client.get(f"/cases/{hostile}").text
    assert "<img" not in page
    for path in ("/", "/login", "/search?q=%3Cscript%3E", "/nowhere", "/static/review.js"):
        policy = mei.client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe" not in policy


def ids_of(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        return list(connection.execute(select(queue.c.announcement_id)).scalars())


def test_the_page_holds_no_script_or_style_of_its_own(mei: Analyst) -> None:
    for path in ("/", "/login", f"/cases/{mei.case}"):
        page = mei.client.get(path).text
        assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=|javascript:", page)


SQL = [
    "' OR 1=1 --",
    "'; DROP TABLE reviews; --",
    "%",
    "_",
    "\\",
    '"',
    "finance' UNION SELECT password FROM accounts --",
]


@pytest.mark.parametrize("text", SQL)
def test_signs_of_sql_are_text(mei: Analyst, store: Store, text: str) -> None:
    assert mei.client.post("/login", data={"name": text, "password": text}).status_code == 401
    found = mei.client.get("/search", params={"q": f"Bank 1 {text}"})
    assert found.status_code == 200 and "Harbour Bank 2" not in found.text and "argon2" not in found.text
    assert mei.client.get(f"/cases/{text!r}").status_code == 404
    assert mei.client.post("/place", data={"csrf": mei.said("csrf"), "sector": text}).status_code == 200
    assert mei.client.post("/place", data={"csrf": mei.said("csrf")}).status_code == 200
    mei.load()
    assert mei.decide(comment=text).status_code == 303
    assert mei.load() and mei.decide(sector=text).status_code == 409
    assert decisions(store) == 1


def test_a_zero_byte_is_no_text(mei: Analyst, store: Store) -> None:
    assert mei.decide(ticket="\x00").status_code == mei.decide(comment="a\x00b").status_code == 422
    for path in ("/search?q=%00", "/cases/%00"):
        assert mei.client.get(path).status_code == 422
    assert mei.client.post("/login", data={"name": "\x00", "password": "x"}).status_code == 422
    assert decisions(store) == 0


@pytest.mark.parametrize("cookie", ["", "x", "mei", "A" * 43, "' OR '1'='1", "../../etc/passwd"])
def test_a_forged_session_is_nobodys(mei: Analyst, store: Store, cookie: str) -> None:
    stranger = client_of(store)
    stranger.cookies.set(COOKIE, cookie)
    for path in ("/", "/ahead", "/search?q=bank", f"/cases/{mei.case}"):
        answer = stranger.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    data = {"csrf": mei.said("csrf"), "ticket": mei.said("ticket"), "action": "accept"}
    assert stranger.post(f"/cases/{mei.case}", data=data, follow_redirects=False).headers["location"] == "/login"
    assert decisions(store) == 0


def test_a_session_ends_and_what_is_kept_of_it_opens_nothing(mei: Analyst, store: Store) -> None:
    token = mei.client.cookies[COOKIE]
    with store.engine.connect() as connection:
        [kept] = connection.execute(select(sessions.c.id)).scalars()
    assert kept != token
    mei.client.post("/logout", data={"csrf": mei.said("csrf")})
    stranger = client_of(store)
    for known in (token, kept):
        stranger.cookies.set(COOKIE, known)
        assert stranger.get("/", follow_redirects=False).status_code == 303
    with store.transaction() as connection:
        connection.execute(sessions.delete())
    live = Accounts(store).sign_in("mei")
    with store.transaction() as connection:
        connection.execute(sessions.update().values(expires_at=0.0))
    assert Accounts(store).session(live) is None


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(store: Store) -> None:
    add_accounts(store, mei="analyst")
    answer = client_of(store).post("/login", data={"name": "mei", "password": PASSWORD}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie


def test_guessing_ends_after_five_tries_also_with_the_right_password(store: Store) -> None:
    add_accounts(store, mei="analyst")
    client = client_of(store)
    tries = [client.post("/login", data={"name": "mei", "password": f"guess {n}"}).status_code for n in range(5)]
    assert tries == [401] * 5
    assert client.post("/login", data={"name": "mei", "password": PASSWORD}, follow_redirects=False).status_code == 429


def test_forty_guesses_at_once_are_no_more_than_five(store: Store) -> None:
    add_accounts(store, mei="analyst")
    seen = post_at_once(client_of(store), "/login", [{"name": "mei", "password": str(n)} for n in range(40)])
    assert len(seen) == 40 and seen.count(401) <= 5 and seen.count(429) >= 35


def test_two_hundred_submits_of_one_form_are_one_decision(mei: Analyst, store: Store) -> None:
    data = {"csrf": mei.said("csrf"), "ticket": mei.said("ticket"), "action": "accept"}
    seen = post_at_once(mei.client, f"/cases/{mei.case}", [data] * 200)
    assert seen == [303] * 200 and decisions(store) == 1


def test_a_reload_in_mid_decision_shows_the_same_case_and_the_old_form_still_decides(
    mei: Analyst, store: Store
) -> None:
    case, ticket = mei.case, mei.said("ticket")
    for _ in range(3):
        mei.load()
        assert (mei.case, mei.said("ticket")) == (case, ticket)
    ravi = Analyst(client_of(store), "ravi")
    assert ravi.case and ravi.case != case
    assert mei.decide(sector="energy").status_code == 303 and decisions(store) == 1


def test_a_case_in_anothers_hand_cannot_be_decided(mei: Analyst, store: Store) -> None:
    ravi = Analyst(client_of(store), "ravi")
    data = {"csrf": ravi.said("csrf"), "ticket": mei.said("ticket"), "action": "accept"}
    assert ravi.client.post(f"/cases/{mei.case}", data=data).status_code == 409
    assert ravi.client.post(f"/cases/{mei.case}/open", data=data).status_code == 409
    assert decisions(store) == 0


def test_a_reader_reads(mei: Analyst, store: Store) -> None:
    guest = Analyst(client_of(store), "guest")
    assert not guest.case and "Readers look" in guest.page
    assert guest.client.get(f"/cases/{mei.case}").status_code == 200
    for path in (
        f"/cases/{mei.case}",
        "/undo",
        f"/cases/{mei.case}/open",
        f"/cases/{mei.case}/note",
        f"/cases/{mei.case}/pair",
    ):
        assert (
            guest.client.post(path, data={"csrf": guest.said("csrf"), "action": "accept", "comment": "x"}).status_code
            == 403
        )
    assert decisions(store) == 0 and len(Analyst(client_of(store), "ravi").page) > 1000


@pytest.mark.parametrize(
    "form", [{"action": "same"}, {"action": "undo"}, {"action": ""}, {"sector": "gambling"}, {"country": "XX"}, {"country_other": "<b>"}, {"stage": ""}]
)  # fmt: skip
def test_a_form_that_no_page_of_ours_makes_is_refused_or_harmless(
    mei: Analyst, store: Store, form: dict[str, str]
) -> None:
    answer = mei.decide(**form)
    assert answer.status_code == (303 if form == {"stage": ""} else 409)
    assert "<b>" not in answer.text


def test_what_is_too_large_is_refused(mei: Analyst, store: Store) -> None:
    assert mei.decide(comment="x" * 70_000).status_code == 413
    assert mei.client.post("/undo", content=iter([b"x"] * 10)).status_code == 413
    assert decisions(store) == 0


def test_filters_are_kept_for_the_next_sign_in(mei: Analyst, store: Store) -> None:
    mei.client.post("/place", data={"csrf": mei.said("csrf"), "month": "2019-11", "is_disputed": "1", "nonsense": "x"})
    account = Accounts(store).find("mei")
    assert account and Filters(**(account.place or {})) == Filters(month="2019-11", is_disputed=True)
