"""Article to announcements: none for a price story, one for the ordinary article, several for a roundup.

The gate (is this text an announcement?) and the tagger (who leads, where, with whom?) are trained; flows hand them in.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from census.countries import ALLIANCE
from census.records import Announcement, Article, Slots, Verdict, derive_id
from census.taxonomy import find_topics


@dataclass(frozen=True)
class Reading:
    """An article read: its relevance, whether or not an announcement was found, and the announcements."""

    relevance_proba: float
    announcements: tuple[Announcement, ...]


Gate = Callable[[Sequence[str]], Sequence[Verdict]]
Tagger = Callable[[str, str], Slots]

# Characters of an article's head that the gate sees: title and first sentences say what is announced.
HEAD = 600
# Sections of a roundup shorter than this are furniture.
_SHORTEST = 40
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
_PAST_YEAR = re.compile(
    r"(?:since|launched in|started in|introduced in|live since|running since|began in|back in|seit|depuis|desde|dal|с|自|早在|于)\s*(?:\w+\s)?(20[01]\d)(?:\s*年)?",
    re.I,
)


@dataclass(frozen=True)
class _Section:
    start: int
    end: int
    text: str


def _paragraphs(article: Article) -> list[_Section]:
    whole, offset, found = article.whole, len(article.title) + 1, []
    for line in article.text.split("\n"):
        if line.strip():
            found.append(_Section(offset, offset + len(line), line.strip()))
        offset += len(line) + 1
    last = next((n for n, p in enumerate(found) if n > 0 and _FURNITURE.match(p.text)), len(found))
    return [p for p in found[:last] if whole[p.start : p.end].strip()]


def _sections(paragraphs: list[_Section]) -> list[_Section]:
    """Entries of a list or dated briefs, each with the paragraphs that follow it up to the next entry."""
    marks = [n for n, p in enumerate(paragraphs) if _ENUMERATED.match(p.text) or _DATED.match(p.text)]
    if len(marks) < 2:
        return []
    bounds = [*marks, len(paragraphs)]
    groups = [paragraphs[a:b] for a, b in itertools.pairwise(bounds)]
    return [_Section(g[0].start, g[-1].end, "\n".join(p.text for p in g)) for g in groups]


def is_roundup(article: Article) -> bool:
    """Whether an article tells of several things: three entries or more, or two under a title that says so."""
    paragraphs = _paragraphs(article)
    entries = len(_sections(paragraphs))
    titled = bool(_ROUNDUP_TITLE.search(article.title))
    return entries >= 3 or (titled and (entries >= 2 or len(paragraphs) >= 3))


def head_of(article: Article) -> str:
    """Title and beginning of the text: what the gate sees first."""
    return f"{article.title}\n{article.text[:HEAD]}"


def split(article: Article, gate: Gate, tag: Tagger, threshold: float, use_gate: bool = True) -> Reading:
    """Find each announcement of an article. `threshold` is the relevance from which a text is one; without `use_gate` the
    whole article is one announcement, whatever the gate says."""
    paragraphs = _paragraphs(article)
    [head] = gate([head_of(article)])
    if use_gate and is_roundup(article):
        return _split_roundup(article, paragraphs, head, gate, tag, threshold)
    relevance = _relevance(head, paragraphs, gate)
    if use_gate and relevance < threshold:
        return Reading(relevance, ())
    end = next(
        (p.end for p in paragraphs if p.end >= len(article.title) + 1 + HEAD),
        paragraphs[-1].end if paragraphs else len(article.title),
    )
    start = 0 if article.title.strip() else min(1, len(article.whole))
    found = _announce(article, start, end, relevance, head.retold_proba, tag)
    return Reading(relevance, (found,))


def _relevance(head: Verdict, paragraphs: list[_Section], gate: Gate) -> float:
    """Relevance of the head; a long body lends it the weight of its own best paragraphs, a fourth of the whole."""
    body = [p.text for p in paragraphs if len(p.text) >= _SHORTEST][:12]
    if len(body) < 4:
        return head.relevance_proba
    best = sorted((v.relevance_proba for v in gate(body)), reverse=True)[:2]
    return 0.75 * head.relevance_proba + 0.25 * sum(best) / len(best)


def _split_roundup(
    article: Article, paragraphs: list[_Section], head: Verdict, gate: Gate, tag: Tagger, threshold: float
) -> Reading:
    sections = [s for s in _sections(paragraphs) or paragraphs if len(s.text) >= _SHORTEST]
    verdicts = list(zip(sections, gate([s.text for s in sections]), strict=True)) if sections else []
    kept = [(s, v) for s, v in verdicts if v.relevance_proba >= threshold]
    relevance = max([head.relevance_proba, *(v.relevance_proba for _, v in kept)])
    if not kept and head.relevance_proba >= threshold:
        end = paragraphs[-1].end if paragraphs else len(article.title)
        return Reading(
            relevance,
            (_announce(article, 0, min(end, len(article.title) + 1 + HEAD), relevance, head.retold_proba, tag),),
        )
    return Reading(
        relevance, tuple(_announce(article, s.start, s.end, v.relevance_proba, v.retold_proba, tag) for s, v in kept)
    )


def _announce(article: Article, start: int, end: int, relevance: float, retold: float, tag: Tagger) -> Announcement:
    text = article.whole[start:end]
    slots = tag(text, article.lang)
    return Announcement(
        id=derive_id(article.id, f"{start}-{end}"),
        article_id=article.id,
        span=(start, end),
        text=text,
        date=article.date if article.month else None,
        lang=article.lang,
        lead=slots.lead,
        partners=slots.partners,
        place=slots.place,
        host_countries=tuple(c for c in slots.host_countries if c != ALLIANCE),
        topics=find_topics(text),
        relevance_proba=round(relevance, 4),
        is_retold=retold >= 0.5 or _speaks_of_past(text, article.date),
    )


def _speaks_of_past(text: str, published: str | None) -> bool:
    """Whether the first sentences place the project's start in a year before the article's."""
    if published is None:
        return False
    return any(int(year) < int(published[:4]) for year in _PAST_YEAR.findall(text[:400]))
