"""Each kind of listing against what hosts really send: well formed, ill formed, endless."""

import asyncio
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from census.months import Month, Window
from census.records import Fetch, Page, Unreadable
from extractors.discover import MOST_FALLBACK, Yield, discover, order_routes
from extractors.listing import Listed, Listing
from extractors.listings.ccnews import CcNews
from extractors.listings.feed import Feed
from extractors.listings.gdelt import GdeltFiles, GdeltSearch
from extractors.listings.sitemap import MOST_SITEMAPS, Sitemap
from extractors.listings.wayback import Wayback
from extractors.listings.wordpress import WordPress
from extractors.source import Source
from tests.web import rss

NOVEMBER = Window(date(2019, 11, 1), date(2019, 11, 30))
Answers = Callable[[str], bytes | str | None]


def got(url: str, body: bytes | str | None, headers: tuple[tuple[str, str], ...] = ()) -> Fetch:
    if body is None:
        return Fetch(url, url, "now", 404, "http_error", "status 404", "", "", None)
    page = Page(url, "now", 200, headers, body if isinstance(body, bytes) else body.encode())
    return Fetch(url, url, "now", 200, "", "", "", "", None, page=page)


def list_with(listing: Listing, answers: Answers, window: Window = NOVEMBER) -> tuple[Listed, list[str]]:
    asked: list[str] = []

    async def read(url: str, most: int = 0, only_new: bool = False) -> Fetch:
        asked.append(url)
        answer = answers(url)
        return answer if isinstance(answer, Fetch) else got(url, answer)

    return asyncio.run(listing.list_links(read, "s", window)), asked


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><link rel="next" href="/2"/>
<entry><title>A &amp;amp; B</title><link href="/a"/><updated>2019-11-05T10:00:00Z</updated></entry></feed>"""


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        (rss([("https://a.example/1", "One", "2019-11-05")]), ["https://a.example/1"]),
        (ATOM, ["https://a.example/a"]),
        (json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "url": "/j", "title": "J"}]}), ["https://a.example/j"]),
        (rss([("https://a.example/1", "One", "2019-11-05")])[:-20], ["https://a.example/1"]),
        (b"\n\n" + rss([("https://a.example/1", "One & only <b>", "2019-11-05")]), ["https://a.example/1"]),
        (rss([("https://a.example/1", "Caf\u00e9", "2019-11-05")]).decode().encode("latin-1"), ["https://a.example/1"]),
        ("<rss version='2.0'><channel><item><guid>https://a.example/g</guid></item></channel></rss>", ["https://a.example/g"]),
        (rss([]), []),
    ],
)  # fmt: skip
def test_feeds_well_and_ill_formed(body: bytes | str, urls: list[str]) -> None:
    listed, _ = list_with(Feed("https://a.example/feed"), lambda url: body)
    assert [link.url for link in listed.links] == urls


@pytest.mark.parametrize("body", ["<html><body>Not a feed</body></html>", "{}", "", '{"items": 3', "plain words"])
def test_what_is_no_feed_is_named(body: str) -> None:
    with pytest.raises(Unreadable, match="bad_feed"):
        list_with(Feed("https://a.example/feed"), lambda url: body)


def test_a_feed_is_paged_while_it_gives_something_new() -> None:
    pages = {
        f"https://a.example/feed{q}": rss([(f"https://a.example/{n}", "x", "2019-11-05")])
        for n, q in enumerate(("", "?paged=2"))
    }
    listed, asked = list_with(Feed("https://a.example/feed", pages=5), lambda url: pages.get(url, rss([])))
    assert len(listed.links) == 2 and len(asked) == 3


def test_a_feed_with_one_section_down_still_gives_the_other() -> None:
    feed = Feed("https://a.example/1", also=("https://a.example/2",))
    listed, _ = list_with(
        feed, lambda url: rss([("https://a.example/x", "x", "2019-11-05")]) if url.endswith("1") else None
    )
    assert len(listed.links) == 1 and [p.reason for p in listed.problems] == ["http_error"]


def urlset(rows: list[tuple[str, str]], kind: str = "url") -> str:
    parts = "".join(f"<{kind}><loc>{url}</loc><lastmod>{day}</lastmod></{kind}>" for url, day in rows)
    root = "urlset" if kind == "url" else "sitemapindex"
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</{root}>'


def test_of_a_tree_of_50000_pages_only_the_windows_part_is_read() -> None:
    months = [f"20{y:02d}-{m:02d}" for y in range(15, 20) for m in range(1, 13)][:50]
    months[-2:] = ["2019-11", "2019-12"]
    trees = {
        f"https://a.example/sitemap-{month}.xml.gz": gzip.compress(
            urlset(
                [
                    (f"https://a.example/{month.replace('-', '/')}/{d:02d}/p{n}", f"{month}-{d:02d}")
                    for d in range(1, 26)
                    for n in range(40)
                ]
            ).encode()
        )
        for month in months
    }
    index = urlset([(url, "2019-12-31") for url in trees], "sitemap")
    assert sum(map(len, trees.values())) > 50 and len(trees) * 1000 == 50_000
    listed, asked = list_with(Sitemap("https://a.example/s.xml"), lambda url: trees.get(url, index))
    assert len(listed.links) == 1000 + 40 and len(asked) == 3  # November, and the first of December as margin
    assert all("/2019/1" in link.url for link in listed.links)


def test_pages_without_a_date_in_their_address_go_by_their_last_change() -> None:
    rows = [
        ("https://a.example/old", "2019-10-01"),
        ("https://a.example/new", "2019-11-03"),
        ("https://a.example/later", "2020-02-01"),
    ]
    listed, _ = list_with(Sitemap("https://a.example/s.xml"), lambda url: urlset(rows))
    assert [link.url for link in listed.links] == ["https://a.example/new", "https://a.example/later"]


def test_a_news_sitemap_gives_titles_and_dates() -> None:
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
    <loc>https://a.example/n</loc><news:news><news:publication_date>2019-11-04T08:00:00+01:00</news:publication_date>
    <news:title>Port on a ledger</news:title></news:news></url></urlset>"""
    listed, _ = list_with(Sitemap("https://a.example/news.xml", past=False), lambda url: body)
    assert [(link.date, link.title) for link in listed.links] == [("2019-11-04T08:00:00+01:00", "Port on a ledger")]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (urlset([("https://a.example/1", "2019-11-02"), ("https://a.example/2", "2019-11-02")])[:-70], 1),
        ("\ufeff" + urlset([("https://a.example/1", "2019-11-02")]), 1),
        ("https://a.example/1\nhttps://a.example/2\n", 2),
        (urlset([("https://other.example/1", "2019-11-02")]), 0),
        ("<urlset></urlset>", 0),
    ],
)
def test_malformed_sitemaps_are_read_as_far_as_they_go(body: str, found: int) -> None:
    listed, _ = list_with(Sitemap("https://a.example/s.xml"), lambda url: body)
    assert len(listed.links) == found


