import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census.urls import host_of, normalise_url, site_of


@pytest.mark.parametrize(
    "spelling",
    [
        "https://www.port.example/news/bill",
        "http://port.example:80/news/bill/",
        "https://PORT.example:443/news//bill?utm_source=x&fbclid=1#top",
        "https://m.port.example/news/bill?amp=1",
        "https://port.example/news/bill/amp/",
        "https://port.example/news/amp/bill",
        "https://port.example/news/bill;jsessionid=12AB?from=rss",
        "https://port-example.cdn.ampproject.org/c/s/port.example/news/bill/amp",
    ],
)
def test_one_article_has_one_address(spelling: str) -> None:
    assert normalise_url(spelling) == "port.example/news/bill"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?p=1", "https://a.example/?p=2"),
        ("https://a.example/A", "https://a.example/a"),
        ("https://news.a.example/x", "https://a.example/x"),
        ("http://127.0.0.1:8001/x", "http://127.0.0.1:8002/x"),
        ("https://a.example/amp", "https://a.example/"),
    ],
)
def test_two_articles_have_two(one: str, other: str) -> None:
    assert normalise_url(one) != normalise_url(other)


def test_signs_are_escaped_in_one_way() -> None:
    assert normalise_url("https://a.example/区块链") == normalise_url("https://a.example/%E5%8C%BA%E5%9D%97%E9%93%BE")


@settings(derandomize=True)
@given(st.text(max_size=40))
def test_an_address_once_normalised_stays(path: str) -> None:
    try:
        once = normalise_url(f"https://a.example/{path}")
    except ValueError:
        return
    assert normalise_url(f"https://{once}") == once


def test_hosts_and_sites() -> None:
    assert host_of("https://WWW.A.example:8443/x") == "www.a.example:8443"
    assert site_of("https://www.a.example:8443/x") == "a.example"
