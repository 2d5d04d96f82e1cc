"""The HTTP door against hosts that behave badly, each on an address of its own of a loopback web."""

import asyncio
import gzip
import itertools
import time
from collections.abc import Iterator

import pytest

from census.records import Fetch
from extractors.addresses import is_public
from extractors.fetch import LISTINGS, PAGES, Fetcher, Policy
from extractors.robots import LONGEST_DELAY, Robots
from tests.crawling import Turns
from tests.web import MISSING, Request, Response, Web, article, packed

PAGE = Response(article("Port of Ostend issues bills on a blockchain", "2026-11-24"))


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as served:
        yield served


def host(web: Web, number: int, answer: Response | dict[str, Response], robots: str | None = None) -> str:
    """Put up a host; where it answers."""
    name = f"127.0.9.{number}"

    def reply(request: Request) -> Response:
        if request.path == "/robots.txt":
            return MISSING if robots is None else Response(robots.encode(), kind="text/plain")
        return answer if isinstance(answer, Response) else answer.get(request.path, MISSING)

    web.hosts[name] = reply
    return web.url(name, "/x")


def fetch(*urls: str, kinds: tuple[str, ...] = PAGES, turns: Turns | None = None, **policy: object) -> list[Fetch]:
    async def ask() -> list[Fetch]:
        given: dict[str, object] = {"agent": "chaincensus/test", "pause": 0.0, "loopback_open": True, **policy}
        async with Fetcher(Policy(**given), turns or Turns(), lambda: "2026-11-25T02:00:00Z") as fetcher:  # type: ignore[arg-type]
            return [await fetcher.fetch(url, kinds) for url in urls]

    return asyncio.run(ask())


def test_a_good_page_comes_whole_with_the_decision_that_let_it(web: Web) -> None:
    (got,) = fetch(host(web, 1, PAGE, "User-agent: *\nDisallow: /private\nCrawl-delay: 0.1\nAllow: /x"))
    assert got.page is not None and got.page.body == PAGE.body and got.reason == ""
    assert (got.rule, got.delay, len(got.robots)) == ("allow: /x", 0.1, 12)
    assert [r.headers["user-agent"] for r in web.asked("127.0.9.1")] == ["chaincensus/test"] * 2


@pytest.mark.parametrize(
    ("number", "answer", "robots", "reason"),
    [
        (2, PAGE, "User-agent: *\nDisallow: /", "robots"),
        (3, Response(status=404), None, "http_error"),
        (4, Response(status=500), None, "http_error"),
        (5, Response(status=429, headers=(("Retry-After", "7"),)), None, "busy"),
        (6, Response(b"%PDF-1.7", kind="application/pdf"), None, "content_type"),
        (7, Response(b"x" * (17 << 20)), None, "too_large"),
        (8, Response(packed(64 << 20), headers=(("Content-Encoding", "gzip"),)), None, "bomb"),
        (9, Response(b"no gzip at all", headers=(("Content-Encoding", "gzip"),)), None, "broken_packing"),
        (10, Response(b"x", headers=(("Content-Encoding", "br"),)), None, "content_encoding"),
        (11, Response(b"SSH-2.0-OpenSSH_9.2\r\n", raw=True), None, "connection"),
        (12, Response(b"", raw=True), None, "connection"),
        (13, Response(PAGE.body, headers=(("X-Long", "y" * 200_000),)), None, "connection"),
        (14, Response(status=302, headers=(("Location", "/x"),)), None, "redirects"),
        (15, Response(status=302, headers=(("Location", "http://10.0.0.1/"),)), None, "private_address"),
        (16, Response(status=302, headers=(("Location", "file:///etc/passwd"),)), None, "scheme"),
        (17, Response(status=302, headers=(("Location", "http://[bad"),)), None, "redirects"),
        (18, Response(status=302, headers=(("Location", "http://169.254.169.254/latest/"),)), None, "private_address"),
    ],
)  # fmt: skip
def test_a_bad_host_costs_a_named_reason(
    web: Web, number: int, answer: Response, robots: str | None, reason: str
) -> None:
    (got,) = fetch(host(web, number, answer, robots))
    assert (got.reason, got.page) == (reason, None), got


def test_a_name_without_an_address_is_named() -> None:
    (got,) = fetch("http://no-such-host.invalid/x")
    assert got.reason == "dns"


def test_loopback_is_closed_unless_it_is_opened(web: Web) -> None:
    (got,) = fetch(host(web, 19, PAGE), loopback_open=False)
    assert got.reason == "private_address" and not web.asked("127.0.9.19")


