"""The sample month: from the pages we wrote (`data/sample/pages/*.jsonl`) to real HTML in a WARC file, the same bytes each time.

Run with `make sample`. Layouts, furniture, character sets and faults are those of a real crawl; the texts are ours.
"""

import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from census.archive import write_pages
from census.records import Page
from census.settings import PROJECT

SAMPLE = PROJECT / "data" / "sample"
CRAWLED_AT = "2019-12-09T04:00:00Z"
Row = dict[str, Any]

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
}
_RELATED = {
    "zh": "相关阅读",
    "ja": "関連記事",
    "ko": "관련기사",
    "es": "Leer más",
    "de": "Mehr zum Thema",
    "fr": "Lire aussi",
    "ru": "Читайте также",
}
_FURNITURE = {
    "zh": "比特币价格今日行情 | 以太坊升级时间公布 | 交易所上线新币",
    "ja": "ビットコイン相場 | 取引所ニュース | 用語集",
}


def visible_date(row: Row) -> str:
    """The date as a byline of the page's language writes it."""
    year, month, day = (int(part) for part in row["date"][:10].split("-"))
    lang = row["lang"]
    if lang in ("zh", "ja"):
        return f"{year}年{month}月{day}日"
    if lang == "ko":
        return f"{year}년 {month}월 {day}일"
    names = _MONTHS.get(lang, "").split()
    if lang == "th":
        return f"{day} {names[month - 1]} {year + 543}"
    return f"{day} {names[month - 1]} {year}" if names else f"{day:02d}.{month:02d}.{year}"


def _paragraph(text: str) -> str:
    if text.startswith("## "):
        return f"<h2>{html.escape(text[3:])}</h2>"
    if text.startswith("- "):
        return f"<ul><li>{html.escape(text[2:])}</li></ul>"
    return f"<p>{html.escape(text)}</p>"


def _body(row: Row) -> str:
    paragraphs = list(row["paragraphs"])
    if row["fault"] == "paywall":
        wall = (
            "本文为会员专享，请订阅后阅读全文。"
            if row["lang"] == "zh"
            else "Subscribe to continue reading this article."
        )
        return _paragraph(paragraphs[0]) + f'<div class="paywall"><p>{wall}</p></div>'
    return "".join(map(_paragraph, paragraphs))


def _head(row: Row) -> str:
    charset = "utf-8" if row["fault"] == "wrong_encoding" else row["charset"]
    parts = [
        f'<meta charset="{charset}">',
        f"<title>{html.escape(row['title'])} - {html.escape(row['outlet'])}</title>",
    ]
    parts.append(
        f'<meta property="og:title" content="{html.escape(row["title"])}"><meta property="og:site_name" content="{html.escape(row["outlet"])}">'
    )
    if row["fault"] == "paywall" and row["paragraphs"]:
        parts.append(f'<meta property="og:description" content="{html.escape(row["paragraphs"][0])}">')
    stamp = {"wrong": "2031-01-01T00:00:00Z" if "future" in row["note"] else CRAWLED_AT}.get(
        row["date_in"], row["date"]
    )
    if row["date_in"] == "jsonld" and stamp:
        linked = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": row["title"],
            "datePublished": stamp,
        }
        parts.append(f'<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>')
    elif row["date_in"] in ("meta", "wrong") and stamp:
        parts.append(f'<meta property="article:published_time" content="{stamp}">')
    return f"<head>{''.join(parts)}</head>"


def _byline(row: Row) -> str:
    shows = row["date"] and row["date_in"] in ("text", "wrong")
    return " ".join([*map(html.escape, row["authors"]), *([visible_date(row)] if shows else [])])


def _related(row: Row) -> str:
    teaser = _FURNITURE.get(row["lang"], "Bitcoin price today | Ethereum upgrade date set | Exchange lists new coin")
    links = "".join(f'<li><a href="/more/{n}">{part}</a></li>' for n, part in enumerate(teaser.split(" | ")))
    return f"<h3>{_RELATED.get(row['lang'], 'Read more')}</h3><ul>{links}</ul>"


def _blog(row: Row) -> str:
    return f'<header><a href="/">{row["outlet"]}</a></header><article><h1>{html.escape(row["title"])}</h1><div class="byline">{_byline(row)}</div><div class="entry-content">{_body(row)}</div></article><aside>{_related(row)}</aside><footer>&copy; {row["outlet"]}</footer>'


