"""All projects of a month as a reader looks them up: each by its sentence, labels and evidence, and lists of them by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from census.breakdowns import cell_anchor, days_label
from census.cases import sentence_of
from census.figures import decade_of, grouped
from census.frozen import Frozen, Row
from census.sections import anchor
from census.taxonomy import CODED
from census.texts import Texts


@dataclass(frozen=True)
class Report:
    """One report behind a project: outlet, day, language and position as they are printed; `quote` where the release holds one."""

    outlet: str
    url: str
    day: str
    language: str
    lang: str
    position: str
    quote: str = ""


@dataclass(frozen=True)
class Entry:
    """One project: its sentence, (field with its label and probability, whether doubtful), place, topics and reports."""

    id: str
    sentence: str
    told: str
    labels: tuple[tuple[str, bool], ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class Listing:
    """Projects of one kind: the fragment, the label, and (id, sentence) of each."""

    anchor: str
    label: str
    projects: tuple[tuple[str, str], ...]


def entry_of(row: Row, evidence: Sequence[Mapping[str, Any]], texts: Texts) -> Entry:
    """The entry of one project."""
    told = texts.say("case.first_told", day=texts.day(row["first_disclosed"] or row["month"]))
    labels = [_label(row, field, texts) for field in CODED if row[field] or field != "application"]
    if row["place"]:
        labels.append((texts.say("list.named", name=texts.say("project.place"), value=row["place"]), False))
    if row["topics"]:
        joined = texts.say("list.joint").join(texts.label("topics", topic) for topic in row["topics"])
        labels.append((texts.say("list.named", name=texts.say("column.topics"), value=joined), False))
    return Entry(row["id"], sentence_of(row, texts), told, tuple(labels), tuple(_report(e, texts) for e in evidence))


def _label(row: Row, field: str, texts: Texts) -> tuple[str, bool]:
    probability, sure = row.get(f"{field}_proba"), ""
    if f"{field}: analyst/" in (row["labelled_by"] or ""):
        sure = texts.say("project.by_analyst")
    elif probability is not None:
        sure = texts.percent(float(probability))
    return _named(field, row[field], sure, texts), field in row["needs_review"]


# A month of 1,500 projects shows 6,000 labels, the same few thousand each month.
@lru_cache(maxsize=20_000)
def _named(field: str, code: str | None, sure: str, texts: Texts) -> str:
    """A field, and the label of its code with how sure that is."""
    label = texts.label(field, code)
    said = texts.say("project.probability", label=label, percent=sure) if sure else label
    return texts.say("list.named", name=texts.say(f"column.{field}"), value=said)


def _report(row: Mapping[str, Any], texts: Texts) -> Report:
    position = ""
    if row["span_end"]:
        position = texts.say("note.evidence_position", start=int(row["span_start"]), end=int(row["span_end"]))
    day = texts.day(row["date"]) if row["date"] else texts.say("days.unknown")
    return Report(
        row["outlet"], row["url"], day, texts.language(row["lang"]), row["lang"], position, row.get("quote") or ""
    )


def listings_of(frozen: Frozen, texts: Texts) -> list[tuple[str, list[Listing]]]:
    """Title of each field and its lists, for every fragment that a chart or table leads to."""
    sentences = {r["id"]: sentence_of(r, texts) for r in frozen.projects}
    found = []
    for field in CODED:
        keys = {r["id"]: [(anchor(field, r[field]), texts.label(field, r[field]))] for r in frozen.projects}
        found.append((texts.say("project.by", field=texts.say(f"column.{field}")), _lists(frozen, keys, sentences)))
    by_topic, by_day, by_cell = (
        texts.say("project.by", field=texts.say("column.topics")),
        texts.say("project.by", field=texts.say("column.days")),
        texts.say("project.by_cell"),
    )
    topics = {r["id"]: [(anchor("topics", t), texts.label("topics", t)) for t in r["topics"]] for r in frozen.projects}
    days = {r["id"]: [_day(frozen, r, texts)] for r in frozen.projects}
    both = {r["id"]: [_cell(r, texts)] for r in frozen.projects}
    for title, own in ((by_topic, topics), (by_day, days), (by_cell, both)):
        found.append((title, _lists(frozen, own, sentences)))
    return [(title, lists) for title, lists in found if lists]


def _day(frozen: Frozen, row: Row, texts: Texts) -> tuple[str, str]:
    n = decade_of(row)
    label = days_label(n, frozen.month.window.last.day, texts)
    return anchor("days", None if n is None else str(n)), label


def _cell(row: Row, texts: Texts) -> tuple[str, str]:
    label = f"{texts.label('sector', row['sector'])} × {texts.label('subject', row['subject'])}"
    return cell_anchor(row["sector"], row["subject"]), label


def _lists(
    frozen: Frozen, keys: Mapping[str, Sequence[tuple[str, str]]], sentences: Mapping[str, str]
) -> list[Listing]:
    by_key = grouped(frozen.projects, keys)
    ranked = sorted(by_key.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        Listing(target, label, tuple((r["id"], sentences[r["id"]]) for r in own)) for (target, label), own in ranked
    ]
