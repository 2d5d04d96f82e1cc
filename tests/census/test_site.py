import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from posixpath import dirname, join, normpath

import feedparser
import pytest
from playwright.sync_api import Browser

from census.site import site, source_path
from tests.census.browsing import NEEDS_CHROMIUM, beyond_the_edge, browser, open_page, violations
from tests.census.frozen_releases import release, row
from tests.census.test_report import Shown

__all__ = ["browser"]
OCTOBER = [row(n, id=f"{n + 100:016x}", month="2019-10", first_disclosed=f"2019-10-{n + 1:02d}") for n in range(8)]


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    return site({"2019-10": release(OCTOBER, "2019-10"), "2019-11": release(20)})


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(pages: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("site")
    for name, content in pages.items():
        path: Path = home / "below" / name  # any folder of a host will do
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(home)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/below/"
    server.shutdown()
    server.server_close()


def test_every_link_of_the_site_leads_somewhere_in_it(pages: dict[str, bytes]) -> None:
    followed = 0
    for name, content in pages.items():
        if not name.endswith(".html"):
            continue
        for link in Shown(content.decode()).links:
            target, _, fragment = link.partition("#")
            if target.startswith(("http", "data:")) or not target:
                continue
            assert not target.startswith("/"), (name, link)
            path = normpath(join(dirname(name), target))
            assert path in pages, (name, link)
            assert not fragment or f'id="{fragment}"' in pages[path].decode(), (name, link)
            followed += 1
    assert followed > 500


def test_it_holds_pages_of_all_kinds_in_all_languages(pages: dict[str, bytes]) -> None:
    wanted = {
        "index.html",
        "months/2019-11.html",
        f"projects/{0:016x}.html",
        "sectors/finance.html",
        "countries/CN.html",
        source_path("Outlet 3"),
    }
    assert wanted <= pages.keys() and {f"zh/{name}" for name in wanted} <= pages.keys()
    assert pages["data/2019-11/projects.parquet"] == release(20)["projects.parquet"]
    assert "披露的区块链应用项目" in pages["zh/months/2019-10.html"].decode()
    assert source_path("每日链讯") != source_path("链上观察") and source_path("每日链讯").isascii()


def test_a_list_is_by_month_the_newest_first(pages: dict[str, bytes]) -> None:
    page = pages["sectors/finance.html"].decode()
    heads = re.findall(r'<h2><a href="\.\./(months/[-\d]+\.html)">.*?\((\d+)\)', page)
    assert [path for path, _ in heads] == ["months/2019-11.html", "months/2019-10.html"]
    count = sum(int(n) for _, n in heads)
    assert f"<p>{count} projects</p>" in page and page.count('href="../projects/') == count


def test_the_feed_tells_of_each_release_newest_first(pages: dict[str, bytes]) -> None:
    feed = feedparser.parse(pages["feed.xml"])
    assert not feed.bozo and feed.version == "atom10"
    assert [entry.id for entry in feed.entries] == ["urn:chaincensus:2019-11:v2", "urn:chaincensus:2019-10:v2"]
    assert feed.entries[0].summary == "November 2019: 20 projects" and feed.entries[0].link == "months/2019-11.html"


class TestInTheBrowser:
    pytestmark = NEEDS_CHROMIUM

    @pytest.mark.parametrize("width", [1280, 400])
    def test_each_kind_of_page_is_quiet_narrow_and_without_a_finding(
        self, browser: Browser, address: str, width: int
    ) -> None:
        for name in (
            "index.html",
            "zh/index.html",
            "months/2019-11.html",
            f"projects/{0:016x}.html",
            "sectors/finance.html",
            source_path("Outlet 3"),
        ):
            page = open_page(browser, width, address + name)
            assert beyond_the_edge(page) == [], name
            assert violations(page) == [], name
            assert page.faults == [] and all(url.startswith(address) for url in page.asked), name
            page.close()

    def test_a_search_finds_a_project_and_leads_to_its_evidence(self, browser: Browser, address: str) -> None:
        page = open_page(browser, 1280, address + "index.html")
        page.get_by_role("searchbox").fill("singapore finance")
        page.locator("#results a").first.wait_for()
        assert "found" in page.locator("#told").inner_text()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/projects/*.html")
        assert "Singapore" in page.locator("h1").inner_text()
        assert page.locator("article ul a").first.get_attribute("href").startswith("https://o")
        page.get_by_role("link", name="Finance", exact=True).click()
        assert page.locator("h1").inner_text().startswith("Finance")
        page.close()
