"""Label Studio and Argilla: tasks out, decisions in, and what was changed there is a new entry of the ledger."""

import io
import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from census.argilla import from_argilla, to_argilla
from census.exchange import entries
from census.label_studio import from_label_studio, labelling_page, to_label_studio
from census.queue import Queue
from census.review_tables import reviews
from census.reviews import case_of
from census.store import Store
from census.tasks import Shape, Unshape, export_tasks, import_annotations
from tests.review.desk import fill
from tests.review.test_exchange import reviewed

TOOLS = pytest.mark.parametrize(
    ("shape", "unshape"), [(to_label_studio, from_label_studio), (to_argilla, from_argilla)], ids=["label-studio", "argilla"]
)  # fmt: skip


def taken_out(store: Store, shape: Shape) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads("".join(export_tasks(store, shape)))
    return found


def taken_in(store: Store, rows: list[dict[str, Any]], unshape: Unshape) -> int:
    return import_annotations(store, io.StringIO(json.dumps(rows, indent=1)), unshape)


@TOOLS
def test_decisions_on_labels_go_out_and_come_in_with_the_same_words_in_force(
    store: Store, shape: Shape, unshape: Unshape
) -> None:
    ids = reviewed(store)
    rows = taken_out(store, shape)
    force = {k: x.value for k, x in store.labels_of(ids).items() if x.by.startswith("analyst/")}
    held = [e for e in entries(store) if e.id in {a.id for row in rows for a in unshape(row)[1]}]
    assert len(rows) == 8 and len(held) == 3
    assert taken_in(store, rows, unshape) == 0, "nothing was changed"
    with store.transaction() as connection:
        connection.execute(reviews.delete())
        connection.execute(
            reviews.metadata.tables["labels"].delete().where(reviews.metadata.tables["labels"].c.by.like("analyst/%"))
        )
    assert taken_in(store, rows, unshape) == 3
    assert {k: x.value for k, x in store.labels_of(ids).items() if x.by.startswith("analyst/")} == force
    assert [(e.values, e.by, e.seconds, e.id, e.evidence) for e in entries(store)] == [
        (e.values, e.by, e.seconds, e.id, e.evidence) for e in held
    ]


def in_label_studio(row: dict[str, Any], sector: str) -> None:
    result = [
        {"from_name": name, "to_name": "announcement", "type": "choices", "value": {"choices": [choice]}}
        for name, choice in (("is_announcement", "yes"), ("sector", sector), ("country", "AU"))
    ]
    row["annotations"] = [
        {"id": 7, "completed_by": {"email": "Ana María@desk.example"}, "created_at": "2026-01-02T03:04:05.5Z", "updated_at": "2026-01-02T03:04:05.5Z",
         "lead_time": 4.5, "was_cancelled": False, "result": result},
        {"id": 8, "completed_by": 3, "created_at": "2026-01-02T03:05:00Z", "lead_time": 1, "was_cancelled": True, "result": result},
    ]  # fmt: skip


def in_argilla(row: dict[str, Any], sector: str) -> None:
    row["updated_at"] = "2026-01-02T03:04:05.5+00:00"
    row["responses"] = {
        name: [{"value": choice, "user_id": "Ana María@desk.example", "status": "submitted"}]
        for name, choice in (("is_announcement", "yes"), ("sector", sector), ("country", "AU"))
    }
    row["responses"]["stage"] = [{"value": "live", "user_id": "bo", "status": "draft"}]


Annotate = Callable[[dict[str, Any], str], None]
MADE = pytest.mark.parametrize(
    ("shape", "unshape", "annotate"), [(to_label_studio, from_label_studio, in_label_studio), (to_argilla, from_argilla, in_argilla)],
    ids=["label-studio", "argilla"],
)  # fmt: skip


