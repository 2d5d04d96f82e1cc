"""A headless Chromium and what every page of ours must be: quiet, within the width, and without a finding of axe-core."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
NEEDS_CHROMIUM = [
    pytest.mark.chromium,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian package chromium)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


def open_page(browser: Browser, width: int, address: str) -> Page:
    """A page with what it asked for (`asked`) and complained of (`faults`)."""
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.asked, opened.faults = [], []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.on("console", lambda message: opened.faults.append(message.text))
    opened.on("pageerror", lambda fault: opened.faults.append(str(fault)))
    opened.goto(address)
    return opened


def beyond_the_edge(page: Page) -> list[str]:
    """What runs over the right edge; what is wider than the page scrolls in its own frame."""
    width = page.viewport_size["width"]
    if page.evaluate("document.scrollingElement.scrollWidth") > width:
        return ["the page itself"]
    return page.evaluate(
        """width => [...document.querySelectorAll('h1,h2,h3,p,li,svg,.total,input')]
             .filter(e => e.getBoundingClientRect().right > width + 1).map(e => e.textContent.slice(0, 60))""",
        width,
    )


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, each rule with the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
