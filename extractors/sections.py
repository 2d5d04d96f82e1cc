"""An article cut into sections: entries of a list, dated briefs, or the matters of running prose; without the furniture beneath it."""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from census.records import Article
from census.sentences import Sentence, find_sentences

# Sentences and whether each opens a line -> the chance of each to open another matter.
Seams = Callable[[Sequence[str], Sequence[bool]], Sequence[float]]

# Texts shorter than this are furniture, not sections.
SHORTEST = 40
# Headlines of other stories are shorter than this and end without a full stop; of the last lines so many in a row are a list of them.
_LONGEST_HEADLINE = 110
_FEWEST_HEADLINES = 3
_ENUMERATED = re.compile(
    r"^\s*(?:#{1,4}\s|\d{1,2}[.)、．]\s*|[-•*▶■●◆]\s*|[一二三四五六七八九十]{1,2}[、.]|[(（]\d{1,2}[)）]|第[一二三四五六七八九十]{1,2}[条,、])"
)
_DATED = re.compile(
    r"^\s*(?:[A-Z][a-z]{2,8}\.? \d{1,2}[:,.–—-]|\d{1,2}月\d{1,2}日|\d{1,2} de [a-z]+[:,]|\d{1,2}\. [A-ZÄÖÜ][a-zä]+:)"
)
_ROUNDUP_TITLE = re.compile(
    r"round-?up|this week in|week(?:ly)? (?:in|review|digest)|in brief|briefs?\b|news digest|more news|the month in|monthly|at a glance|what happened"
    r"|resumen|semana|repaso|en bref|tour d'horizon|wochenr|überblick|盘点|汇总|周报|周刊|日报|早报|晚报|一览|速览|月报|回顾|简讯|まとめ|今週|ニュース一覧|주간|한눈에|итоги|дайджест",
    re.I,
)
_FURNITURE = re.compile(
    r"^(read more|related|discover more|you may also like|sign up|subscribe|newsletter|follow us|share this|advertisement|about the author|disclaimer|all rights reserved"
    r"|leer más|suscr|lire aussi|abonn|mehr zum thema|lesen sie auch|相关阅读|相关新闻|责任编辑|编辑[：:]|免责声明|版权|关注我们|扫码|関連記事|관련기사|читайте также|подпис)",
    re.I,
)
_STOP = re.compile(r"[.。!！?？…:：;；\"”’」』)）]\s*$")


@dataclass(frozen=True)
class Section:
    """A piece of an article: [start, end) in its `whole`, and what stands there without white space at the ends of lines."""

    start: int
    end: int
    text: str


def find_paragraphs(article: Article) -> list[Section]:
    """The paragraphs of an article's text, without what stands beneath it: calls to follow, notes, headlines of other stories."""
    offset, found = len(article.title) + 1, []
    for line in article.text.split("\n"):
        if line.strip():
            found.append(Section(offset, offset + len(line), line.strip()))
        offset += len(line) + 1
    last = next((n for n, p in enumerate(found) if n > 0 and _FURNITURE.match(p.text)), len(found))
    return found[: _without_headlines(found[:last])]


def _without_headlines(paragraphs: Sequence[Section]) -> int:
    """How many paragraphs stand before the list of headlines that ends an article; all where none does."""
    first = len(paragraphs)
    while first and len(paragraphs[first - 1].text) <= _LONGEST_HEADLINE and _is_bare(paragraphs[first - 1].text):
        first -= 1
    return first if first and len(paragraphs) - first >= _FEWEST_HEADLINES else len(paragraphs)


def _is_bare(line: str) -> bool:
    """Whether a line ends as headlines do and is no entry of a list; a question is a headline too."""
    return (not _STOP.search(line) or line[-1] in "?？") and not _ENUMERATED.match(line) and not _DATED.match(line)


def find_entries(paragraphs: Sequence[Section]) -> list[Section]:
    """Entries of a list or dated briefs, each with the paragraphs that follow it up to the next entry."""
    marks = [n for n, p in enumerate(paragraphs) if _ENUMERATED.match(p.text) or _DATED.match(p.text)]
    if len(marks) < 2:
        return []
    groups = [paragraphs[a:b] for a, b in itertools.pairwise([*marks, len(paragraphs)])]
    return [Section(g[0].start, g[-1].end, "\n".join(p.text for p in g)) for g in groups]


def is_listed(article: Article, paragraphs: Sequence[Section]) -> bool:
    """Whether an article tells of several things by its marks: three entries or more, or two under a title that says so."""
    entries = len(find_entries(paragraphs))
    return entries >= 3 or (is_titled_roundup(article) and entries >= 2)


def is_titled_roundup(article: Article) -> bool:
    """Whether the title promises several things."""
    return bool(_ROUNDUP_TITLE.search(article.title))


# The seams are learnt from roundups and ordinary articles alike; what comes here names many bodies, so that a seam is likelier than it says.
_LIKELY = 0.4


def find_matters(article: Article, paragraphs: Sequence[Section], seams: Seams) -> list[Section]:
    """The matters of running prose: sentences up to the next that is likely to open another one."""
    sentences: list[Sentence] = []
    for paragraph in paragraphs:
        sentences += find_sentences(article.whole, paragraph.start, paragraph.end)
    if not sentences:
        return []
    chances = seams([s.text for s in sentences], [s.opens_line for s in sentences])
    marks = [*_find_marks(sentences, chances), len(sentences)]
    groups = [sentences[a:b] for a, b in itertools.pairwise(marks)]
    return [Section(g[0].start, g[-1].end, article.whole[g[0].start : g[-1].end]) for g in groups]


def _find_marks(sentences: Sequence[Sentence], chances: Sequence[float]) -> list[int]:
    """The sentences that open a matter. Where a paragraph holds several, none of them runs on into the next."""
    marks, inside = [0], 0
    for n in range(1, len(sentences)):
        if chances[n] >= _LIKELY or (sentences[n].opens_line and inside):
            marks.append(n)
            inside += not sentences[n].opens_line
        if sentences[n].opens_line:
            inside = 0
    return marks
