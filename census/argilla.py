"""Tasks in the shape of Argilla 2: records with `fields`, `suggestions` and `responses`, as `dataset.records.to_json` writes and
`from_json` reads them.

https://docs.argilla.io/latest/reference/argilla/records/records says what they hold.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from census.tasks import Annotation, Task, analyst_of, moment_of

_FIELD = "text"


def to_argilla(task: Task) -> dict[str, Any]:
    """A record with the model's labels as suggestions, and what people said as responses; who said what when stands in the metadata, for
    which Argilla's responses have no place."""
    responses: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for made in task.annotations:
        for question, choice in made.choices.items():
            responses[question].append({"value": choice, "user_id": made.name, "status": "submitted"})
    latest = {made.name: made for made in task.annotations}
    return {
        "id": task.announcement_id,
        "status": "completed" if task.annotations else "pending",
        "fields": {_FIELD: task.text},
        "metadata": {
            "lang": task.lang, "date": task.date, "model": task.model,
            **{f"made_at.{name}": made.made_at for name, made in latest.items()},
            **{f"seconds.{name}": made.seconds for name, made in latest.items()},
            **{f"entry.{name}": made.id for name, made in latest.items()},
        },
        "suggestions": {
            name: {"value": choice, "score": chance, "agent": task.model} for name, (choice, chance) in task.suggestions.items()
        },
        "responses": dict(responses),
        "vectors": {},
    }  # fmt: skip


def from_argilla(row: Mapping[str, Any]) -> tuple[str, list[Annotation]]:
    """The announcement of a record, and what each person submitted; of a response made in Argilla the moment is that at which its record
    was last changed. Raises KeyError, TypeError or ValueError where it is no such record."""
    metadata = row.get("metadata") or {}
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for question, responses in (row.get("responses") or {}).items():
        for response in responses:
            if response.get("status", "submitted") == "submitted":
                said[str(response["user_id"])][question] = str(response["value"])
    written = str(row.get("updated_at") or row.get("inserted_at") or "")
    changed = moment_of(written) if written else ""
    found = []
    for name, choices in said.items():
        made_at = str(metadata.get(f"made_at.{name}") or changed)
        if not made_at:
            raise ValueError(f"nothing says when {name} answered: export records with updated_at")
        seconds, entry = float(metadata.get(f"seconds.{name}") or 0.0), str(metadata.get(f"entry.{name}") or "")
        found.append(Annotation(analyst_of(name), made_at, seconds, choices, entry, changed))
    return str(row["id"]), found
