"""The report in a real browser: what a reader sees at the width of a desk and of a telephone, with mouse, keyboard and printer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from census.report import reports
from tests.census.browsing import NEEDS_CHROMIUM, beyond_the_edge, browser, open_page, violations
from tests.census.frozen_releases import release

__all__ = ["browser"]
pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("report")
    for name, content in reports(release(60)).items():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_bytes(content)
    return home


@pytest.fixture(params=[(1280, "report.html"), (400, "report.html"), (1280, "report.zh.html"), (400, "report.zh.html")])
def page(request: pytest.FixtureRequest, browser: Browser, folder: Path) -> Iterator[Page]:
    width, name = request.param
    opened = open_page(browser, width, (folder / name).as_uri())
    yield opened
    opened.close()


@pytest.fixture
def desk(browser: Browser, folder: Path) -> Iterator[Page]:
    opened = open_page(browser, 1280, (folder / "report.html").as_uri())
    yield opened
    opened.close()


def test_it_asks_for_nothing_but_itself(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert page.asked == [page.url]
    assert page.faults == []


def test_nothing_runs_over_the_edge(page: Page) -> None:
    assert beyond_the_edge(page) == []


def test_axe_finds_nothing_wrong(page: Page) -> None:
    assert violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page) == []


def test_letters_are_large_enough_to_read(page: Page) -> None:
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('figure svg')].map(
             svg => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"""
    )
    assert len(sizes) >= 9 and min(sizes) >= 9.5


def test_charts_show_what_the_tables_say(page: Page) -> None:
    for name in ("sectors", "countries", "subjects", "stages"):
        section = page.locator(f"section#{name}")
        drawn = (
            section.locator("figure svg")
            .last.locator("a")
            .evaluate_all("all => all.map(a => a.getAttribute('aria-label'))")
        )
        rows = section.locator("tbody tr").evaluate_all(
            "all => all.map(r => `${r.cells[0].textContent}: ${r.cells[1].textContent}`)"
        )
        assert drawn == rows and drawn


def test_a_click_on_a_bar_leads_to_projects_and_on_to_evidence(desk: Page) -> None:
    bar = desk.locator("#countries figure svg a[aria-label^='United States: ']").last
    count = int(bar.get_attribute("aria-label").split(": ")[1])
    bar.click()
    listed = desk.locator("#country-US li a")
    assert desk.url.endswith("#country-US") and listed.first.is_visible() and listed.count() == count
    first = listed.first.inner_text()
    listed.first.click()
    project = desk.locator("article:target")
    assert project.locator("h3").inner_text() == first and "United States" in first
    assert project.locator("ul a").first.get_attribute("href").startswith("https://o")


def test_the_keyboard_reaches_a_bar_and_follows_it(desk: Page) -> None:
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.closest('#sectors figure') !== null"):
            break
    assert desk.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    target = desk.evaluate("document.activeElement.getAttribute('href')")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{target}")
    assert desk.locator(f"{target} li a").first.is_visible()


def test_on_paper_the_charts_stay_and_the_lists_go(desk: Page) -> None:
    desk.emulate_media(media="print")
    assert not desk.locator("#projects").is_visible() and not desk.locator("nav").is_visible()
    assert desk.locator("#sectors svg").is_visible() and desk.locator("#cases").is_visible()
    assert desk.evaluate(
        "[...document.querySelectorAll('.wide')].every(e => getComputedStyle(e).overflowX === 'visible')"
    )
    assert desk.pdf(format="A4").startswith(b"%PDF")


def test_both_languages_lead_to_each_other(desk: Page) -> None:
    desk.locator("a[hreflang=zh]").click()
    assert desk.url.endswith("report.zh.html") and desk.locator("html").get_attribute("lang") == "zh"
    assert "2019年11月" in desk.locator("h1").inner_text()
