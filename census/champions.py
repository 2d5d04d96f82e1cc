"""Which model is in force: the shipped one, or the one promoted last. Each training and each roll-back is a line of a file in the home of
the census, and from the lines it follows."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER, FILE = "trained", "models.jsonl"
_ROLLED_BACK = "rolled back"


def trained_folder(home: Path, version: str) -> Path:
    """Where a model trained in this home is kept."""
    return home / FOLDER / version


def read_lines(home: Path) -> list[dict[str, Any]]:
    """The lines, oldest first. Raises ValueError naming the one that cannot be read."""
    file = home / FOLDER / FILE
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.exists() else (), start=1):
        try:
            found.append(dict(json.loads(line)))
        except (ValueError, TypeError) as fault:
            raise ValueError(f"{file}, line {number} is broken ({fault}): mend it or take it out") from fault
    return found


def in_force(home: Path) -> str | None:
    """Version of the model promoted last and not rolled back; None where the shipped one is in force."""
    return _promoted(read_lines(home))[-1]


def add_training(home: Path, line: Mapping[str, Any]) -> None:
    """Add that a model was trained: `model` (version), `is_promoted`, `reason`, and what else there is to say of it."""
    _write(home, [*read_lines(home), {**line, "action": "trained"}])


def roll_back(home: Path, at: str) -> tuple[str, str | None]:
    """Put the model before the one in force into force; the version that was, and the one that is now (None: shipped). Raises ValueError
    where the shipped one is in force."""
    lines = read_lines(home)
    *_, before, now = [None, *_promoted(lines)]
    if now is None:
        raise ValueError("the shipped model is in force: there is none before it")
    _write(home, [*lines, {"action": _ROLLED_BACK, "at": at, "model": now, "in_force": before}])
    return now, before


def _promoted(lines: list[dict[str, Any]]) -> list[str | None]:
    """Models that are or were in force and would be again, if those after them were rolled back."""
    held: list[str | None] = [None]
    for line in lines:
        if line["action"] == _ROLLED_BACK:
            held.pop()
        elif line["is_promoted"]:
            held.append(str(line["model"]))
    return held


def _write(home: Path, lines: list[dict[str, Any]]) -> None:
    """All lines in the place of the file at once: a process killed here leaves the one or the other."""
    file = home / FOLDER / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    fresh.replace(file)
