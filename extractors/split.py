"""Article to announcements: none for a price story, one for the ordinary article, several for a roundup.

The gate (is this text an announcement?), the seams (where does another matter begin?) and the tagger (who leads, where, with whom?)
are trained; flows hand them in.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from census.countries import ALLIANCE
from census.records import Announcement, Article, Slots, Verdict, derive_id
from census.taxonomy import find_topics
from census.technology import tells_of_technology
from extractors.sections import (  # fmt: skip
    SHORTEST,
    Seams,
    Section,
    find_entries,
    find_matters,
    find_paragraphs,
    is_listed,
    is_titled_roundup,
)

Gate = Callable[[Sequence[str]], Sequence[Verdict]]
Tagger = Callable[[str, str], Slots]
Found = tuple[Section, Verdict, Slots]


@dataclass(frozen=True)
class Trained:
    """The parts of splitting that know the world; `names` counts the countries and bodies that a text names, `threshold` is the
    relevance from which a text is an announcement."""

    gate: Gate
    seams: Seams
    tag: Tagger
    names: Callable[[str], int]
    threshold: float


@dataclass(frozen=True)
class Reading:
    """An article read: its relevance, whether or not an announcement was found, the announcements, and what it is where there is none."""

    relevance_proba: float
    announcements: tuple[Announcement, ...]
    reason: str = ""


# Why an article is dropped that names nothing of the technology: a reason of near misses.
OFF_TOPIC = "off_topic"
# Characters of an article's head that the gate sees: title and first sentences say what is announced.
HEAD = 600
# Running prose of fewer characters holds no roundup of three projects: each takes a sentence.
_LEAST_PROSE = 400
# Fewer matters with leads of their own are one project with its background: articles of the sample month about one project gave up to four.
# A title that promises several is believed from three on.
_FEWEST_MATTERS, _FEWEST_TITLED = 6, 3
# The marks of a list say that there are several things, but the bullets of a press release do so too.
_FEWEST_LISTED = 2
_PAST_YEAR = re.compile(
    r"(?:since|launched in|started in|introduced in|live since|running since|began in|back in|seit|depuis|desde|dal|с|自|早在|于)\s*(?:\w+\s)?(20[01]\d)(?:\s*年)?",
    re.I,
)


def head_of(article: Article) -> str:
    """Title and beginning of the text: what the gate sees first."""
    return f"{article.title}\n{article.text[:HEAD]}"


def split(article: Article, trained: Trained, use_gate: bool = True) -> Reading:
    """Find each announcement of an article. Without `use_gate` the whole article is one announcement, whatever the gate says."""
    # Of 150 real announcements one names neither the technology nor what is built on it, of the finds in ten thousand articles of 2016 that
    # did not, hardly one was true.
    if use_gate and not tells_of_technology(article.whole):
        return Reading(0.0, (), OFF_TOPIC)
    paragraphs = find_paragraphs(article)
    [head] = trained.gate([head_of(article)])
    several = _find_several(article, paragraphs, trained) if use_gate else []
    if several:
        relevance = max(head.relevance_proba, *(verdict.relevance_proba for _, verdict, _ in several))
        found = [_announce(article, s.start, s.end, verdict, tagged) for s, verdict, tagged in several]
        return Reading(relevance, tuple(found))
    if use_gate and head.relevance_proba < trained.threshold:
        return Reading(head.relevance_proba, (), head.reason)
    end = next(
        (p.end for p in paragraphs if p.end >= len(article.title) + 1 + HEAD),
        paragraphs[-1].end if paragraphs else len(article.title),
    )
    start = 0 if article.title.strip() else min(1, len(article.whole))
    slots = trained.tag(article.whole[start:end], article.lang)
    return Reading(head.relevance_proba, (_announce(article, start, end, head, slots),))


def _find_several(article: Article, paragraphs: Sequence[Section], trained: Trained) -> list[Found]:
    """The announcements of a roundup with their verdicts and slots: of a list those entries that pass the gate, of running prose the matters
    that do; empty where the article is no roundup."""
    if is_listed(article, paragraphs):
        sections, fewest = find_entries(paragraphs), _FEWEST_LISTED
    else:
        fewest = _FEWEST_TITLED if is_titled_roundup(article) else _FEWEST_MATTERS
        # Each matter has a lead and a country of its own; of 28 long real articles that are no roundups 23 name fewer.
        if sum(len(p.text) for p in paragraphs) < _LEAST_PROSE or trained.names(article.text) < fewest:
            return []
        sections = find_matters(article, paragraphs, trained.seams)
    passed = _pass(article, sections, trained)
    # A project with its background has one lead throughout; the matters of a roundup have each their own.
    leads = {lead for _, _, slots in passed if (lead := _sure_lead(slots))}
    return passed if len(leads) >= fewest and len(leads) * 2 >= len(passed) else []


def _sure_lead(slots: Slots) -> str | None:
    """The lead that counts as one of several: one that is likelier than not."""
    return slots.lead if any(slot.name == "lead" and slot.probability >= 0.5 for slot in slots.found) else None


def _pass(article: Article, sections: Sequence[Section], trained: Trained) -> list[Found]:
    wanted = [section for section in sections if _weigh(section.text) >= SHORTEST]
    verdicts = trained.gate([section.text for section in wanted]) if wanted else []
    return [
        (section, verdict, trained.tag(article.whole[section.start : section.end], article.lang))
        for section, verdict in zip(wanted, verdicts, strict=True)
        if verdict.relevance_proba >= trained.threshold
    ]


def _weigh(text: str) -> int:
    """Characters of a text, those of scripts without spaces, which say as much in half as many, counted twice."""
    return len(text) + sum(char > "\u2e80" for char in text)


def _announce(article: Article, start: int, end: int, verdict: Verdict, slots: Slots) -> Announcement:
    text = article.whole[start:end]
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
        relevance_proba=round(verdict.relevance_proba, 4),
        is_retold=verdict.retold_proba >= 0.5 or _speaks_of_past(text, article.date),
        slots=slots.found,
    )


def _speaks_of_past(text: str, published: str | None) -> bool:
    """Whether the first sentences place the project's start in a year before the article's."""
    if published is None:
        return False
    return any(int(year) < int(published[:4]) for year in _PAST_YEAR.findall(text[:400]))
