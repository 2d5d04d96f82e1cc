"""Announcements as the tasks of another tool for labelling, and what was annotated there back into the ledger of review.

A tool's own shape stands in `label_studio` and `argilla`; here is what they share.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TextIO

from sqlalchemy import Connection, select

from census.choices import NONE, QUESTIONS, UNKNOWN, allowed, proposed
from census.corrections import IS_ANNOUNCEMENT, NO
from census.records import Label, derive_id
from census.review_tables import queue
from census.reviews import LABELLING, Entry, Reviews, case_of, moment
from census.standing import evidence_hash
from census.store import Store
from census.tables import announcements
from census.taxonomy import CODED

# Announcements read at a time, and characters of a file.
_TOGETHER, _CHUNK = 500, 1 << 16


@dataclass(frozen=True)
class Annotation:
    """What one person (`by`, analyst/NAME) says of a task: a choice for each question. `id` is that of the ledger's entry which it was when it
    went out, "" where it was made elsewhere; `changed_at` when it was changed last, "" where nobody says."""

    by: str
    made_at: str
    seconds: float
    choices: Mapping[str, str]
    id: str = ""
    changed_at: str = ""

    @property
    def name(self) -> str:
        """The name of who annotated."""
        return self.by.removeprefix("analyst/")


@dataclass(frozen=True)
class Task:
    """An announcement to be labelled: what the model suggests (question -> choice, probability), and what people said so far."""

    announcement_id: str
    text: str
    lang: str
    date: str
    model: str
    suggestions: Mapping[str, tuple[str, float]]
    annotations: Sequence[Annotation]


Shape = Callable[[Task], dict[str, Any]]
Unshape = Callable[[Mapping[str, Any]], tuple[str, list[Annotation]]]


def tasks_of(store: Store) -> Iterator[Task]:
    """All announcements that were or are to be reviewed, by id, some hundreds in memory at a time."""
    last = ""
    query = select(queue.c.announcement_id, queue.c.model).where(queue.c.other_id == "").limit(_TOGETHER)
    while True:
        with store.engine.connect() as connection:
            wanted = query.where(queue.c.announcement_id > last).order_by(queue.c.announcement_id)
            models: dict[str, str] = dict(map(tuple, connection.execute(wanted)))
            entries = Reviews(store).standing_of(connection, [case_of(id) for id in models])
        if not models:
            return
        yield from _tasks(store, models, entries)
        last = max(models)


def export_tasks(store: Store, shape: Shape) -> Iterator[str]:
    """A JSON list of tasks in a tool's shape, a task a line."""
    lead = "[\n"
    for task in tasks_of(store):
        yield lead + json.dumps(shape(task), ensure_ascii=False)
        lead = ",\n"
    yield "[]\n" if lead.startswith("[") else "\n]\n"


def import_annotations(store: Store, stream: TextIO, unshape: Unshape) -> int:
    """Append what was annotated in a tool and the ledger does not hold; how many entries. All or none: raises ValueError naming the first
    wrong task."""
    ledger, added = Reviews(store), 0
    with store.transaction() as connection:
        for number, row in enumerate(_objects(stream), start=1):
            try:
                id, made = unshape(row)
                added += sum(ledger.append_once(connection, entry) for entry in _entries(store, connection, id, made))
            except (KeyError, TypeError, AttributeError, IndexError, ValueError) as fault:
                raise ValueError(f"task {number} is none of ours: {type(fault).__name__}, {fault}") from fault
    return added


def analyst_of(name: str) -> str:
    """An account of another tool as one who labels: the part of an address before the @, in the signs that names have here."""
    plain = re.sub(r"[^a-z0-9_.-]+", "-", name.split("@")[0].casefold()).strip("-")
    if not plain:
        raise ValueError("it does not say who annotated")
    return f"analyst/{plain}"