@pytest.mark.parametrize("body", ["not found, sorry", "<html><body><p>404", b"\x1f\x8b broken", None])
def test_what_is_no_sitemap_is_named(body: bytes | str | None) -> None:
    with pytest.raises(Unreadable):
        list_with(Sitemap("https://a.example/s.xml"), lambda url: body)


def test_an_endless_sitemap_is_left_after_a_while_and_named() -> None:
    def answer(url: str) -> str:
        n = int(urlsplit(url).query or 0)
        return urlset([(f"https://a.example/s.xml?{n * 7 + k}", "2019-11-02") for k in range(1, 8)], "sitemap")

    listed, asked = list_with(Sitemap("https://a.example/s.xml"), answer)
    assert len(asked) == MOST_SITEMAPS and [p.reason for p in listed.problems] == ["endless_sitemap"]


def wordpress(posts: dict[str, str], count: int | None = None, headers: bool = True) -> Callable[[str], Fetch]:
    def answer(url: str) -> Fetch:
        query = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        rows = [
            {"link": link, "date": f"{day}T12:00:00", "title": {"rendered": "Caf&#233; <i>x</i>"}}
            for link, day in posts.items()
            if query["after"] < f"{day}T12:00:00" < query["before"]
        ]
        n = int(query["page"])
        said = (("X-WP-Total", str(count or len(rows))), ("X-WP-TotalPages", str(-(-len(rows) // 100))))
        return got(url, json.dumps(rows[100 * n - 100 : 100 * n]), said if headers else ())

    return answer


POSTS = {f"https://w.example/{n}": f"2019-{10 + n % 3}-{1 + n % 28:02d}" for n in range(900)}


@pytest.mark.parametrize("headers", [True, False])
def test_wordpress_gives_a_window_whole(headers: bool) -> None:
    listed, asked = list_with(WordPress("https://w.example"), wordpress(POSTS, headers=headers))  # type: ignore[arg-type]
    inside = {url for url, day in POSTS.items() if "2019-10-31" <= day <= "2019-12-01"}
    assert {link.url for link in listed.links} == inside and listed.complete
    assert len(asked) == 4 and listed.links[0].title == "Caf\u00e9 x"


def test_a_count_that_does_not_agree_is_named() -> None:
    listed, _ = list_with(WordPress("https://w.example"), wordpress(POSTS, count=999))  # type: ignore[arg-type]
    assert [p.reason for p in listed.problems] == ["incomplete_listing"] and not listed.complete


@pytest.mark.parametrize("body", ['{"code":"rest_disabled"}', "<html>", "3"])
def test_a_closed_interface_is_named(body: str) -> None:
    with pytest.raises(Unreadable, match="bad_listing"):
        list_with(WordPress("https://w.example"), lambda url: body)


def gkg(*rows: tuple[str, str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        lines = []
        for url, themes, title in rows:
            columns = [""] * 27
            columns[3], columns[4], columns[7], columns[26] = (
                urlsplit(url).netloc,
                url,
                themes,
                f"<PAGE_TITLE>{title}</PAGE_TITLE>",
            )
            lines.append("\t".join(columns))
        packed.writestr("20191101000000.gkg.csv", "\n".join(lines) + "\nbroken line\n")
    return out.getvalue()


def test_gdelt_files_give_what_names_the_technology_and_name_the_slots_they_lack() -> None:
    day = Window(date(2019, 11, 1), date(2019, 11, 1))
    slot = gkg(
        ("https://a.example/port-blockchain-bill", "", ""), ("https://b.example/1", "WB_1_X;BLOCKCHAIN", ""),
        ("https://c.example/2", "", "银行上线区块链平台"), ("https://d.example/football", "SPORT", "Cup"),
    )  # fmt: skip
    answers: Answers = lambda url: None if "1345" in url else slot if url.endswith("000.gkg.csv.zip") else gkg()  # noqa: E731
    listed, asked = list_with(GdeltFiles(), answers, day)
    assert len(asked) == 192 and {urlsplit(link.url).netloc[0] for link in listed.links} == {"a", "b", "c"}
    assert {p.reason for p in listed.problems} == {"missing_slot"} and len(listed.problems) == 2
    only, _ = list_with(GdeltFiles(hosts=frozenset({"b.example"})), answers, day)
    assert [link.url for link in only.links] == ["https://b.example/1"]


def test_a_full_answer_of_the_search_is_asked_again_in_halves() -> None:
    seen = [f"https://a.example/{n}" for n in range(600)]

    def answer(url: str) -> str:
        query = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        start, end = (int(query[k][8:10]) * 60 + int(query[k][10:12]) for k in ("startdatetime", "enddatetime"))
        inside = [u for n, u in enumerate(seen) if start <= n * 2 <= end][:250]
        return json.dumps({"articles": [{"url": u, "title": "t"} for u in inside]})

    listed, asked = list_with(GdeltSearch("blockchain"), answer, Window(date(2019, 11, 1), date(2019, 11, 1)))
    assert len(listed.links) == 600 and len(asked) == 5 and not listed.problems
    with pytest.raises(Unreadable, match="Please limit"):
        list_with(GdeltSearch("x"), lambda url: "Please limit requests to one every 5 seconds.")


def test_wayback_gives_articles_at_their_first_capture_and_goes_on_where_an_answer_ends() -> None:
    head = ["timestamp", "original"]
    first = [
        head,
        ["20191102000000", "https://a.example/2019/11/01/port"],
        ["20191103000000", "https://a.example/style.css"],
        [],
        ["KEY"],
    ]
    second = [
        head,
        ["20191104000000", "https://a.example/2018/01/01/old"],
        ["20191105000000", "https://a.example/undated"],
    ]
    listed, asked = list_with(Wayback("a.example"), lambda url: json.dumps(second if "resumeKey=KEY" in url else first))
    assert [link.url for link in listed.links] == ["https://a.example/2019/11/01/port", "https://a.example/undated"]
    assert listed.links[0].at == "https://web.archive.org/web/20191102000000id_/https://a.example/2019/11/01/port"
    assert len(asked) == 2
    pywb = '{"timestamp": "20191102000000", "url": "https://a.example/2019/11/01/port", "status": "200"}\n'
    assert len(list_with(Wayback("a.example"), lambda url: pywb)[0].links) == 1


def test_ccnews_names_the_files_of_the_months_and_the_one_after() -> None:
    archive = CcNews(frozenset(), "https://cc.example")
    assert [a[-26:] for a in archive.lists(NOVEMBER)] == ["NEWS/2019/11/warc.paths.gz", "NEWS/2019/12/warc.paths.gz"]
    paths = gzip.compress(b"crawl-data/CC-NEWS/2019/11/CC-NEWS-20191101001122-00007.warc.gz\n")
    (file,) = archive.files(got("u", paths))
    assert archive.address(file) == f"https://cc.example/crawl-data/CC-NEWS/2019/11/{file}"
    assert Month(2019, 12).after == Month(2020, 1)


def source(*listings: Listing) -> Source:
    return Source("s", "S", "https://s.example", "en", "GB", "trade", listings, "t")


def test_the_cheapest_route_comes_first_and_a_barren_one_last() -> None:
    routes = source(Sitemap("https://s.example/s.xml"), WordPress("https://s.example")).routes
    names = lambda yields: [r.name for r in order_routes(routes, NOVEMBER, yields)]  # noqa: E731
    costs = {route.name: route.requests(NOVEMBER) for route in routes}
    assert names({}) == sorted(costs, key=lambda name: costs[name])
    assert names({"wordpress": Yield(tries=3, links=9)}) == names({})
    assert names({"wordpress": Yield(tries=3, failures=3)})[-1] == "wordpress"


def test_discover_falls_back_where_a_route_fails_or_gives_nothing() -> None:
    tried = source(WordPress("https://s.example"), Sitemap("https://s.example/s.xml"))

    async def read(url: str, most: int = 0, only_new: bool = False) -> Fetch:
        return got(url, urlset([("https://s.example/2019/11/03/x", "2019-11-03")]) if url.endswith("s.xml") else None)

    found = asyncio.run(discover(tried, NOVEMBER, NOVEMBER.last + timedelta(60), read, {}))
    assert found.listing == "sitemap" and len(found.listed.links) == 1
    assert "http_error" in [p.reason for p in found.problems] or not found.problems


def test_an_empty_answer_stands_where_the_next_route_would_ask_too_much() -> None:
    """What listed nothing did answer: the source is no silent one."""
    tried = Source("g", "G", "https://g.example", "en", "GB", "archive", (GdeltSearch("port"), GdeltFiles()), "t")

    async def read(url: str, most: int = 0, only_new: bool = False) -> Fetch:
        return got(url, b"{}")

    found = asyncio.run(discover(tried, NOVEMBER, NOVEMBER.last + timedelta(60), read, {}))
    assert GdeltFiles().requests(NOVEMBER) > MOST_FALLBACK
    assert (found.listing, found.listed.links, found.tried) == ("gdelt_search", (), (("gdelt_search", ""),))
