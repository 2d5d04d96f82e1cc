"""The sources on the command line, against a site on loopback."""

from pathlib import Path

from census.frontier import Frontier
from census.settings import PROJECT
from census.store import Store
from extractors.source import declared
from flows.sources import tabulate_sources, to_markdown
from tests.conftest import chaincensus
from tests.crawling import DAYS, declare, open_settings, settings_of
from tests.flows.crawl_once import crawl_once
from tests.web import MISSING, Request, Response, Web, article, news, rss


def test_the_docs_hold_the_table_of_all_sources() -> None:
    page = (PROJECT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert to_markdown(tabulate_sources()) in page, "run: chaincensus sources list --markdown"


def site(web: Web, host: str) -> None:
    """A site that shows its feed, and its sitemap in robots.txt."""
    front = '<html lang="pt-BR"><head><title>Porto</title><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
    good = news(web, host, DAYS, f"User-agent: *\nSitemap: {web.url(host, '/map.xml')}\n")

    def answer(request: Request) -> Response:
        if request.path == "/":
            return Response(front.encode())
        if request.path == "/map.xml":
            body = f"<urlset><url><loc>{web.url(host, '/a/0-blockchain-bill')}</loc></url></urlset>"
            return Response(body.encode(), kind="text/xml")
        return good(request)

    web.hosts[host] = answer


def test_a_site_is_looked_at_its_routes_proven_and_its_file_written(tmp_path: Path) -> None:
    with Web() as web:
        site(web, "127.0.7.2")
        out = tmp_path / "found"
        ran = chaincensus(
            tmp_path,
            "sources",
            "add",
            web.url("127.0.7.2"),
            "--out",
            str(out),
            "--slug",
            "porto",
            **settings_of(tmp_path),
        )
        assert ran.returncode == 0, ran.stderr
        (source,) = declared(out).values()
        assert (source.name, source.lang, [r.name for r in source.listings]) == ("Porto", "pt", ["feed", "sitemap"])
        given = settings_of(tmp_path, CHAINCENSUS_SOURCES=str(out))
        checked = chaincensus(tmp_path, "sources", "check", "porto", **given)
        assert checked.returncode == 0 and "works" in checked.stdout and "wayback" in checked.stdout
        shown = chaincensus(tmp_path, "sources", "show", "porto", **given)
        assert "proven live" in shown.stdout
    listed = chaincensus(tmp_path, "sources", "list", **given)
    assert "porto" in listed.stdout
    wrong = chaincensus(tmp_path, "sources", "show", "lisboa", **given)
    assert wrong.returncode == 2 and "there is no source 'lisboa'" in wrong.stderr


def test_a_site_without_listings_is_told(tmp_path: Path) -> None:
    with Web() as web:
        web.hosts["127.0.7.3"] = lambda r: Response(article("Port", DAYS[0])) if r.path == "/" else MISSING
        ran = chaincensus(
            tmp_path, "sources", "add", web.url("127.0.7.3"), "--out", str(tmp_path / "no"), **settings_of(tmp_path)
        )
    assert ran.returncode == 2 and "declare one by hand" in ran.stderr and not (tmp_path / "no").exists()


def test_the_funnel_says_of_each_link_how_far_it_came_and_why_no_further(tmp_path: Path) -> None:
    with Web() as web:
        host = "127.0.7.4"
        good = news(web, host, [*DAYS, DAYS[1]])
        web.hosts[host] = lambda r: Response(status=500) if r.path.startswith("/a/1-") else good(r)
        declare(tmp_path / "sources", "n", web.url(host), f'Feed("{web.url(host, "/feed")}")')
        crawl_once(tmp_path, "first", *DAYS)
    store = Store.open(open_settings(tmp_path).database_url)
    fates = Frontier(store).fates_of("n", DAYS[1])
    assert [fate[:2] for fate in fates] == [("not fetched", "http_error status 500"), ("not parsed", "not tried yet")]
    told = chaincensus(tmp_path, "status", "n", DAYS[1], **settings_of(tmp_path))
    assert "http_error status 500" in told.stdout and "/a/2-blockchain-bill" in told.stdout and "listed" in told.stdout
    store.close()


def test_a_selective_source_leaves_other_news_unread_and_says_so(tmp_path: Path) -> None:
    with Web() as web:
        host = "127.0.7.5"
        entries = [
            (web.url(host, "/cup"), "Cup final", DAYS[0]),
            (web.url(host, "/bill"), "港口上链：提单电子化", DAYS[0]),
        ]
        feed = Response(rss(entries), kind="text/xml")
        page = Response(article("Port", DAYS[0]))
        web.hosts[host] = lambda r: MISSING if r.path == "/robots.txt" else feed if r.path == "/feed" else page
        declare(tmp_path / "sources", "n", web.url(host), f'Feed("{web.url(host, "/feed")}")', selective=True)
        crawl_once(tmp_path, "first", *DAYS)
        assert web.asked(host, "/bill") and not web.asked(host, "/cup")
    store = Store.open(open_settings(tmp_path).database_url)
    assert ("dropped unread", "off_topic") in [fate[:2] for fate in Frontier(store).fates_of("n")]
    store.close()
