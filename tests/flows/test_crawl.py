"""The crawl against a loopback web: a poisoned night, kills, restarts, what is kept and what is told."""

import asyncio
import itertools
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from census.archive import read_at, read_pages
from census.coverage import holes_of
from census.frontier import Frontier
from census.health import alarms_of, state_of
from census.ledger import Ledger
from census.records import Unreadable
from census.settings import PROJECT
from census.store import Store
from census.urls import normalise_url
from flows.turns import SharedTurns
from tests.crawling import DAYS, declare, open_settings
from tests.extractors.test_listings import gkg
from tests.flows.crawl_once import crawl_once
from tests.servers import wait_for
from tests.web import MISSING, Host, Request, Response, Web, article, news, packed, rss


def start(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.flows.crawl_once", str(home), *arguments]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def listed(web: Web, host: str, page: Callable[[Request], Response]) -> Host:
    """A host whose feed names one article, answered by `page`."""

    def answer(request: Request) -> Response:
        if request.path == "/feed":
            return Response(rss([(web.url(host, "/a"), "Blockchain bill", DAYS[0])]), kind="text/xml")
        return MISSING if request.path == "/robots.txt" else page(request)

    return answer


def bad_hosts(web: Web) -> dict[str, tuple[Callable[[str], Host], str]]:
    """Name -> what makes the host, and the reason that its one article must end with."""

    def page(response: Response) -> Callable[[str], Host]:
        return lambda host: listed(web, host, lambda request: response)

    def redirect(to: str) -> Callable[[str], Host]:
        return page(Response(status=302, headers=(("Location", to),)))

    return {
        "slow": (page(Response(article("x", DAYS[0]), wait=60)), "timeout"),
        "drip": (page(Response(b"<p>drip</p>" * 99, drip=0.2)), "timeout"),
        "gone": (page(Response(status=410)), "http_error"),
        "broken": (page(Response(status=500)), "http_error"),
        "busy": (page(Response(status=429, headers=(("Retry-After", "1"),))), "busy"),
        "loop": (
            lambda host: listed(web, host, lambda r: Response(status=302, headers=(("Location", "/a"),))),
            "redirects",
        ),
        "private": (redirect("http://10.1.2.3/"), "private_address"),
        "metadata": (redirect("http://169.254.169.254/"), "private_address"),
        "huge": (page(Response(b"<p>" + b"x" * (17 << 20))), "too_large"),
        "bomb": (page(Response(packed(200 << 20), headers=(("Content-Encoding", "gzip"),))), "bomb"),
        "movie": (page(Response(b"0" * 999, kind="video/mp4")), "content_type"),
        "rude": (page(Response(b"hello\r\n", raw=True)), "connection"),
        "nowhere": (redirect("http://no-such-host.invalid/"), "dns"),
        "reserved": (
            page(Response(article("x", DAYS[0], head='<meta name="tdm-reservation" content="1">'))),
            "reserved",
        ),
    }


def endless(request: Request) -> Response:
    """A sitemap whose every address is another one."""
    n = int(request.path.partition("?")[2] or 0)
    rows = "".join(f"<sitemap><loc>/s?{n * 9 + k}</loc></sitemap>" for k in range(1, 10))
    return Response(f"<sitemapindex>{rows}</sitemapindex>".encode(), kind="text/xml")


# Name -> the listing declared, its answer, and the reason that the source must be told with.
BAD_LISTINGS: dict[str, tuple[str, Callable[[Request], Response], str]] = {
    "no_feed": ('Feed("{}")', lambda request: Response(b"<html>welcome</html>"), "bad_feed"),
    "no_sitemap": ('Sitemap("{}")', lambda request: Response(b"gone fishing", kind="text/plain"), "bad_sitemap"),
    "no_json": ('WordPress("{}")', lambda request: Response(b"<html>welcome</html>"), "bad_listing"),
    "no_end": ('Sitemap("{}")', endless, "endless_sitemap"),
}


def put_up(web: Web, home: Path) -> tuple[list[str], dict[str, str]]:
    """Sixty hosts; the good ones' names, and the reason expected of each bad source."""
    numbers = itertools.count(2)
    good, expected = [], {}
    for slug, (make, reason) in bad_hosts(web).items():
        host = f"127.0.1.{next(numbers)}"
        web.hosts[host] = make(host)
        declare(home / "sources", slug, web.url(host), f'Feed("{web.url(host, "/feed")}")')
        expected[slug] = reason
    for slug, (listing, answer, _) in BAD_LISTINGS.items():
        host = f"127.0.1.{next(numbers)}"
        web.hosts[host] = lambda r, answer=answer: MISSING if r.path == "/robots.txt" else answer(r)  # type: ignore[misc]
        declare(home / "sources", slug, web.url(host), listing.format(web.url(host, "/s")))
    for n in range(60 - len(web.hosts)):
        host = f"127.0.2.{n + 2}"
        robots = "User-agent: *\nDisallow: /a/1-\nCrawl-delay: 0.3" if n == 0 else None
        charset = Response(
            article("区块链提单", DAYS[1]).decode().replace("utf-8", "gbk").encode("gbk"), kind="text/html"
        )
        web.hosts[host] = news(web, host, DAYS * 2, robots, **({"a_3_blockchain_bill": charset} if n == 1 else {}))
        declare(home / "sources", f"good{n}", web.url(host), f'Feed("{web.url(host, "/feed")}")')
        good.append(host)
    return good, expected


def test_a_poisoned_night_ends_with_every_good_page_and_every_bad_one_named(tmp_path: Path) -> None:
    with Web() as web:
        good, expected = put_up(web, tmp_path)
        assert len(web.hosts) == 60
        ran = start(tmp_path, "poisoned", *DAYS, "pause=0.1")
        out, errors = ran.communicate(timeout=300)
        assert ran.returncode == 0, errors
        told = json.loads(out)
        print("peak of memory, MB:", told["megabytes"])
        store = Store.open(open_settings(tmp_path).database_url)
        fates = {slug: Frontier(store).fates_of(slug) for slug in expected}
        assert {slug: fate[0][1].split()[0] for slug, fate in fates.items()} == expected
        kept = {
            normalise_url(page.url) for path in (tmp_path / "pages" / "crawl").iterdir() for page in read_pages(path)
        }
        wanted = {normalise_url(web.url(host, f"/a/{n}-blockchain-bill")) for host in good for n in range(4)}
        forbidden = normalise_url(web.url(good[0], "/a/1-blockchain-bill"))
        assert kept == wanted - {forbidden} and not web.asked(good[0], "/a/1-")
        problems = store.problems_of([row["cell_id"] for row in Frontier(store).listed()])
        assert {p.source: p.reason for p in problems} == {slug: reason for slug, (_, _, reason) in BAD_LISTINGS.items()}
        assert told["megabytes"] < 500
        for host, pause in ((good[0], 0.3), *((host, 0.1) for host in good[1:6])):
            times = [request.at for request in web.asked(host)]
            # The very first request asks for the rules, by the default pause.
            # A busy machine sends one request late and so the next seemingly early: the middle gap tells.
            assert statistics.median(b - a for a, b in itertools.pairwise(times[1:])) >= pause - 0.02, host
        store.close()


def records(path: Path) -> list[tuple[str, str]]:
    """Type and status of each record, as warcio reads them, digests checked."""
    with path.open("rb") as stream:
        read = ArchiveIterator(stream, check_digests="raise")
        return [(r.rec_type, r.http_headers.get_statuscode() if r.http_headers else "") for r in read]


def test_what_is_kept_can_be_read_by_other_tools_and_again_by_us(tmp_path: Path) -> None:
    with Web() as web:
        host = "127.0.3.1"
        good = news(web, host, DAYS)
        # An old address of an article that leads to the new one: the same bytes come twice.
        entries = [
            (web.url(host, path), "Bill", DAYS[0]) for path in ("/a/0-blockchain-bill", "/a/1-blockchain-bill", "/old")
        ]
        feed = Response(rss(entries), kind="text/xml")
        moved = Response(status=301, headers=(("Location", "/a/0-blockchain-bill"),))
        web.hosts[host] = lambda r: feed if r.path == "/feed" else moved if r.path == "/old" else good(r)
        declare(tmp_path / "sources", "n", web.url(host), f'Feed("{web.url(host, "/feed")}")')
        crawl_once(tmp_path, "first", *DAYS)
    (path,) = (tmp_path / "pages" / "crawl").iterdir()
    assert Counter(kind for kind, _ in records(path)) == {"response": 2, "revisit": 1}
    (listings,) = (tmp_path / "pages" / "listings").iterdir()
    assert records(listings) == [("response", "200")] and b"<rss" in next(read_pages(listings)).body
    store = Store.open(open_settings(tmp_path).database_url)
    cells = [row["cell_id"] for row in Frontier(store).listed()]
    pages = [read_at(tmp_path / p.archive, p.offset) for p in Frontier(store).pages_of(cells)]
    assert {page.id for page in pages} == {p.page_id for p in Frontier(store).pages_of(cells)} and len(pages) == 2
    store.close()


def test_a_second_crawl_asks_only_for_what_is_new(tmp_path: Path) -> None:
    with Web() as web:
        host = "127.0.3.3"
        web.hosts[host] = news(web, host, DAYS)
        declare(tmp_path / "sources", "n", web.url(host), f'Feed("{web.url(host, "/feed")}")')
        crawl_once(tmp_path, "first", *DAYS)
        web.hosts[host] = news(web, host, [*DAYS, DAYS[1]])
        asked = len(web.log)
        crawl_once(tmp_path, "second", *DAYS)
        assert [request.path for request in web.log[asked:]] == ["/robots.txt", "/feed", "/a/2-blockchain-bill"]


def test_what_failed_for_a_while_is_asked_again_another_night_and_what_is_forbidden_is_not(tmp_path: Path) -> None:
    with Web() as web:
        host, down = "127.0.3.4", [True]
        web.hosts[host] = listed(
            web, host, lambda r: Response(status=503 if down[0] else 200, body=article("x", DAYS[0]))
        )
        web.hosts["127.0.3.5"] = news(web, "127.0.3.5", DAYS[:1], "User-agent: *\nDisallow: /a/")
        for slug, name in (("down", host), ("closed", "127.0.3.5")):
            declare(tmp_path / "sources", slug, web.url(name), f'Feed("{web.url(name, "/feed")}")')
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("extractors.fetch._BUSY_SECONDS", 0.1)
            assert crawl_once(tmp_path, "first", *DAYS)["fates"] == {"busy": 1, "robots": 1}
        down[0] = False
        assert crawl_once(tmp_path, "second", *DAYS)["fates"] == {"": 1}


def test_killed_twenty_times_a_backfill_of_5000_pages_fetches_none_twice_beyond_those_in_flight(tmp_path: Path) -> None:
    hosts, each, at_once = 50, 100, 8
    with Web() as web:
        for n in range(hosts):
            host = f"127.0.4.{n + 2}"
            web.hosts[host] = news(web, host, [DAYS[k % 2] for k in range(each)])
            declare(tmp_path / "sources", f"h{n}", web.url(host), f'Feed("{web.url(host, "/feed")}")')
        draw, kills = random.Random(7), 0
        arguments = ("backfill", *DAYS, f"fetches={at_once}")
        while kills < 20:
            ran = start(tmp_path, *arguments)
            before = len(web.log)
            target = before + draw.randrange(1, 2 * hosts * each // 20)
            while ran.poll() is None and len(web.log) < target:
                time.sleep(0.005)
            if ran.poll() is not None:
                break
            os.kill(ran.pid, signal.SIGKILL)
            ran.communicate()
            kills += 1
        last = start(tmp_path, *arguments)
        out, errors = last.communicate(timeout=300)
        assert last.returncode == 0, errors
        assert json.loads(out)["fates"] == {"": hosts * each}
        asked = Counter((request.host, request.path) for request in web.log if request.path.startswith("/a/"))
        assert len(asked) == hosts * each
        print("kills", kills, "asked again", sum(asked.values()) - len(asked))
        assert kills >= 15 and sum(asked.values()) - len(asked) <= kills * hosts  # the one in flight at each host
    files = sorted((tmp_path / "pages" / "crawl").iterdir())
    kept = Counter(page.url for path in files for page in read_pages(path))
    assert len(kept) == hosts * each and set(kept.values()) == {1}


def test_a_slow_crawl_keeps_its_leases_and_a_slow_host_holds_nobody_up(tmp_path: Path) -> None:
    with Web() as web:
        for n, wait in enumerate((0.5, 0.0)):
            host = f"127.0.3.{n + 7}"
            quick = news(web, host, DAYS * 4)
            web.hosts[host] = lambda r, quick=quick, wait=wait: replace(
                quick(r), wait=wait if r.path.startswith("/a/") else 0.0
            )  # type: ignore[misc]
            declare(tmp_path / "sources", f"h{n}", web.url(host), f'Feed("{web.url(host, "/feed")}")')
        began = time.monotonic()
        ran = start(tmp_path, "slow", *DAYS, "lease_seconds=1", "fetches=1")
        wait_for(lambda: len(web.asked("127.0.3.7", "/a/")) >= 4)
        settings = open_settings(tmp_path, lease_seconds=1)
        ledger = Ledger(Store.open(settings.database_url), 1)
        # More than a second after the cell was taken, another owner may not have it.
        ledger.owner = "elsewhere/1"
        cells = [cell for cell in ledger.planned("crawl", "slow") if cell.key.split("/")[1] == "h0"]
        assert time.monotonic() - began > 1.2 and [ledger.lease(cell) for cell in cells] == [False]
        assert ran.communicate(timeout=60)[0] and len(web.asked("127.0.3.8", "/a/")) == 8
        ledger.store.close()


def test_turns_of_a_host_are_shared_by_all_that_fetch(tmp_path: Path) -> None:
    url = open_settings(tmp_path).database_url
    stores = [Store.open(url) for _ in range(2)]
    turns, times = [SharedTurns(store) for store in stores], list[float]()

    async def ask(shared: SharedTurns) -> None:
        for _ in range(3):
            await shared.wait("a.example", 0.2)
            times.append(time.monotonic())

    async def both() -> None:
        await asyncio.gather(*(ask(shared) for shared in turns))

    began = time.monotonic()
    asyncio.run(both())
    # A busy machine wakes an asker late, so two may wake close together; none may wake before its place in the queue.
    assert len(times) == 6
    assert all(at - began > 0.2 * place - 0.02 for place, at in enumerate(sorted(times)))
    turns[0].hold("a.example", 400)
    with pytest.raises(Unreadable, match="busy"):
        asyncio.run(turns[1].wait("a.example", 0.2))
    for store in stores:
        store.close()


def test_gdelt_is_read_from_a_server_of_its_formats(tmp_path: Path) -> None:
    with Web() as web:
        articles = [(web.url("127.0.3.9", "/port-blockchain"), "", "Port"), (web.url("127.0.3.9", "/cup"), "", "Cup")]
        slot = gkg(*articles)
        web.hosts["127.0.3.10"] = lambda r: (
            Response(slot, kind="application/zip") if "gkg.csv.zip" in r.path else MISSING
        )
        web.hosts["127.0.3.9"] = lambda r: MISSING if r.path == "/robots.txt" else Response(article("Port", DAYS[0]))
        base = web.url("127.0.3.10", "/gdeltv2")
        declare(tmp_path / "sources", "gdelt", web.url("127.0.3.10"), f'GdeltFiles(base="{base}", kinds=("gkg",))')
        told = crawl_once(tmp_path, "past", DAYS[0], DAYS[0])
        assert told["fates"] == {"": 1} and len(web.asked("127.0.3.10", "/gdeltv2")) == 96
        assert web.asked("127.0.3.9", "/port-blockchain") and not web.asked("127.0.3.9", "/cup")


def row(day: date, fresh: int, reason: str = "", source: str = "s") -> dict[str, object]:
    return {"source": source, "last": day.isoformat(), "fresh": fresh, "reason": reason, "links": fresh}


def test_a_source_that_goes_quiet_or_breaks_is_told_and_a_weekend_is_not() -> None:
    monday = date(2026, 11, 23)
    days = [monday - timedelta(n) for n in range(70, -1, -1)]
    steady = [row(day, 1 if day.weekday() > 4 else 20) for day in days]
    assert alarms_of(steady, monday) == []
    sunday = monday - timedelta(1)
    assert alarms_of([r for r in steady if r["last"] <= sunday.isoformat()], sunday) == []
    assert "quieter than usual" in alarms_of([*steady[:-1], row(monday, 2)], monday)[0]
    assert "is broken" in alarms_of([*steady[:-3], *(row(monday, 0, "http_error") for _ in range(3))], monday)[0]
    assert state_of([*steady, *(row(monday, 0, "busy") for _ in range(3))]) == "well"
    assert "may have moved" in alarms_of([*steady, *(row(monday + timedelta(n), 0) for n in range(1, 6))], monday)[0]


def test_holes_are_days_with_far_fewer_links_than_their_weekday() -> None:
    days = tuple(date(2019, 11, 1) + timedelta(n) for n in range(30))
    counts = Counter({day: 2 if day.weekday() > 4 else 10 for day in days})
    assert holes_of(counts, days) == []
    counts[date(2019, 11, 13)] = 1
    assert holes_of(counts, days) == [(date(2019, 11, 13), 10.0, 1)]
