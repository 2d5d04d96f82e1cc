"""Markup to a tree, whatever the markup; one parse serves text, metadata and dates of a page."""

import re
from typing import Any

from lxml import etree

from census.records import Unreadable

# A tree of lxml; the library ships no types.
Tree = Any

# The door lets 16 MB in; archives of others hold larger ones. The largest of 814 real pages has 3.2 MB.
MOST_CHARS = 16 * 1024 * 1024
# The deepest of 814 real pages nests 46 elements; readers recurse on the tree. Counted roughly, before any parser, it is 309.
DEEPEST, ROUGHLY_DEEPEST = 300, 2_000
# Below so many tags no nesting can be deep enough to hurt the parser itself; real pages have 11,808 at most.
_MANY_TAGS = 20_000
_NESTING = re.compile(r"<(/?)(?:div|span|table|td|tr|section|article|blockquote|font|b|i|ul|li|p|a)\b", re.IGNORECASE)
# Plain elements: those of lxml.html cost a look-up each.
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def read_tree(html: str) -> Tree:
    """The root element of a page. Raises Unreadable: `not_html`, `too_large`, `too_deep`."""
    if len(html) > MOST_CHARS:
        raise Unreadable("too_large", f"{len(html):,} characters")
    if "<" not in html[:5000]:
        raise Unreadable("not_html", "no markup in the first 5,000 characters")
    if html.count("<") > _MANY_TAGS and nesting_of(html) > ROUGHLY_DEEPEST:
        raise Unreadable("too_deep", f"more than {ROUGHLY_DEEPEST:,} nested elements")
    try:
        # libxml2 stops at a null; lone surrogates have no bytes.
        root = etree.fromstring(html.replace("\x00", " ").encode("utf-8", "replace"), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise Unreadable("not_html", str(error)[:200]) from error
    if root is None:
        raise Unreadable("not_html", "no element in it")
    return root


def nesting_of(html: str) -> int:
    """Deepest run of elements opened and not closed: a rough count on the text, before any parser sees it."""
    depth = deepest = 0
    for match in _NESTING.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def squeeze(text: str | None) -> str:
    """Text with each run of white space as one space."""
    return " ".join((text or "").split())


def visible_text(element: Tree) -> str:
    """All text below an element, squeezed; scripts and styles left out."""
    parts = element.xpath(".//text()[not(parent::script or parent::style or parent::noscript or parent::template)]")
    return squeeze(" ".join(parts))
