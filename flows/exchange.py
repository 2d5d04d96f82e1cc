"""The ledger of review out into files and in from files: its own shapes, and those of other tools for labelling."""

from enum import StrEnum
from pathlib import Path

from rich.console import Console

from census.argilla import from_argilla, to_argilla
from census.enqueue import enqueue
from census.exchange import export_csv, export_json, import_entries
from census.label_studio import from_label_studio, labelling_page, to_label_studio
from census.store import Store
from census.tasks import Shape, Unshape, export_tasks, import_annotations


class Tool(StrEnum):
    """Tools for labelling with which tasks and decisions are exchanged."""

    LABEL_STUDIO = "label-studio"
    ARGILLA = "argilla"


_SHAPES: dict[Tool, tuple[Shape, Unshape]] = {
    Tool.LABEL_STUDIO: (to_label_studio, from_label_studio),
    Tool.ARGILLA: (to_argilla, from_argilla),
}


def export_ledger(store: Store, file: Path, tool: Tool | None = None) -> None:
    """Write the ledger of review to a file: CSV, or JSON lines where its name ends so; for a `tool` all tasks in its shape, and for Label
    Studio the XML of its labelling page beside."""
    if tool:
        lines = export_tasks(store, _SHAPES[tool][0])
    else:
        lines = export_csv(store) if file.suffix == ".csv" else export_json(store)
    if tool is Tool.LABEL_STUDIO:
        file.with_suffix(".xml").write_text(labelling_page(), encoding="utf-8")
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(lines)


def import_ledger(store: Store, file: Path, console: Console, tool: Tool | None = None) -> None:
    """Append what a file (of a `tool`, where one is named) holds and the ledger does not. Raises ValueError naming the first wrong line or
    task, and appends nothing then."""
    with file.open(encoding="utf-8", newline="") as stream:
        if tool:
            added = import_annotations(store, stream, _SHAPES[tool][1])
        else:
            added = import_entries(store, stream, file.suffix != ".csv")
    enqueue(store, anew=True)
    console.print(f"{added} entries added", highlight=False)
