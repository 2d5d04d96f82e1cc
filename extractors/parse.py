"""Page to article: `parse` is the one step; what it cannot read it names."""

import re
from urllib.parse import urlsplit

import py3langid

from census.records import Article, Page, Unreadable, derive_id
from census.urls import normalise_url
from extractors.body import read_body
from extractors.dates import find_published
from extractors.decode import decode
from extractors.metadata import Metadata, choose_title, read_metadata

# Reasons by which a page is quarantined; each is a plain word in the coverage table.
REASONS = (
    "http_error",
    "empty",
    "not_text",
    "not_html",
    "js_only",
    "cookie_wall",
    "no_text",
    "too_deep",
    "too_slow",
    "killed_reader",
)

_CONSENT = re.compile(
    r"cookie|consent|privacy settings|同意|隐私|プライバシー|datenschutz|einwilligung|consentement|consentimiento", re.I
)
_DEEPEST = 2000  # real pages nest 20-60 elements deep; lxml and the readers recurse on the tree


def detect_language(text: str, declared: str = "") -> str:
    """ISO 639-1 code of a text by its letters and words (210 of 210 news bodies); the declared one for under 20 letters."""
    letters = sum(char.isalpha() for char in text)
    if letters < 20 and declared:
        return declared
    return str(py3langid.classify(text[:3000])[0]) if letters else "und"


def parse(page: Page) -> Article:
    """Read one page. Raises Unreadable with one of REASONS; text is NFC, one paragraph a line."""
    if page.status >= 400:
        raise Unreadable("http_error", f"status {page.status}")
    html = decode(page)
    if "<" not in html[:5000]:
        raise Unreadable("not_html", "no markup in the first 5,000 characters")
    if _depth(html) > _DEEPEST:
        raise Unreadable("too_deep", f"more than {_DEEPEST} nested elements")
    metadata = read_metadata(html, page.url)
    title = choose_title(metadata)
    text = read_body(html, title)
    if not text or _is_consent(text):
        text = _teaser_or_refuse(metadata, text, title)
    return _article(page, html, metadata, title, text)


def _article(page: Page, html: str, metadata: Metadata, title: str, text: str) -> Article:
    url = metadata.canonical or page.url
    published = find_published(html, page.url, metadata.dates, _byline(html), page.fetched_at)
    return Article(
        id=derive_id(normalise_url(url)),
        url=url,
        outlet=metadata.outlet or (urlsplit(page.url).hostname or "").removeprefix("www."),
        title=title,
        text=text,
        date=published.date if published else None,
        date_origin=published.origin if published else None,
        lang=detect_language(f"{title}\n{text}", metadata.lang),
        authors=metadata.authors,
    )


def _depth(html: str) -> int:
    """Deepest run of elements opened and not closed, as a rough count on the bytes, before any parser sees them."""
    depth = deepest = 0
    for match in re.finditer(r"<(/?)(div|span|table|td|tr|section|blockquote|font|b|i|ul|li)\b", html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _is_consent(text: str) -> bool:
    return len(text) < 600 and len(_CONSENT.findall(text)) >= 2


def _teaser_or_refuse(metadata: Metadata, text: str, title: str) -> str:
    """The page's own description where it keeps the text from us, else a named refusal."""
    if metadata.description and metadata.description != title:
        return metadata.description
    if _is_consent(text):
        raise Unreadable("cookie_wall", "only a request for consent")
    if not metadata.has_text:
        raise Unreadable("js_only", "an empty shell that a script would fill")
    raise Unreadable("no_text", "no reader finds a main text")


def _byline(html: str) -> str:
    """Visible text around the headline, where bylines stand."""
    start = html.rfind("</h1>")
    visible = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>", " ", html[max(start, 0) : max(start, 0) + 6000])
    return re.sub(r"\s+", " ", visible).strip()
