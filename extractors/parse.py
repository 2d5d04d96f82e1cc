"""Page to article: `parse` is the one step; what it cannot read it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import py3langid

from census.records import Article, Page, Unreadable, derive_id
from census.urls import host_of, normalise_url, site_of
from extractors.blocks import Block, read_blocks
from extractors.body import Body, Reader, read_body
from extractors.dates import find_published
from extractors.declared import Declared, read_declared
from extractors.decode import decode
from extractors.kinds import KINDS, is_consent, name_kind, refuse
from extractors.metadata import Metadata, read_metadata
from extractors.traits import Setting
from extractors.tree import Tree, read_tree

# Reasons by which a page is quarantined; each is a plain word in the coverage table.
REASONS = (
    "http_error", "empty", "not_text", "not_html", "too_large", "too_deep", "js_only", "cookie_wall", "no_text", "too_slow", "killed_reader",
)  # fmt: skip
# 1,500 characters give the same language as 3,000 for 812 of 814 real texts.
_SAMPLE = 1500


@dataclass(frozen=True)
class Examined:
    """An article and, by field, the signal that gave it."""

    article: Article
    signals: Mapping[str, str]


@dataclass(frozen=True)
class Opened:
    """A page taken apart: its text as markup, tree, declarations, blocks and metadata."""

    html: str
    root: Tree
    declared: Declared
    blocks: Sequence[Block]
    metadata: Metadata

    @property
    def setting(self) -> Setting:
        """What its blocks are measured against."""
        return Setting(self.metadata.title, self.metadata.description, self.metadata.linked_body)


def detect_language(text: str, declared: str = "") -> str:
    """ISO 639-1 code of a text by its letters and words (210 of 210 news bodies); the declared one for under 20 letters."""
    letters = sum(map(str.isalpha, text[:_SAMPLE]))
    if letters < 20 and declared:
        return declared
    return str(py3langid.classify(text[:_SAMPLE])[0]) if letters else "und"


def parse(page: Page, reader: Reader) -> Article:
    """Read one page. Raises Unreadable with one of REASONS; text is NFC, one paragraph a line."""
    return examine(page, reader).article


def open_page(page: Page) -> Opened:
    """A page taken apart. Raises Unreadable."""
    html = decode(page)
    root = read_tree(html)
    declared, blocks = read_declared(root, page.url), read_blocks(root)
    return Opened(html, root, declared, blocks, read_metadata(root, declared, blocks, page.url))


def examine(page: Page, reader: Reader) -> Examined:
    """Read one page, with the signals. Raises Unreadable with one of REASONS."""
    if page.status >= 400:
        raise Unreadable("http_error", f"status {page.status}")
    opened = open_page(page)
    html, root, metadata = opened.html, opened.root, opened.metadata
    own = reader.own.get(site_of(page.url))
    lines = own.read(html, page.fetched_at) if own else ()
    body = Body(lines, 1.0)
    if not lines:
        body = read_body(opened.blocks, opened.setting, metadata.heading, reader, host_of(page.url))
    text = "\n".join(body.lines)
    if not text or is_consent(text):
        if not metadata.description or metadata.description == metadata.title:
            raise refuse(root, html, text)
        return _examined(page, html, metadata, Body((metadata.description,), 1.0), "teaser", "description")
    kind = name_kind(root, opened.declared, opened.blocks, text)
    return _examined(page, html, metadata, body, kind, "own reader" if lines else "blocks")


def _examined(page: Page, html: str, metadata: Metadata, body: Body, kind: str, text_signal: str) -> Examined:
    url, text = metadata.canonical or page.url, "\n".join(body.lines)
    published = find_published(html, page.url, metadata.declared_dates, metadata.written_dates, page.fetched_at)
    article = Article(
        id=derive_id(normalise_url(url)),
        url=url,
        outlet=metadata.outlet or (urlsplit(page.url).hostname or "").removeprefix("www."),
        title=metadata.title,
        text=text,
        date=published.date if published else None,
        date_origin=published.origin if published else None,
        lang=detect_language(f"{metadata.title}\n{text}", metadata.lang),
        authors=metadata.authors,
        kind=kind,
        quality=round(body.quality * KINDS[kind], 3),
    )
    signals = {**metadata.signals, "text": text_signal, "date": article.date_origin or "", "kind": kind}
    return Examined(article, signals | {"authors": "declared or byline" if article.authors else "", "lang": "text"})
