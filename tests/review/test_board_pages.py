"""The pages beside the desk in a real browser: quiet, within the width, without a finding of axe-core; a tip from key to case."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from census.enqueue import enqueue
from census.ledger import today
from census.reviews import case_of
from census.store import Store
from census.tips import Outcome, Tips
from tests.census.browsing import NEEDS_CHROMIUM, beyond_the_edge, browser, violations
from tests.review.clients import add_accounts, served, stop_serving
from tests.review.test_board import label_twice, some_nights, weeks
from tests.review.test_browser import sign_in
from tests.review.test_search import tell

__all__ = ["browser"]
pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Store]:
    """A store with nights, drift, double labels of two months and a tip of each fate."""
    store = Store.open(f"sqlite:///{tmp_path}/census.db")
    some_nights(store)
    weeks(store, 0.5, 0.9)
    label_twice(store, 24, 6)
    label_twice(store, 24, 2, f"{today() - timedelta(60)}T00:00:00.000000Z", "2019-10")
    enqueue(store, anew=True)
    add_accounts(store, head="senior", mei="analyst", guest="reader")
    yield store
    stop_serving(store)
    store.close()


@pytest.mark.parametrize("width", [400, 1280])
def test_tonight_agreement_and_tips_are_right_at_each_width(browser: Browser, full: Store, width: int) -> None:
    page = sign_in(browser, full, "head", width)
    for path, heading in (("tonight", "Tonight"), ("agreement", "Agreement"), ("tips", "Tips")):
        page.goto(f"{served(full).address}/{path}")
        assert page.inner_text("h1") == heading
        assert not violations(page) and not beyond_the_edge(page)
        for drawn in page.query_selector_all("svg"):
            assert len(drawn.get_attribute("aria-label") or "") > 20
    assert not page.faults and not [url for url in page.asked if not url.startswith((served(full).address, "data:"))]


def test_a_senior_comes_from_agreement_to_the_disagreements(browser: Browser, full: Store) -> None:
    page = sign_in(browser, full, "head")
    page.goto(f"{served(full).address}/agreement")
    page.click("text=Settle disagreements now")
    page.wait_for_selector("#case .watermark")
    assert "Two analysts disagree" in page.inner_text("#case")


def test_a_tip_by_keyboard_alone_is_shown_as_it_is_read(browser: Browser, full: Store) -> None:
    page = sign_in(browser, full, "mei")
    page.keyboard.press("t")
    page.wait_for_selector("#url:focus")
    page.keyboard.type("https://news.example/missed")
    page.keyboard.press("Enter")
    page.wait_for_selector("#latest li")
    assert "It waits to be read." in page.inner_text("#latest") and not violations(page)
    [tip] = Tips(full).unread()
    assert (tip.url, tip.by) == ("https://news.example/missed", "analyst/mei")
    tell(full, "e" * 16, "Bank pilots ledger")
    with full.transaction() as connection:
        article = full.announcements_about("e" * 16)[0].article_id
        Tips(full).settle(connection, Outcome(tip.id, article, "", "", "now"))
    page.wait_for_selector("#latest a")
    assert page.get_attribute("#latest a", "href") == f"/cases/{case_of('e' * 16)}"
    assert not page.faults


def test_a_wrong_tip_says_why_and_keeps_what_was_typed(browser: Browser, full: Store) -> None:
    page = sign_in(browser, full, "mei", 400)
    page.goto(f"{served(full).address}/tips")
    page.fill("#text", "too short to be read")
    page.click("text=Hand it in")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("#text") == "too short to be read" and not violations(page) and not beyond_the_edge(page)
