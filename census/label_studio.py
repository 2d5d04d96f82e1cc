"""Tasks in the shape of Label Studio: JSON with `data`, `predictions` and `annotations`, and the XML of the labelling page.

https://labelstud.io/guide/task_format and https://labelstud.io/guide/predictions say what it reads and writes.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from census.choices import QUESTIONS, allowed
from census.tasks import Annotation, Task, analyst_of, moment_of

# The name of the text on the labelling page, and of its field in `data`.
_SHOWN, _TEXT = "announcement", "text"


def to_label_studio(task: Task) -> dict[str, Any]:
    """A task with the model's labels as a prediction, and what people said as annotations."""
    suggested = {name: choice for name, (choice, _) in task.suggestions.items()}
    least = min((p for _, p in task.suggestions.values()), default=0.0)
    return {
        "data": {
            "announcement_id": task.announcement_id, _TEXT: task.text, "lang": task.lang, "date": task.date,
        },
        "predictions": [{"model_version": task.model, "score": least, "result": _result(suggested)}] if suggested else [],
        "annotations": [
            {
                "unique_id": made.id, "completed_by": {"email": f"{made.name}@chaincensus.invalid"},
                "created_at": made.made_at, "lead_time": made.seconds, "was_cancelled": False, "result": _result(made.choices),
            }
            for made in task.annotations
        ],
    }  # fmt: skip


def from_label_studio(row: Mapping[str, Any]) -> tuple[str, list[Annotation]]:
    """The announcement of a task, and what was annotated there; skipped and empty annotations are left out. Raises KeyError, TypeError or
    ValueError where it is no such task."""
    kept = [
        made
        for made in row.get("annotations", ())
        if made.get("result") and not made.get("was_cancelled") and not made.get("skipped")
    ]
    return str(row["data"]["announcement_id"]), [_annotation(made) for made in kept]


def labelling_page() -> str:
    """The XML of the labelling page: a choice for each question."""
    view = Element("View")
    SubElement(view, "Text", name=_SHOWN, value=f"${_TEXT}")
    for question in QUESTIONS:
        SubElement(view, "Header", value=question.replace("_", " "))
        asked = SubElement(view, "Choices", name=question, toName=_SHOWN, choice="single", layout="select")
        for choice in allowed(question):
            SubElement(asked, "Choice", value=choice)
    indent(view)
    return tostring(view, encoding="unicode") + "\n"


def _result(choices: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"from_name": name, "to_name": _SHOWN, "type": "choices", "value": {"choices": [choice]}}
        for name, choice in choices.items()
    ]


def _annotation(made: Mapping[str, Any]) -> Annotation:
    said: Sequence[Mapping[str, Any]] = [part for part in made["result"] if part["type"] == "choices"]
    choices = {str(part["from_name"]): str(part["value"]["choices"][0]) for part in said}
    who = made["completed_by"]
    name = str(who["email"]) if isinstance(who, Mapping) else f"label-studio-{who}"
    id = str(made.get("unique_id") or "")
    # An id of ours is that of an entry; one that Label Studio made is none.
    return Annotation(
        analyst_of(name), moment_of(str(made["created_at"])), float(made.get("lead_time") or 0.0), choices,
        id if len(id) == 16 else "", moment_of(str(made["updated_at"])) if made.get("updated_at") else "",
    )  # fmt: skip