@MADE
def test_what_was_annotated_there_is_in_force_here_and_once(
    store: Store, shape: Shape, unshape: Unshape, annotate: Annotate
) -> None:
    [id, *_] = fill(store, 3)
    rows = taken_out(store, shape)
    [row] = [row for row in rows if unshape(row)[0] == id]
    annotate(row, "energy")
    assert taken_in(store, rows, unshape) == 1 and taken_in(store, rows, unshape) == 0
    [entry] = entries(store)
    assert (entry.action, entry.by, entry.made_at) == ("correct", "analyst/ana-mar-a", "2026-01-02T03:04:05.500000Z")
    assert "sector" in entry.changed and store.labels_of([id])[id, "sector"].value == "energy"
    again = taken_out(store, shape)
    assert taken_in(store, again, unshape) == 0


@TOOLS
def test_an_answer_that_was_changed_there_is_a_new_entry(store: Store, shape: Shape, unshape: Unshape) -> None:
    ids = reviewed(store)
    text = (
        "".join(export_tasks(store, shape))
        .replace('["energy"]', '["trade"]')
        .replace('{"value": "energy", "user', '{"value": "trade", "user')
    )
    rows = json.loads(text)
    before = len(list(entries(store)))
    assert taken_in(store, rows, unshape) == 1 and len(list(entries(store))) == before + 1
    assert store.labels_of([ids[0]])[ids[0], "sector"].value == "trade"


@MADE
@pytest.mark.parametrize("wrong", ["gambling", "Finance"])
def test_a_wrong_choice_is_named_with_its_task_and_nothing_is_taken_in(
    store: Store, shape: Shape, unshape: Unshape, annotate: Annotate, wrong: str
) -> None:
    fill(store, 3)
    rows = taken_out(store, shape)
    annotate(rows[0], "energy")
    annotate(rows[2], wrong)
    with pytest.raises(ValueError, match=f"task 3 .*{wrong}"):
        taken_in(store, rows, unshape)
    assert list(entries(store)) == []


@TOOLS
def test_what_the_model_calls_none_or_of_another_sector_is_suggested_as_the_page_proposes_it(
    store: Store, shape: Shape, unshape: Unshape
) -> None:
    ids = fill(store, 2)
    with store.transaction() as connection:
        table = reviews.metadata.tables["labels"]
        for id, value in zip(ids, ("none", "carbon_credits"), strict=True):
            own = (table.c.announcement_id == id, table.c.field == "application")
            connection.execute(table.update().where(*own).values(value=value))
    for row in taken_out(store, shape):
        [said] = [
            *(p["value"]["choices"][0] for made in row.get("predictions", ()) for p in made["result"] if p["from_name"] == "application"),
            *([row["suggestions"]["application"]["value"]] if "suggestions" in row else []),
        ]  # fmt: skip
        assert said == "unknown"


@TOOLS
def test_a_file_cut_short_is_refused(store: Store, shape: Shape, unshape: Unshape) -> None:
    fill(store, 2)
    text = "".join(export_tasks(store, shape))
    for broken in (text[:-30], "no JSON", '[{"data": 1}]'):
        with pytest.raises(ValueError, match=r"ends in the middle|none of ours"):
            import_annotations(store, io.StringIO(broken), unshape)
    assert import_annotations(store, io.StringIO("[]\n"), unshape) == 0


def test_the_labelling_page_asks_what_the_tasks_suggest(store: Store) -> None:
    fill(store, 1)
    page = ElementTree.fromstring(labelling_page())
    asked = {box.attrib["name"]: {c.attrib["value"] for c in box} for box in page.iter("Choices")}
    [task] = taken_out(store, to_label_studio)
    suggested = {part["from_name"]: part["value"]["choices"][0] for part in task["predictions"][0]["result"]}
    assert suggested and all(choice in asked[name] for name, choice in suggested.items())
    [shown] = page.iter("Text")
    assert shown.attrib["value"].removeprefix("$") in task["data"]
    assert Queue(store, "analyst/mei").open(case_of(task["data"]["announcement_id"]))
