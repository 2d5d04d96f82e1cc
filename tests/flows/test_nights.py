"""Nights and backfills from end to end: scheduled, killed, made up for; a past month by the dates of its pages."""

import csv
import gzip
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from census.archive import write_pages
from census.frontier import Frontier
from census.ledger import Ledger
from census.records import Page
from census.settings import PROJECT
from census.store import Store
from flows.nightly import open_night
from flows.serve import serve_prefect
from tests.conftest import chaincensus, environment
from tests.crawling import declare, open_settings, settings_of
from tests.servers import wait_for
from tests.web import MISSING, Request, Response, Web, article, news


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_night_covers_the_days_since_the_last_one_and_an_unfinished_one_comes_first(tmp_path: Path) -> None:
    frontier = Frontier(Store.open(open_settings(tmp_path).database_url))
    first = open_night(frontier, date(2026, 11, 20))
    assert (first.first, first.last) == ("2026-11-18", "2026-11-20")
    assert open_night(frontier, date(2026, 11, 25)) == first
    frontier.end_night(first, "2026-11-20T03:00:00Z")
    missed = open_night(frontier, date(2026, 11, 25))
    assert (missed.first, missed.last) == ("2026-11-20", "2026-11-25")
    frontier.store.close()


def children(pid: int) -> list[int]:
    """Processes below one, deepest last."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, layer = [], [pid]
    while layer := [child for child, parent in parents.items() if parent in layer]:
        found += layer
    return found


def is_night(pid: int) -> bool:
    """Whether a child of the scheduler runs a night: Prefect spawns a process for each."""
    try:
        return "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def test_served_nights_run_by_themselves_and_make_up_for_a_killed_one(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    days, host = [str(today - timedelta(1)), str(today)], "127.0.6.2"
    with Web() as web:
        good = news(web, host, days * 3)
        # The first night would take 12 s for its six pages: time to kill it.
        waits = [2.0]
        web.hosts[host] = lambda r: Response(
            good(r).body, good(r).status, wait=waits[0] if r.path.startswith("/a/") else 0.0
        )
        declare(tmp_path / "sources", "n", web.url(host), f'Feed("{web.url(host, "/feed")}")')
        command = [sys.executable, "-c", "from flows.cli import main; main()", "serve", "--every", "10"]
        served = subprocess.Popen(
            command,
            env=environment(tmp_path) | settings_of(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            wait_for(lambda: len(web.asked(host, "/a/")) >= 2, 120)
            nights = [pid for pid in children(served.pid) if is_night(pid)]
            assert nights
            for pid in nights:
                os.kill(pid, signal.SIGKILL)
            waits[0] = 0.0
            messages = tmp_path / "nights"
            wait_for(lambda: messages.exists() and len(list(messages.iterdir())) >= 2, 180)
        finally:
            served.send_signal(signal.SIGINT)
            output = served.communicate(timeout=60)[0]
    store = Store.open(open_settings(tmp_path).database_url)
    first, second, *_ = Frontier(store).nights()
    assert first.finished_at and second.finished_at and second.started_at > first.finished_at
    told = [path.read_text() for path in sorted(messages.iterdir())]
    assert "6 links, 6 of them new" in told[0] and "read     6 pages" in told[0], output
    assert "0 of them new" in told[1] and "nothing new" in told[1]
    # What was kept before the kill was not asked for again: six pages, and those in flight when it was killed.
    assert len(web.asked(host, "/a/")) <= 6 + 2
    assert "Traceback" not in output
    store.close()


def test_the_deployment_runs_on_a_prefect_server_of_ones_own(tmp_path: Path) -> None:
    """prefect.yaml as the operator's page says: a work pool, `prefect deploy --all`, a worker; here with the nights' own server."""
    today, host = str(datetime.now(UTC).date()), "127.0.6.3"
    with Web() as web, serve_prefect(tmp_path) as api:
        web.hosts[host] = news(web, host, [today])
        declare(tmp_path / "sources", "n", web.url(host), f'Feed("{web.url(host, "/feed")}")')
        given = environment(tmp_path) | settings_of(tmp_path) | {"PREFECT_API_URL": api}
        for command in (
            "work-pool create chaincensus --type process", "--no-prompt deploy --all", "deployment run night/nightly",
            "worker start --pool chaincensus --run-once",
        ):  # fmt: skip
            ran = subprocess.run(
                [sys.executable, "-m", "prefect", *command.split()],
                env=given, cwd=PROJECT, capture_output=True, text=True, timeout=180,
            )  # fmt: skip
            assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "read     1 pages" in ran.stdout and "Completed()" in ran.stderr
        assert len(web.asked(host, "/a/")) == 1


def page(url: str, day: str, body: str = "") -> Page:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Page(
        url,
        "2019-12-20T00:00:00Z",
        200,
        headers,
        body.encode() or article("Port of Ostend issues bills on a blockchain", day),
    )


def archive_of(folder: Path, stamp: str, pages: list[Page]) -> tuple[str, bytes]:
    """Path and bytes of one file of Common Crawl's news archive."""
    name = f"CC-NEWS-{stamp}-00001.warc.gz"
    write_pages(pages, folder / name)
    return f"/crawl-data/CC-NEWS/{stamp[:4]}/{stamp[4:6]}/{name}", (folder / name).read_bytes()


