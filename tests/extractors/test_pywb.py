"""The Wayback listing against a real pywb over the sample archive; `make pywb` installs it, skipped by name where it is missing."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from census.archive import read_pages
from census.months import Window
from census.settings import PROJECT
from extractors.listings.wayback import Wayback
from tests.crawling import declare, list_live
from tests.extractors.test_wordpress import answers
from tests.flows.crawl_once import crawl_once
from tests.servers import free_port, wait_for

PROGRAMS = PROJECT / ".venv-pywb" / "bin"
SAMPLE = PROJECT / "data" / "sample" / "2019-11.warc.gz"
SITE = "pengcheng-chenxun.example"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not (PROGRAMS / "wayback").exists():
        pytest.skip("pywb is not installed (make pywb)")
    folder = tmp_path_factory.mktemp("pywb")
    for command in (["init", "news"], ["add", "news", SAMPLE]):
        subprocess.run([PROGRAMS / "wb-manager", *command], cwd=folder, check=True, capture_output=True)
    port = free_port()
    served = subprocess.Popen(
        [PROGRAMS / "wayback", "-p", str(port), "-b", "127.0.0.1"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/news/"))
        yield f"http://127.0.0.1:{port}/news"
    finally:
        served.terminate()
        served.wait(30)


def test_a_real_pywb_gives_the_captures_of_a_site_and_they_are_kept_under_their_own_address(
    archive: str, tmp_path: Path
) -> None:
    window = Window(date(2019, 11, 1), date(2019, 11, 30))
    listing = Wayback(SITE, index=f"{archive}/cdx", replay=archive)

    in_sample = {page.url for page in read_pages(SAMPLE) if SITE in page.url and page.status == 200}
    listed = {link.url for link in list_live(listing, window)[0].links}
    # Of two addresses dated in their path, only those of the month.
    assert listed and listed <= in_sample and not any("/2019/10/30/" in url and "/2019/11" in url for url in listed)
    declare(
        tmp_path / "sources", "sz", f"https://{SITE}", f'Wayback("{SITE}", index="{archive}/cdx", replay="{archive}")'
    )
    told = crawl_once(tmp_path, "past", "2019-11-01", "2019-11-30")
    assert told["fates"] == {"": len(listed)}
    (path,) = (tmp_path / "pages" / "crawl").iterdir()
    assert {page.url for page in read_pages(path)} == listed
    shutil.rmtree(tmp_path)
