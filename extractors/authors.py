"""Who wrote a page: names that it declares, else those of its byline."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from extractors.blocks import Block
from extractors.declared import Declared, Node, plain
from extractors.hints import ASIDE, bits_of
from extractors.tree import Tree, squeeze
from extractors.wording import fold

_AUTHOR = bits_of("author")
# One block names several; "and" in the languages of the news.
_JOINTS = re.compile(r"\s*[,;|/•·、，]\s*|\s+(?:and|und|et|y|e|och|og|en|i|и|ve|dan|và|&)\s+|\s{3,}")
_LEAD_IN = re.compile(
    r"^\W*(?:(?:written|reported|posted|published|edited|story|text|words|article|authored)\s+by|by|von|vom|par|por|di|da|de|af|av|door|autor(?:in|en)?|author|"
    r"auteur|text|oleh|penulis|tác giả|yazan|автор|текст|โดย|بقلم|كتب[ت]?|نویسنده|文|作者|记者|記者|撰文|文／|本报记者|기자)(?:\s*[:：/／]\s*|\s+|\s*(?=[\u3040-\u9fff]))",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:\([^)]*\)|（[^）]*）|기자|記者|记者|특파원)\s*$")
# What no name holds; what no person's name holds; how a person's name looks in scripts with and without capitals.
_NO_NAME = re.compile(r"[@<>{}\[\]=]|https?:|^\d+$")
_NO_PERSON = re.compile(
    r"[/#…!?\d|·]|\b(?:am|at|on|in|published|updated|minutes?|read|follow|staff|correspondent|posted|uhr|admin|editors?|editorial|redaktion|redacción|newsroom|team|"
    r"profile|more|about|share|subscribe|email|stories|articles|view|all|see|fehler|melden|kommentare?|with|agencies)\b|人|写真|記事|コラム",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"^(?:(?:[^\W\d_a-z][\w'’.-]*)(?:\s+(?:[a-zäöüéè]{1,4}\s+)?[^\W\d_a-z][\w'’.-]*){1,4}|[\u3040-\u9fff]{2,5}|[\uac00-\ud7af]{2,4}|[\u0600-\u06ff\u0e00-\u0e7f ]{4,40})$"
)
_REPORTER = re.compile(r"^\S{2,5}\s?(?:기자|記者|记者)")
_SENTENCE = re.compile(r"[。！？]|[.!?]\s+\w+\s+\w+\s")
_STAMP = re.compile(r"\s(?:입력|등록|승인|發佈|发布)|\s[·|•]\s|\s\d{1,2}[./: ]|\s(?:19|20)\d\d")
_LONGEST_NAME, _LONGEST_BYLINE = 80, 160
# A byline stands so many blocks from the headline, as a rule.
_NEAR = 25


def find_authors(
    root: Tree, declared: Declared, blocks: Sequence[Block], heading: int, site_names: Iterable[str]
) -> tuple[str, ...]:
    """Names in their order, each once; () if nothing tells. `heading` is the number of the headline's block, -1 if there is none."""
    sites = {fold(name) for name in site_names}
    named = list(_names(_linked(declared.articles))) or list(_names(_of_meta(declared)))
    if named and any(fold(name) not in sites for name in named):
        return tuple(dict.fromkeys(named))
    return tuple(dict.fromkeys(_marked(root) or _byline(blocks, heading) or named))


def _linked(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        found = list(_name_of(node.get("author") or node.get("creator")))
        if found:
            yield from found
            return


def _name_of(author: Any) -> Iterator[str]:
    if isinstance(author, list):
        for one in author:
            yield from _name_of(one)
    elif isinstance(author, dict):
        yield from _name_of(author.get("name"))
    elif isinstance(author, str):
        yield author


def _of_meta(declared: Declared) -> Iterator[str]:
    for name in (
        "author",
        "article:author",
        "parsely-author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "sailthru.author",
        "cxenseparse:author",
    ):
        value = declared.meta.get(name, "")
        if value and not value.startswith("http"):
            yield value
            return


def _marked(root: Tree) -> list[str]:
    """Names of the elements that are marked as the author's, outside comments and side columns."""
    found: list[str] = []
    for element in root.xpath(
        "(//a | //span | //div | //p | //address)[@rel='author' or contains(@itemprop, 'author')][not(ancestor::aside or ancestor::footer)]"
    )[:5]:
        text = squeeze(" ".join(element.itertext()))
        found += [name for name in _names([text]) if len(text) <= _LONGEST_BYLINE and _is_person(name)]
    return found


def _is_person(name: str) -> bool:
    return bool(_PERSON.match(name)) and not _NO_PERSON.search(name)


def _byline(blocks: Sequence[Block], heading: int) -> list[str]:
    """Names of the first short block near the headline that says by whom, or whose boxes are named for an author."""
    first = max(0, heading - 8)
    for block in blocks[first : first + 8 + _NEAR] if heading >= 0 else blocks:
        named = bool(block.box.near & _AUTHOR) and len(block.text) <= _LONGEST_NAME and not _SENTENCE.search(block.text)
        if (
            len(block.text) > _LONGEST_BYLINE
            or block.box.bits & ASIDE
            or not (named or _LEAD_IN.match(block.text) or _REPORTER.match(block.text))
        ):
            continue
        found = []
        for name in _names([_STAMP.split(block.text)[0]]):
            if not _is_person(name):
                break
            found.append(name)
        if found:
            return found
    return []


def _names(texts: Iterable[str]) -> Iterator[str]:
    """Names in texts: lead-ins and tails off, joined ones apart, addresses and numbers left out."""
    for text in texts:
        for part in _JOINTS.split(_LEAD_IN.sub("", plain(text))):
            name = _TAIL.sub("", _LEAD_IN.sub("", part)).strip(" \t-–—:：")
            if 2 <= len(name) <= _LONGEST_NAME and not _NO_NAME.search(name):
                yield name