def test_a_past_month_is_read_from_the_archive_by_the_dates_of_its_pages(tmp_path: Path) -> None:
    site = "https://ostend.example"
    undated = (
        article("Port of Antwerp tries a ledger for bills of lading", "x")
        .decode()
        .replace('content="xT09', 'content="')
    )
    november = [
        page(f"{site}/in", "2019-11-12"), page(f"{site}/older", "2019-10-30"), page("https://other.example/x", "2019-11-12"),
        page(f"{site}/football", "2019-11-12", "<html><title>Cup</title><p>" + "The match ended two to one. " * 30),
        page(f"{site}/undated", "", undated),
    ]  # fmt: skip
    december = [page(f"{site}/late", "2019-11-28"), page(f"{site}/next", "2019-12-02")]
    with Web() as web:
        files = dict(
            archive_of(tmp_path, stamp, pages)
            for stamp, pages in (("20191115000000", november), ("20191203000000", december))
        )
        lists = {f"{path.rsplit('/', 1)[0]}/warc.paths.gz": gzip.compress(path[1:].encode() + b"\n") for path in files}

        def answer(request: Request) -> Response:
            body = {**files, **lists}.get(request.path)
            return Response(body, kind="application/octet-stream") if body else MISSING

        web.hosts["127.0.6.3"] = answer
        declare(tmp_path / "sources", "ostend", site, f'Feed("{site}/feed")', kind="trade")
        given = settings_of(tmp_path, CHAINCENSUS_CCNEWS=web.url("127.0.6.3", ""))
        ran = chaincensus(tmp_path, "backfill", "2019-11", "2019-11", "--route", "ccnews", **given)
        assert ran.returncode == 0, ran.stderr
        asked = len(web.log)
        again = chaincensus(tmp_path, "backfill", "2019-11", "2019-11", "--route", "ccnews", **given)
        assert again.returncode == 0 and len(web.log) == asked
    release = tmp_path / "releases" / "2019-11" / "v1"
    assert sorted(row["url"] for row in rows(release / "evidence.csv")) == [f"{site}/in", f"{site}/late"]
    assert [row["url"] for row in rows(release / "problems.csv") if row["reason"] == "undated"] == [f"{site}/undated"]
    store = Store.open(open_settings(tmp_path).database_url)
    kept = store.articles_of(Ledger(store, 1).cell_ids_of("2019-11"))
    assert sorted(a.url or "" for a in kept) == [
        f"{site}/{name}" for name in ("in", "late", "next", "older", "undated")
    ]
    store.close()
