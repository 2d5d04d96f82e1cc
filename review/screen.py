"""What a screen shows of a case: the article with its span, the model's labels as ranked choices, and what two reports differ in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from census.choices import NONE, UNKNOWN, allowed, proposed
from census.countries import country_name
from census.evidence import Evidence
from census.queue import Case
from census.records import Announcement, Article, Judgement, Label
from census.reviews import Entry
from census.taxonomy import CODED, label_of
from review.marks import Piece, telling

# Choices with a key of their own; the others stand in a list.
_RANKED = 9
# Of these so many are seen before a field is opened, and none that the model holds for this unlikely: choices, for a calm page.
_SEEN, _LIKELY = 3, 0.05
# A value less likely than this has no key where there are many values.
_POSSIBLE = 0.01
# A value that is legal and means that the text does not say it.


@dataclass(frozen=True)
class Choice:
    """A value that a field may have: how likely the model holds it (0 to 1), whether it is seen before the field is opened, and which
    analysts said it where they disagree."""

    code: str
    label: str
    probability: float
    is_chosen: bool
    is_likely: bool
    said_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One field with its key, ranked choices and all the others."""

    name: str
    key: int
    choices: tuple[Choice, ...]
    others: tuple[Choice, ...]


@dataclass(frozen=True)
class Report:
    """One announcement as it is shown: its article, what stands before and after its span, and its telling sentences."""

    told: Announcement
    article: Article
    before: str
    span: str
    after: str
    sentences: tuple[tuple[Piece, ...], ...]
    labels: Mapping[str, Label]


@dataclass(frozen=True)
class Screen:
    """A case as it is shown; `reports` are one, or two whose `differing` rows are (name, first, second, whether they differ) and
    which the model has `judged`."""

    case: Case
    reports: tuple[Report, ...]
    fields: tuple[Field, ...]
    differing: tuple[tuple[str, str, str, bool], ...]
    disputed: tuple[Entry, ...]
    judged: Judgement | None = None


def screen(known: Evidence, case: Case, disputed: Sequence[Entry]) -> Screen:
    """The screen of a case from the evidence of its announcements, of what the model says alone: nobody sees another's answer, but
    a senior the decisions that are `disputed`."""
    ids = [id for id in (case.announcement_id, case.other_id) if id]
    said = {(x.announcement_id, x.field): x for x in known.labels if x.by == case.model}
    told = [known.announcements[id] for id in ids]
    reports = tuple(_report(one, known.articles[one.article_id], said) for one in told)
    two = len(reports) == 2
    fields = () if two else tuple(_field(n + 1, name, reports[0].labels, disputed) for n, name in enumerate(CODED))
    judged = next((j for j in known.judgements if two and j.by == case.model), None)
    return Screen(case, reports, fields, _differing(*reports) if two else (), tuple(disputed), judged)


@cache
def told_as(field: str, code: str | None) -> str:
    """A code in words."""
    if code is None or code == UNKNOWN:
        return "unknown"
    return country_name(code) if field == "country" else label_of(field, code)


def _field(key: int, name: str, labels: Mapping[str, Label], disputed: Sequence[Entry]) -> Field:
    chosen = proposed(name, labels)
    spread = dict(labels[name].distribution) if name in labels else {}
    chances = {code: spread.get(NONE if code == UNKNOWN else code, 0.0) for code in allowed(name)}
    said = {e.by.removeprefix("analyst/"): e.values.get(name) or UNKNOWN for e in disputed if e.values}
    first = {chosen, *said.values()}
    ranked = sorted(chances, key=lambda code: (code not in first, code != chosen, -chances[code], told_as(name, code)))
    made = [
        Choice(
            code, told_as(name, code), chances[code], code == chosen, code in ranked[:_SEEN] and chances[code] >= _LIKELY,
            tuple(by for by, v in said.items() if v == code),
        )
        for code in ranked
    ]  # fmt: skip
    keyed = [
        c for c in made[:_RANKED] if len(made) <= _RANKED or c.is_chosen or c.said_by or c.probability >= _POSSIBLE
    ]
    others = sorted(made[len(keyed) :], key=lambda choice: choice.label)
    return Field(name, key, tuple(keyed), tuple(others))


def _report(told: Announcement, article: Article, labels: Mapping[tuple[str, str], Label]) -> Report:
    own = {name: label for (id, name), label in labels.items() if id == told.id}
    start, end = told.span
    whole = article.whole
    sentences = tuple(map(tuple, telling(told, list(own.values()))))
    return Report(told, article, whole[:start], whole[start:end], whole[end:], sentences, own)


def _differing(one: Report, two: Report) -> tuple[tuple[str, str, str, bool], ...]:
    """Rows of what two reports say, field by field."""
    first, second = _said(one), _said(two)
    return tuple(
        (
            name,
            first[name],
            second[name],
            name != "outlet" and "" not in (first[name], second[name]) and first[name] != second[name],
        )
        for name in first
        if first[name] or second[name]
    )


def _said(report: Report) -> dict[str, str]:
    told = report.told
    slots: dict[str, list[str]] = {}
    for slot in told.slots:
        slots.setdefault(slot.name, []).append(slot.value)
    coded = {name: told_as(name, proposed(name, report.labels)) for name in CODED}
    named = {name: ", ".join(dict.fromkeys(slots.get(name, ()))) for name in ("project", "amount")}
    partners = ", ".join(p.name for p in told.partners)
    return {
        "date": (told.date or "")[:10], "outlet": report.article.outlet, "lead": told.lead or "", "partners": partners, **named,
        "place": told.place or "", **coded,
    }  # fmt: skip
