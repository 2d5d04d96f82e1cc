"""The report in a real browser: what a reader sees at the width of a desk and of a telephone."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import Ran

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian package chromium)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture(params=[1280, 400])
def page(request: pytest.FixtureRequest, browser: Browser, month: Ran) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": request.param, "height": 900})
    opened.asked, opened.faults = [], []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.on("console", lambda message: opened.faults.append(message.text))
    opened.goto((month.release / "report.html").as_uri())
    yield opened
    opened.close()


def test_it_asks_for_nothing_but_itself(page: Page, month: Ran) -> None:
    page.wait_for_load_state("networkidle")
    assert page.asked == [(month.release / "report.html").as_uri()]
    assert page.faults == []


def test_nothing_runs_over_the_edge(page: Page) -> None:
    width = page.viewport_size["width"]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    # What is wider than the page scrolls in its own frame, and everything else stands within.
    beyond = page.evaluate(
        """width => [...document.querySelectorAll('h1,h2,h3,p,li,svg,.total')]
             .filter(e => e.getBoundingClientRect().right > width + 1).map(e => e.textContent.slice(0, 60))""",
        width,
    )
    assert beyond == []


def test_charts_show_what_the_tables_say(page: Page) -> None:
    charts = page.locator("svg[role=img]")
    assert charts.count() >= 2
    first = page.locator("section", has_text="Sectors").first
    shown = first.locator("svg text").all_text_contents()
    for row in first.locator("tbody tr").all():
        assert row.locator("td").nth(1).inner_text() in shown


def test_letters_are_large_enough_to_read(page: Page) -> None:
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('svg[role=img]')].map(
             svg => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"""
    )
    assert sizes and min(sizes) >= 9.5


def test_headings_and_links_can_be_reached_by_keyboard(page: Page) -> None:
    assert page.locator("h1").count() == 1
    for _ in range(4):  # a table wider than a telephone is a stop of its own, so that arrow keys can move it
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "A"
    links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
    assert links and all(link.startswith(("http://", "https://", "#")) for link in links)
