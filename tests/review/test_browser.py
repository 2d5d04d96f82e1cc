"""A real browser at the page: by keyboard alone, as two analysts at once, and what the ledger and the next release then say."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from census.enqueue import enqueue
from census.pairs import ask_pair
from census.review_tables import queue, reviews
from census.reviews import Reviews, case_of, is_doubled
from census.store import Store
from tests.census.browsing import NEEDS_CHROMIUM, beyond_the_edge, browser, open_page, violations
from tests.conftest import Ran, chaincensus
from tests.review.clients import PASSWORD, add_accounts, served, stop_serving
from tests.review.desk import fill

__all__ = ["browser"]
pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    """A store of sixty labelled reports and three pairs, with three accounts."""
    store = Store.open(f"sqlite:///{tmp_path}/census.db")
    fill(store, 60, pairs=3)
    add_accounts(store, mei="senior", ravi="analyst", guest="reader")
    yield store
    stop_serving(store)
    store.close()


def sign_in(browser: Browser, store: Store, name: str, width: int = 1280) -> Page:
    page = open_page(browser, width, served(store).address + "/login")
    page.wait_for_selector("#name:focus")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("html.js #case > *")  # a key pressed before the script listens is lost
    return page


def case_on(page: Page) -> str:
    return page.get_attribute("#case form.case", "data-case") or ""


def ready(page: Page) -> None:
    """The next case is held ready, or there is none."""
    page.wait_for_selector("#ahead > *", state="attached")


def press(page: Page, *keys: str) -> None:
    """Keys of one decision, and the page with the next case."""
    before = case_on(page)
    ready(page)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_selector(f"#case form.case:not([data-case='{before}']), #case .empty")


def actions(store: Store, by: str) -> list[str]:
    query = select(reviews.c.action).where(reviews.c.by == by).order_by(reviews.c.made_at)
    with store.engine.connect() as connection:
        return list(connection.execute(query).scalars())


def settled(page: Page, store: Store, count: int) -> None:
    """All that was pressed is in the ledger."""
    for _ in range(200):
        with store.engine.connect() as connection:
            if len(connection.execute(select(reviews.c.id)).all()) >= count:
                return
        page.wait_for_timeout(50)
    raise AssertionError("the ledger did not get there")


@pytest.mark.parametrize("width", [400, 1280])
def test_each_page_is_quiet_within_the_width_and_without_a_finding(browser: Browser, desk: Store, width: int) -> None:
    page = open_page(browser, width, served(desk).address + "/login")
    assert not violations(page) and not beyond_the_edge(page)
    page = sign_in(browser, desk, "mei", width)
    ready(page)
    assert page.get_attribute("#case form.case", "data-kind") == "pair"
    assert not violations(page) and not beyond_the_edge(page)
    for _ in range(3):
        press(page, "3")
    ready(page)
    assert page.get_attribute("#case form.case", "data-kind") == "label"
    page.keyboard.press("1")
    assert not violations(page) and not beyond_the_edge(page)
    page.keyboard.press("Escape")
    for key, box in (("?", "help"), ("/", "search")):
        page.keyboard.press(key)
        assert page.is_visible(f"#{box}") and not violations(page)
        page.keyboard.press("Escape")
    page.goto(f"{served(desk).address}/cases/{case_on(page)}")
    assert not violations(page) and not beyond_the_edge(page)
    assert not page.faults and not [url for url in page.asked if not url.startswith((served(desk).address, "data:"))]
    reader = sign_in(browser, desk, "guest", width)
    assert not violations(reader) and "Readers look" in reader.inner_text("#case")


def test_fifty_cases_by_keyboard_alone(browser: Browser, desk: Store) -> None:
    page = sign_in(browser, desk, "mei")
    press(page, "1")  # one project
    press(page, "2")  # two projects
    press(page, "3")
    shown = []
    for n in range(47):
        shown.append(case_on(page))
        keys = [("a",), ("Enter",), ("1", "2", "a"), ("n",), ("5", "2", "3", "2", "Enter"), ("s",)][n % 6]
        press(page, *keys)
    assert len(set(shown)) == 47
    settled(page, desk, 50)
    said = Counter(actions(desk, "analyst/mei"))
    assert said == {"same": 1, "different": 1, "unsure": 1, "accept": 16, "correct": 16, "not_project": 8, "skip": 7}
    entries = {e.case_id: e for e in Reviews(desk).latest(60)}
    corrected = entries[shown[2]]
    assert corrected.changed == ("sector",) or list(corrected.changed) == ["sector"]
    assert corrected.seconds < 60 and corrected.model == "model/1"
    force = desk.labels_of([corrected.announcement_id])
    label = force[corrected.announcement_id, "sector"]
    assert (label.value, label.by) == (corrected.values["sector"], "analyst/mei") and label.value != "finance"
    assert not page.faults


def test_undo_by_key_goes_back_and_shows_the_case_again(browser: Browser, desk: Store) -> None:
    page = sign_in(browser, desk, "mei")
    seen = []
    for _ in range(5):
        seen.append(case_on(page))
        press(page, "s")
    for n, wanted in enumerate(reversed(seen)):
        page.keyboard.press("u")
        page.wait_for_selector(f"#case form.case[data-case='{wanted}']")
        settled(page, desk, 6 + n)
    assert actions(desk, "analyst/mei") == ["skip"] * 5 + ["undo"] * 5


def test_what_was_chosen_outlives_a_reload(browser: Browser, desk: Store) -> None:
    page = sign_in(browser, desk, "mei")
    for _ in range(3):
        press(page, "3")
    case = case_on(page)
    page.keyboard.press("1")
    page.keyboard.press("2")
    assert page.is_visible(".corrects")
    page.reload()
    assert case_on(page) == case and page.is_visible(".corrects")
    press(page, "a")
    settled(page, desk, 4)
    assert actions(desk, "analyst/mei")[-1] == "correct"


def test_a_list_of_all_values_and_a_comment_by_keyboard(browser: Browser, desk: Store) -> None:
    page = sign_in(browser, desk, "mei")
    for _ in range(3):
        press(page, "3")
    page.keyboard.press("3")
    page.keyboard.press("0")
    page.keyboard.type("Icel")
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    page.keyboard.type("a, n and u are letters here")
    page.keyboard.press("Enter")
    press(page, "a")
    settled(page, desk, 4)
    [entry] = Reviews(desk).latest(1)
    assert entry.values["country"] == "IS" and entry.comment == "a, n and u are letters here"


def test_a_digit_that_no_choice_has_opens_the_list_and_accepts_nothing(browser: Browser, desk: Store) -> None:
    page = sign_in(browser, desk, "mei")
    for _ in range(3):
        press(page, "3")
    ready(page)
    case = case_on(page)
    for key in ("1", "9", "a"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.name") == "sector_other"
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert case_on(page) == case and actions(desk, "analyst/mei") == ["unsure"] * 3
    page.context.close()


def test_it_works_by_touch_and_without_scripts(browser: Browser, desk: Store) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800}, has_touch=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(served(desk).address + "/login")
    page.fill("#name", "mei")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.tap("button.main")
    before = case_on(page)
    with page.expect_navigation():
        page.tap("button[value=same]")
    assert case_on(page) != before and actions(desk, "analyst/mei") == ["same"]
    context.close()


def test_a_lost_connection_loses_no_decision(browser: Browser, desk: Store) -> None:
    page = sign_in(browser, desk, "mei")
    case = case_on(page)
    ready(page)
    page.route("**/cases/*", lambda route: route.abort())
    page.keyboard.press("s")
    page.wait_for_selector("#told.bad")
    page.unroute("**/cases/*")
    assert case_on(page) == case, "the case is back on the screen"
    press(page, "s")
    settled(page, desk, 1)


def test_two_analysts_label_the_same_case_blind_and_a_senior_settles_it(browser: Browser, desk: Store) -> None:
    mei, ravi = sign_in(browser, desk, "mei"), sign_in(browser, desk, "ravi")
    assert case_on(mei) != case_on(ravi)
    with desk.engine.connect() as connection:
        ids = [
            id
            for id in connection.execute(select(queue.c.case_id).where(queue.c.other_id == "")).scalars()
            if is_doubled(id)
        ]
    doubled = ids[0]

    def take(page: Page) -> None:
        page.goto(f"{served(desk).address}/cases/{doubled}")
        page.click("text=Decide it now")
        page.wait_for_selector(f"form[data-case='{doubled}']")

    take(ravi)
    press(ravi, "1", "2", "a")
    settled(ravi, desk, 1)
    take(mei)
    assert "ravi" not in mei.content(), "the second label is blind"
    press(mei, "1", "3", "a")
    settled(mei, desk, 2)
    take(mei)
    assert "Two analysts disagree" in mei.inner_text("#case") and mei.locator(".said").count() >= 2
    assert not violations(mei)
    mei.keyboard.press("a")
    settled(mei, desk, 3)
    mei.goto(f"{served(desk).address}/cases/{doubled}")
    assert mei.locator("tbody tr").count() == 3
    assert "Decide it now" not in mei.content()


def read_csv(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def latest(home: Path) -> Path:
    folder = home / "releases" / "2019-11"
    return folder / (folder / "latest").read_text().strip()


def test_the_next_release_shows_labels_merges_and_splits(browser: Browser, month: Ran, tmp_path: Path) -> None:
    home = tmp_path / "home"
    copytree(month.home, home)
    store = Store.open(f"sqlite:///{home}/census.db")
    enqueue(store)
    add_accounts(store, mei="senior")
    before = {row["id"]: row for row in read_csv(latest(home), "projects.csv")}
    members: dict[str, list[str]] = {}
    for row in read_csv(latest(home), "announcements.csv"):
        members.setdefault(row["project_id"], []).append(row["announcement_id"])
    split = next(ids for ids in members.values() if len(ids) == 2)
    record = {id: key for key, ids in members.items() for id in ids}
    lone = [ids[0] for ids in members.values() if len(ids) == 1]
    # Two that no model need find alike: what the analyst says holds.
    merged = tuple(sorted(lone[2:4]))
    ask_pair(store, *merged)
    page = sign_in(browser, store, "mei")

    def take(*ids: str) -> None:
        page.goto(f"{served(store).address}/cases/{case_of(*ids)}")
        page.click("text=Decide it now")
        page.wait_for_selector(f"form[data-case='{case_of(*ids)}']")

    take(*merged)
    press(page, "1")
    take(lone[0])
    press(page, "1", "0", "ArrowDown", "Enter", "a")
    take(lone[1])
    press(page, "n")
    take(split[0])
    press(page, "d")
    press(page, "2")
    settled(page, store, 4)
    stop_serving(store)
    store.close()
    ran = chaincensus(home, "release", "2019-11", "--provisional")
    assert ran.returncode == 0, ran.stderr
    after = {row["id"]: row for row in read_csv(latest(home), "projects.csv")}
    assert after[record[lone[0]]]["sector"] != before[record[lone[0]]]["sector"]
    assert record[lone[1]] not in after
    now = {row["announcement_id"]: row["project_id"] for row in read_csv(latest(home), "announcements.csv")}
    assert now.get(split[0]) != now.get(split[1])
    assert now[merged[0]] == now[merged[1]]
    ledger = read_csv(latest(home), "decisions.csv")
    said = {(row["kind"], row["value"]) for row in ledger if row["by"] == "analyst/mei"}
    assert {("judgement", "different"), ("judgement", "same")} <= said and any(kind == "label" for kind, _ in said)
