"""A hundred pages made to hurt a reader, each with what is wrong with it."""

import json
from collections.abc import Iterator

from tests.web import article

GOOD = article("Port of Ostend issues bills on a blockchain", "2019-11-05").decode()
_HEAD, _BODY = "<html><head><title>t</title>", "</head><body>"


def poisoned() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each page."""
    yield from _nested()
    yield from _endless()
    yield from _charsets()
    yield from _halves()
    yield from _json_ld()
    yield from _traps()


def _nested() -> Iterator[tuple[str, bytes]]:
    for tag in ("div", "span", "table", "ul", "blockquote", "b", "font", "section", "i", "a", "p", "td", "li"):
        yield f"nested {tag}", (f"<{tag}>" * 100_000 + "deep").encode()
    yield "nested and closed", (GOOD + "<div>" * 50_000 + "</div>" * 50_000).encode()
    yield "nested below the guard", (GOOD + "<div>" * 5_000 + "x" + "</div>" * 5_000).encode()


def _endless() -> Iterator[tuple[str, bytes]]:
    yield "one attribute of 200 MB", b"<html><body><p title='" + b"x" * 200_000_000 + b"'>t</p>"
    yield "attribute of 9 MB", (GOOD + "<p title='" + "x" * 9_000_000 + "'>t</p>").encode()
    yield "endless table", (GOOD + "<table>" + "<tr><td>1</td><td>2</td></tr>" * 150_000 + "</table>").encode()
    yield "table never closed", (GOOD + "<table>" + "<tr><td>a" * 200_000).encode()
    yield "endless links", (GOOD + "<a href='/x'>link</a> " * 200_000).encode()
    yield (
        "endless paragraphs",
        (GOOD + "<p>One sentence, and no more than that, is written here again.</p>" * 100_000).encode(),
    )
    yield "endless breaks", (GOOD + "<br>" * 500_000).encode()
    yield "endless list", (GOOD + "<li>x" * 300_000).encode()
    yield "endless metas", (_HEAD + "<meta property='og:title' content='x'>" * 100_000 + _BODY + GOOD).encode()
    yield "endless headings", (GOOD + "<h1>Port of Ostend</h1>" * 30_000).encode()
    yield "one word of 5 MB", (GOOD + "<p>" + "a" * 5_000_000 + "</p>").encode()
    yield "classes without end", (GOOD + "<div class='" + "nav-menu article " * 200_000 + "'>x</div>").encode()
    yield "attributes without end", (GOOD + "<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</div>").encode()
    yield "entities without end", (GOOD + "<p>" + "&amp;" * 1_000_000).encode()


def _charsets() -> Iterator[tuple[str, bytes]]:
    text = "区块链电子发票在港口上线，信息可以查阅。" * 30
    for declared, real in (("utf-8", "gb18030"), ("gb2312", "utf-8"), ("shift_jis", "gb18030"), ("utf-16", "utf-8"), ("no-such", "gb18030"),
                           ("iso-8859-1", "utf-8"), ("big5", "utf-16"), ("utf-7", "utf-8"), ("idna", "utf-8"), ("rot13", "utf-8"), ("zip", "utf-8")):  # fmt: skip
        yield f"{real} said to be {declared}", f"<html><meta charset={declared}><body><p>{text}</p>".encode(real)
    yield "two charsets", f"<p>{text}</p>".encode() + f"<p>{text}</p>".encode("gb18030")
    yield "nulls", b"<html><body>" + b"\x00" * 1_000_000
    yield "nulls between", GOOD.encode().replace(b" ", b" \x00")
    yield "controls", (GOOD + "".join(map(chr, range(1, 32))) * 1000).encode()
    yield "surrogates", GOOD.encode() + b"\xed\xa0\x80" * 1000
    yield "random", bytes(n * 7919 % 256 for n in range(200_000))
    yield "marks on marks", (GOOD + "<p>a" + "\u0301\u0327" * 300_000).encode()
    yield "right to left", (GOOD + "<p>" + "\u202e\u2066" * 300_000).encode()


def _halves() -> Iterator[tuple[str, bytes]]:
    whole = GOOD.encode()
    for share in range(1, 24):
        yield f"{share} of 24 parts", whole[: len(whole) * share // 24]
    yield "half a tag", whole + b"<div class='"
    yield "half a comment", whole + b"<!-- " + b"x" * 2_000_000
    yield "half a script", b"<script>" + b"var x=1;" * 500_000
    yield "half a style", whole + b"<style>" + b"a{}" * 500_000


def _json_ld() -> Iterator[tuple[str, bytes]]:
    def page(script: str) -> bytes:
        return (f'{_HEAD}<script type="application/ld+json">{script}</script>{_BODY}' + GOOD).encode()

    yield "deep arrays", page("[" * 100_000)
    yield "deep objects", page('{"@graph":' * 50_000)
    yield "deep and sound", page("[" * 900 + '{"@type":"NewsArticle"}' + "]" * 900)
    yield "large", page(json.dumps({"@type": "NewsArticle", "headline": "x" * 3_000_000}))
    yield "many", page(json.dumps([{"@type": "NewsArticle", "headline": "x"}] * 50_000))
    yield (
        "wrong kinds",
        page(
            json.dumps(
                {
                    "@type": ["NewsArticle", 3, None],
                    "headline": ["x"],
                    "author": 7,
                    "publisher": [1],
                    "datePublished": {},
                }
            )
        ),
    )
    yield "author of authors", page(json.dumps({"@type": "Article", "author": [[[[{"name": [{"name": "x"}]}]]]]}))
    yield "odd dates", page(json.dumps({"@type": "Article", "datePublished": "2019-99-99T99:99:99+99:99"}))
    yield "large number", page('{"@type":"Article","datePublished":' + "9" * 100_000 + "}")
    yield "no JSON", page("<<<<>>>>" * 1000)


def _traps() -> Iterator[tuple[str, bytes]]:
    def titled(title: str, body: str = "") -> bytes:
        return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}{GOOD}".encode()

    yield "title of bars", titled("a | " * 50_000)
    yield "title of dashes", titled("-" * 500_000)
    yield "title of spaces", titled("a" + " " * 500_000 + "b")
    yield "title of 1 MB", titled("x" * 1_000_000)
    yield "byline of commas", titled("x", "<div class=byline>By " + "A, " * 100_000 + "</div>")
    yield "byline of dots", titled("x", "<div class=author>" + "A." * 100_000 + "</div>")
    yield "dates without end", titled("x", "<p>" + "5 November 2019 " * 50_000 + "</p>")
    yield "digits without end", titled("x", "<p>" + "1 " * 500_000 + "</p>")
    yield "half dates", titled("x", "<p class=date>" + "2019-1" * 100_000 + "</p>")
    yield "stops", titled("x", "<p>" + ".,;" * 300_000 + "</p>")
    yield "brackets", titled("x", "<p>" + "((((" * 200_000 + "</p>")
    yield "lines of bars", titled("x", "<p>" + "|" * 1_000_000 + "</p>")
    yield (
        "address of 1 MB",
        (f'<html><head><link rel=canonical href="http://{"a." * 400_000}">' + _BODY + GOOD).encode(),
    )
    yield (
        "broken address",
        (
            '<html><head><link rel=canonical href="http://[::1"><meta property=og:url content="http://[x">'
            + _BODY
            + GOOD
        ).encode(),
    )
    yield "capitals", titled("x", "<p>" + "A " * 300_000 + "</p>")
    yield "camels", titled("x", "<div class='" + "aB" * 500_000 + "'>x</div>")
    yield "times", titled("x", "<time datetime='2019'>" * 20_000)
    yield "numerals", titled("x", "<p>" + "二〇" * 200_000 + "年</p>")