def moment_of(written: str) -> str:
    """A moment as the ledger writes it: ISO, UTC, to the microsecond. Raises ValueError."""
    read = datetime.fromisoformat(written)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _tasks(store: Store, models: Mapping[str, str], entries: Mapping[str, Sequence[Entry]]) -> Iterator[Task]:
    told = announcements.c
    texts = {row.id: row for row in store.where(select(told.id, told.text, told.lang, told.date), told.id, models)}
    own: dict[str, dict[str, Label]] = {id: {} for id in models}
    for label in store.bare_labels(models):
        if label.by == models[label.announcement_id] and label.field in CODED:
            own[label.announcement_id][label.field] = label
    for id in sorted(texts.keys()):
        row = texts[id]
        spoken = [_annotation(e) for e in entries[case_of(id)] if e.action in LABELLING]
        yield Task(id, row.text, row.lang, row.date or "", models[id], _suggestions(own[id]), spoken)


def _suggestions(labels: Mapping[str, Label]) -> dict[str, tuple[str, float]]:
    """What the page would propose of a model's labels, and how sure the model is of that; of what it says otherwise nothing."""
    found = {}
    for field, label in labels.items():
        code = proposed(field, labels)
        is_said = code == (UNKNOWN if label.value in (None, NONE) else label.value)
        found[field] = (code, label.probability if is_said else 0.0)
    return found


def _annotation(entry: Entry) -> Annotation:
    return Annotation(entry.by, entry.made_at, entry.seconds, entry.choices, entry.id)


def _entries(store: Store, connection: Connection, id: str, made: Sequence[Annotation]) -> Iterator[Entry]:
    """The entries of the annotations of an announcement that say something new. Raises ValueError where the store or the code tables do
    not know what they say."""
    if not made:
        return
    case = case_of(id)
    query = select(queue.c.announcement_id, queue.c.model).where(queue.c.case_id == case)
    models = dict(map(tuple, connection.execute(query))) or {id: ""}
    task = next(_tasks(store, models, {case: ()}), None)
    if task is None:
        raise ValueError(f"the store holds no announcement {id}")
    for annotation in made:
        held = Reviews(store).entry(annotation.id) if annotation.id else None
        if held and held.choices == annotation.choices:
            continue
        if held:
            annotation = replace(annotation, id="", made_at=annotation.changed_at or moment())
        yield _entry(task, annotation)


def _entry(task: Task, annotation: Annotation) -> Entry:
    for question, choice in annotation.choices.items():
        if question not in QUESTIONS or choice not in allowed(question):
            raise ValueError(f"{choice!r} is no {question}")
    case, is_told = case_of(task.announcement_id), annotation.choices.get(IS_ANNOUNCEMENT) != NO
    said = {name: choice for name, choice in annotation.choices.items() if name != IS_ANNOUNCEMENT and is_told}
    if is_told and not said:
        raise ValueError("an announcement is labelled in no field")
    changed = [name for name, choice in said.items() if choice != task.suggestions.get(name, ("",))[0]]
    # The same choices brought in twice are one entry, whether or not a tool says when they were made.
    id = annotation.id or derive_id(
        "annotated", case, annotation.by, annotation.changed_at, json.dumps(annotation.choices, sort_keys=True)
    )
    return Entry(
        case, task.announcement_id, "", ("correct" if changed else "accept") if is_told else "not_project", annotation.by,
        annotation.made_at, {name: None if choice == UNKNOWN else choice for name, choice in said.items()}, changed,
        annotation.seconds, task.model, evidence_hash(task.text), id=id,
    )  # fmt: skip


def _objects(stream: TextIO) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON list, or of JSON lines, one after the other; no more than one and a part is in memory."""
    decoder, held = json.JSONDecoder(), ""
    while True:
        read = stream.read(_CHUNK)
        held += read
        while held := held.lstrip(" \r\n\t[,]"):
            try:
                found, end = decoder.raw_decode(held)
            except ValueError:
                break
            yield found if isinstance(found, dict) else {}
            held = held[end:]
        if not read:
            if held:
                raise ValueError("the file ends in the middle of a task, or is no JSON")
            return