def _wire(row: Row) -> str:
    return f'<div id="top">{row["outlet"]} wire</div><main><h1>{html.escape(row["title"])}</h1><p class="meta">{_byline(row)}</p>{_body(row)}<p class="end">(END)</p></main><div class="sidebar">{_related(row)}</div>'


def _portal(row: Row) -> str:
    menu = "".join(
        f'<li><a href="/c{n}">{word}</a></li>'
        for n, word in enumerate(("Home", "Finance", "Tech", "Markets", "Video", "Jobs"))
    )
    return f'<ul class="nav">{menu}</ul><div class="container"><div class="left"><h1>{html.escape(row["title"])}</h1><div class="info">{_byline(row)} {row["outlet"]}</div><div class="article-content">{_body(row)}</div></div><div class="right">{_related(row)}</div></div>'


def _government(row: Row) -> str:
    return f'<div class="crumbs">{row["outlet"]} &gt; News</div><h1>{html.escape(row["title"])}</h1><div class="source">{_byline(row)}</div><div class="TRS_Editor">{_body(row)}</div><div class="bottom">{row["outlet"]}</div>'


def _magazine(row: Row) -> str:
    return f'<nav><a href="/">{row["outlet"]}</a></nav><section class="hero"><h1>{html.escape(row["title"])}</h1><p>{_byline(row)}</p></section><section class="story">{_body(row)}</section><section class="newsletter"><p>Sign up for our newsletter.</p></section>{_related(row)}'


def _old_table(row: Row) -> str:
    return f'<table width="100%"><tr><td colspan="2"><b>{row["outlet"]}</b></td></tr><tr><td width="120"><a href="/a">A</a><br><a href="/b">B</a></td><td><h1>{html.escape(row["title"])}</h1><font size="2">{_byline(row)}</font><br>{_body(row)}</td></tr></table>'


_LAYOUTS: dict[str, Callable[[Row], str]] = {
    "blog": _blog, "wire": _wire, "portal": _portal, "government": _government, "magazine": _magazine, "old_table": _old_table,
}  # fmt: skip


def render(row: Row) -> bytes:
    """HTML bytes of one page with its fault."""
    fault, title = row["fault"], html.escape(row["title"])
    if fault == "js_only":
        return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><div id="root"></div><script src="/app.js"></script></body></html>'.encode()
    if fault == "cookie_wall":
        wall = "<p>We use cookies. Please accept cookies and our privacy settings to continue. Manage your consent.</p>"
        return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{wall}</body></html>'.encode()
    text = f'<!doctype html><html lang="{row["lang"]}">{_head(row)}<body>{_LAYOUTS[row["layout"]](row)}</body></html>'
    if fault == "hostile":
        nest = 3000 if "nested" in row["note"] else 40
        spam = "<script>while(true){}</script>" + f'<div style="display:none">{"buy coin now " * 200}</div>'
        text = text.replace("</article>", f"{spam}</article>").replace("<body>", "<body>" + "<div>" * nest)
    charset = (
        "gb18030" if fault == "wrong_encoding" and row["charset"] == "utf-8" and row["lang"] == "zh" else row["charset"]
    )
    body = text.encode(charset, "xmlcharrefreplace")
    return body[: int(len(body) * 0.7)] if fault == "truncated" else body


def page_of(row: Row) -> Page:
    """One page as a crawl of December 2019 would have kept it; an empty one where the note says so."""
    body = b"" if row["fault"] == "hostile" and "empty" in row["note"] else render(row)
    declared = "text/html" if row["fault"] == "wrong_encoding" else f"text/html; charset={row['charset']}"
    return Page(f"https://{row['host']}{row['path']}", CRAWLED_AT, 200, (("Content-Type", declared),), body)


def read_pages() -> list[Row]:
    """All pages written, by host and path."""
    rows = [
        json.loads(line)
        for path in sorted((SAMPLE / "pages").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    return sorted((row for row in rows if "page" in row), key=lambda row: (row["host"], row["path"]))


def build(target: Path = SAMPLE / "2019-11.warc.gz") -> int:
    """Write the archive and, beside it, the manifest of its pages; the number of pages."""
    rows = read_pages()
    write_pages(map(page_of, rows), target)
    names = ("page", "lang", "date", "layout", "charset", "date_in", "fault", "kind", "tells", "reason", "note")
    manifest = [{"url": f"https://{r['host']}{r['path']}"} | {name: r[name] for name in names} for r in rows]
    lines = (json.dumps(row, ensure_ascii=False) for row in manifest)
    target.with_name("2019-11.manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(rows)


if __name__ == "__main__":
    print(build(), "pages")
