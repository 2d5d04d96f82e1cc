from dataclasses import replace
from datetime import date

import pytest

from census.records import Label, Page, Unreadable
from census.settings import PROJECT
from extractors.dates import Published, find_published, parse_stamp
from extractors.own import OwnReader
from extractors.parse import REASONS, parse
from flows.work import _doubted, open_reader

READER = open_reader(PROJECT / "data" / "models")

FETCHED = "2019-12-01T00:00:00Z"
BODY = "<p>" + "</p><p>".join(
    f"Paragraph {n} tells how the port keeps its papers on a shared ledger." for n in range(6)
)


def page(html: str | bytes, status: int = 200, url: str = "https://news.example/2019/11/05/port", kind: str = "text/html") -> Page:  # fmt: skip
    body = html.encode() if isinstance(html, str) else html
    return Page(url, FETCHED, status, (("Content-Type", kind),), body)


def article(head: str = "", body: str = BODY, title: str = "Port keeps papers on a ledger") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</p></article></body></html>"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (page("", 404), "http_error"),
        (page("   "), "empty"),
        (page(b"%PDF-1.4 binary"), "not_text"),
        (page("plain words only"), "not_html"),
        (page("<html><body><div id=root></div><script>render()</script></body></html>"), "js_only"),
        (page("<div>" * 3000 + "deep"), "too_deep"),
        (page(article(body="<p>We use cookies. Accept all cookies or manage consent.")), "cookie_wall"),
    ],
)
def test_what_cannot_be_read_is_named(given: Page, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(given, READER)
    assert caught.value.reason == reason
    assert reason in REASONS


def test_an_article_has_its_parts() -> None:
    linked = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Port keeps papers on a ledger","datePublished":"2019-11-05T09:00:00+08:00","author":{"name":"Desk"}}</script>'
    read = parse(page(article(linked)), READER)
    assert read.title == "Port keeps papers on a ledger"
    assert (read.date, read.date_origin) == ("2019-11-05T09:00:00+08:00", "json_ld")
    assert read.authors == ("Desk",) and read.lang == "en" and read.outlet == "news.example"
    assert read.text.count("\n") == 5 and "Paragraph 5" in read.text


@pytest.mark.parametrize(
    ("charset", "declared"), [("gb18030", "gb2312"), ("gb18030", ""), ("big5", "big5"), ("shift_jis", "shift_jis")]
)
def test_old_character_sets_are_read_whatever_is_declared(charset: str, declared: str) -> None:
    text = "港口表示，電子文件保存在區塊鏈上。" if charset == "big5" else "港口文件保存在上面，信息可以查阅。" * 3
    if charset == "shift_jis":
        text = "港湾の書類は台帳に記録される。"
    html = article(f'<meta charset="{declared}">' if declared else "", f"<p>{text * 12}")
    read = parse(page(html.encode(charset)), READER)
    assert text[:8] in read.text


def test_a_page_cut_in_the_middle_of_a_letter_is_read() -> None:
    whole = article(body=f"<p>{'区块链电子发票在港口上线。' * 20}").encode()
    cut = whole[: whole.rindex("上".encode()) + 1]
    assert "电子发票" in parse(page(cut), READER).text


@pytest.mark.parametrize(
    ("stamp", "wanted"),
    [
        ("2019-11-05T08:00:00Z", "2019-11-05T08:00:00+00:00"),
        ("2019-11-05 08:00", "2019-11-05"),
        ("2019-11-05T08:00:00+0800", "2019-11-05T08:00:00+08:00"),
        ("2019-13-45", None),
        ("yesterday", None),
    ],
)
def test_stamps_keep_their_offset_and_nonsense_is_none(stamp: str, wanted: str | None) -> None:
    assert parse_stamp(stamp) == wanted


def test_dates_of_the_future_or_of_the_crawl_yield_to_the_address() -> None:
    url = "https://news.example/2019/11/05/port.html"
    for declared in ("2031-01-01", "2019-12-01T00:00:00Z"):
        found = find_published("<html></html>", url, [Published(declared, "meta")], [], FETCHED)
        assert found is not None and (found.date, found.origin) == ("2019-11-05", "url")


def test_a_source_may_have_a_reader_of_its_own_until_a_day() -> None:
    html = article(
        body=BODY
        + "</p><div class=odd>A line of the port on its papers that stands in a box of the site's own making, far away."
    )
    for until, text in ((date(2020, 1, 1), "A line of the port"), (date(2019, 1, 1), "Paragraph 0")):
        reader = replace(READER, own={"news.example": OwnReader("div.odd", until)})
        assert parse(page(html), reader).text.startswith(text)


def test_a_text_behind_a_paywall_makes_doubtful_labels() -> None:
    label = Label("a", "sector", "finance", 0.9, "model/1", "2019-12-01")
    whole = parse(page(article()), READER)
    assert _doubted(label, whole) == label
    assert _doubted(label, replace(whole, kind="paywall", quality=0.5)).probability == 0.45


@pytest.mark.parametrize(
    ("date_", "day", "month"),
    [
        ("2019-11-05T09:00:00+08:00", "2019-11-05", "2019-11"),
        ("2019-11", None, "2019-11"),
        ("2019", None, None),
        (None, None, None),
    ],
)
def test_a_date_is_as_wide_as_what_is_known(date_: str | None, day: str | None, month: str | None) -> None:
    read = replace(parse(page(article()), READER), date=date_)
    assert (read.day, read.month) == (day, month)


def test_a_page_that_lists_itself_among_its_translations_has_their_language() -> None:
    head = '<link rel="alternate" hreflang="x-default" href="https://news.example/2019/11/05/port"><link rel="alternate" hreflang="pt-BR" href="https://news.example/2019/11/05/port">'
    brief = f"<html><head><title>OK</title>{head}<meta name=description content='12 345'></head><body><p>12 345</p></body></html>"
    assert parse(page(brief), READER).lang == "pt"