def test_a_drip_is_cut_off(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.fetch.MOST_SECONDS", 0.5)
    began = time.monotonic()
    (got,) = fetch(host(web, 20, Response(b"slow" * 100, drip=0.05)))
    assert got.reason == "timeout" and time.monotonic() - began < 15


def test_unreachable_rules_forbid_and_absent_ones_allow(web: Web) -> None:
    web.hosts["127.0.9.21"] = lambda r: Response(status=503) if r.path == "/robots.txt" else PAGE
    web.hosts["127.0.9.22"] = lambda r: Response(status=410) if r.path == "/robots.txt" else PAGE
    forbidden, allowed = fetch(web.url("127.0.9.21", "/x"), web.url("127.0.9.22", "/x"))
    assert (forbidden.reason, allowed.reason) == ("robots_unreachable", "")


def test_each_hop_obeys_the_rules_of_its_own_host(web: Web) -> None:
    to = host(web, 23, PAGE, "User-agent: *\nDisallow: /x")
    (got,) = fetch(host(web, 24, Response(status=301, headers=(("Location", to),))))
    assert (got.reason, got.rule) == ("robots", "disallow: /x") and not web.asked("127.0.9.23", "/x")


def test_the_pause_that_a_host_asks_for_is_kept(web: Web) -> None:
    url = host(web, 25, PAGE, "User-agent: *\nCrawl-delay: 0.4")
    fetch(url, url, url)
    times = [r.at for r in web.asked("127.0.9.25", "/x")]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.39


def test_a_busy_host_is_left_alone_for_as_long_as_it_says(web: Web) -> None:
    turns = Turns()
    fetch(host(web, 26, Response(status=429, headers=(("Retry-After", "7"),))), turns=turns)
    assert turns.held == {f"127.0.9.26:{web.port}": 7.0}


def test_connections_of_many_hosts_do_not_pile_up(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.fetch._MOST_CLIENTS", 5)
    urls = [host(web, 100 + n, PAGE) for n in range(30)]

    async def ask() -> tuple[set[str], int]:
        async with Fetcher(Policy("t", 0.0, loopback_open=True), Turns(), lambda: "") as fetcher:
            got = [await fetcher.fetch(url) for url in urls]
            return {fetch.reason for fetch in got}, len(fetcher._clients)

    reasons, clients = asyncio.run(ask())
    assert reasons == {""} and clients <= 5


def test_cookies_are_neither_kept_nor_sent(web: Web) -> None:
    url = host(web, 27, Response(PAGE.body, headers=(("Set-Cookie", "id=1; Path=/"),)))
    fetch(url, url)
    assert not any("cookie" in r.headers for r in web.asked("127.0.9.27"))


def test_a_conditional_request_says_unchanged(web: Web) -> None:
    def reply(request: Request) -> Response:
        same = request.headers.get("if-none-match") == '"v1"'
        return Response(status=304) if same else Response(PAGE.body, headers=(("ETag", '"v1"'),))

    web.hosts["127.0.9.28"] = lambda r: MISSING if r.path == "/robots.txt" else reply(r)

    async def ask() -> tuple[Fetch, Fetch]:
        async with Fetcher(Policy("t", 0.0, loopback_open=True), Turns(), lambda: "") as fetcher:
            first = await fetcher.fetch(web.url("127.0.9.28", "/x"))
            return first, await fetcher.fetch(web.url("127.0.9.28", "/x"), etag=first.etag)

    first, again = asyncio.run(ask())
    assert (first.reason, first.etag, again.reason, again.page) == ("", '"v1"', "unchanged", None)


def test_packed_pages_and_packed_files_are_told_apart(web: Web) -> None:
    body = gzip.compress(b"<urlset></urlset>")
    as_page = host(web, 29, Response(body, headers=(("Content-Encoding", "gzip"),), kind="text/xml"))
    as_file = host(web, 30, Response(body, kind="application/x-gzip"))
    page, file = fetch(as_page, as_file, kinds=LISTINGS)
    assert page.page and page.page.body == b"<urlset></urlset>" and file.page and file.page.body == body


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False),
        ("fc00::1", False), ("::ffff:10.0.0.1", False), ("2002:7f00:0001::", False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_public_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_rules_of_robots() -> None:
    rules = Robots(
        b"\xef\xbb\xbfUser-agent: other\nDisallow: /\n\nUser-agent: chaincensus\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\n"
        b"Crawl-delay: 9999\nSitemap: https://a.example/s.xml\n",
        "chaincensus/0.1 (+x)",
    )
    decisions = {
        path: rules.permit(f"https://a.example{path}") for path in ("/", "/a/c", "/a/b/c", "/z.pdf", "/z.pdf?1")
    }
    assert [d.allowed for d in decisions.values()] == [True, False, True, False, True]
    assert decisions["/a/b/c"].rule == "allow: /a/b" and decisions["/z.pdf"].rule == "disallow: /*.pdf$"
    assert rules.delay == LONGEST_DELAY and rules.sitemaps == ("https://a.example/s.xml",)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        # What 4,231 real files taught, where two parsers disagreed: by RFC 9309 these are the answers.
        ("User-agent: 008\nDisallow: /\n", "/x", True),  # a group of another's, though its name is no product token
        ("User-agent: proxy services 1.0\nDisallow: /\n\nUser-agent: *\nDisallow: /y", "/x", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),  # 2.2.2: implicitly allowed
        ("User-agent: *\nDisallow: pub_releases", "/pub_releases", True),  # a pattern begins with a slash
        ("User-agent: a\nUser-agent: chaincensus\nDisallow: /x", "/x", False),  # one group for several
        ("User-agent: *\nDisallow: /x\n\nUser-agent: *\nDisallow: /y", "/x", False),  # groups of one agent are one
        ("User-agent: *\nDisallow:\n", "/x", True),
        ("<html>not found</html>", "/x", True),
        ("", "/x", True),
    ],
)  # fmt: skip
def test_rules_that_real_files_write(text: str, path: str, allowed: bool) -> None:
    assert Robots(text.encode(), "chaincensus").permit(f"https://a.example{path}").allowed is allowed
