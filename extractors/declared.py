"""What a page declares of itself for machines: JSON-LD, meta and link elements, as they stand."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from extractors.tree import Tree, squeeze

# Bombs: the most of 814 real pages is 841 kB of JSON-LD, 8 deep, 116 nodes.
_LONGEST_SCRIPT, _DEEPEST_NODE, _MOST_NODES = 2_000_000, 40, 5_000
_ARTICLES = ("article", "posting", "report", "webpage")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Declared:
    """JSON-LD nodes of articles and of anything else, meta elements by name (the first of each), link targets by relation."""

    articles: tuple[Node, ...]
    others: tuple[Node, ...]
    meta: Mapping[str, str]
    links: Mapping[str, str]
    lang: str

    @property
    def is_news(self) -> bool:
        """Whether it says that it is a news article."""
        return any("News" in kind or "LiveBlog" in kind for node in self.articles for kind in kinds_of(node))

    def first(self, name: str) -> str:
        """The first text of a name in the articles' nodes, unescaped."""
        return next((plain(node[name]) for node in self.articles if isinstance(node.get(name), str)), "")


def read_declared(root: Tree, url: str = "") -> Declared:
    """What a tree of the page at `url` declares; broken JSON-LD is mended where its fault is a common one, else left out."""
    nodes = list(_json_ld(root))
    meta: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if name and (value := squeeze(tag.get("content"))):
            meta.setdefault(name.strip().lower(), value)
    links: dict[str, str] = {}
    for tag in root.iter("link"):
        for relation in (tag.get("rel") or "").lower().split():
            links.setdefault(relation, (tag.get("href") or "").strip())
    lang = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or meta.get("og:locale", "")
    lang = lang or _lang_of(root, {url, links.get("canonical", "")} - {""})
    articles = tuple(node for node in nodes if _is_article(node))
    return Declared(articles, tuple(n for n in nodes if not _is_article(n)), meta, links, lang[:2].lower())


def _lang_of(root: Tree, own: Set[str]) -> str:
    """The language under which a page lists itself among its translations (hreflang)."""
    alternates = (tag for tag in root.iter("link") if tag.get("hreflang") and (tag.get("href") or "").strip() in own)
    return next((tag.get("hreflang") for tag in alternates if tag.get("hreflang") != "x-default"), "")


def plain(text: str) -> str:
    """Text with its character references read (twice: many are written twice) and white space squeezed."""
    return squeeze(html.unescape(html.unescape(text)).replace("\xad", ""))


def kinds_of(node: Node) -> tuple[str, ...]:
    """The types of a JSON-LD node."""
    kinds = node.get("@type")
    return tuple(str(kind).rsplit("/", 1)[-1] for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _is_article(node: Node) -> bool:
    return any(kind.lower().endswith(_ARTICLES) for kind in kinds_of(node))


def _json_ld(root: Tree) -> Iterator[Node]:
    left = _MOST_NODES
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or len(text) > _LONGEST_SCRIPT:
            continue
        for node in _nodes(_loads(text), 0):
            left -= 1
            if left < 0:
                return
            yield node


def _loads(text: str) -> Any:
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _WRAPPING.sub("", text))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    """A node, and those of its graph, its list and its main entity."""
    if depth > _DEEPEST_NODE:
        return
    if isinstance(value, list):
        for part in value:
            yield from _nodes(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity"):
            if isinstance(value.get(name), dict | list):
                yield from _nodes(value[name], depth + 1)
