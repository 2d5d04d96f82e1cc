"""Delta: what turns the tables of one version into those of another, row by row; applied to the first it gives the second, byte for byte."""

from collections.abc import Mapping, Sequence
from typing import Any

from census.columns import EVIDENCE, PROJECTS
from census.delimited import Row, read_table, write_cells

# Table -> the columns that name and order its rows.
KEYS: dict[str, tuple[str, ...]] = {PROJECTS.file: ("id",), EVIDENCE.file: ("project_id", "announcement_id")}
TableDelta = dict[str, Any]


def diff_table(before: bytes, after: bytes, key: Sequence[str]) -> TableDelta:
    """Rows added, removed (keys) and changed (key and new cells) between two CSV tables, with the columns of the second.

    Raises ValueError if the second is not ordered by its key, or a key stands twice.
    """
    columns, rows = read_table(after)
    old, new = _by_key(read_table(before)[1], key), _by_key(rows, key)
    if [_key(row, key) for row in rows] != sorted(new):
        raise ValueError(f"a table is not ordered by {', '.join(key)}, each row once")
    kept = [name for name in sorted(new) if name in old]
    changed = [(name, cells) for name in kept if (cells := _changes(old[name], new[name], columns))]
    return {
        "key": list(key),
        "columns": columns,
        "added": [new[name] for name in sorted(new) if name not in old],
        "removed": [list(name) for name in sorted(old) if name not in new],
        "changed": [{"key": list(name), "cells": cells} for name, cells in changed],
    }


def apply_table(delta: TableDelta, before: bytes) -> bytes:
    """The CSV table that a delta makes of another. Raises ValueError if that is not the one that the delta was made from."""
    key, columns = delta["key"], delta["columns"]
    rows = _by_key(read_table(before)[1], key)
    for name in delta["removed"]:
        if rows.pop(tuple(name), None) is None:
            raise ValueError(f"the delta removes {name}, which the table does not hold")
    for change in delta["changed"]:
        if tuple(change["key"]) not in rows:
            raise ValueError(f"the delta changes {change['key']}, which the table does not hold")
        rows[tuple(change["key"])].update(change["cells"])
    rows |= _by_key(delta["added"], key)
    return write_cells(columns, ([rows[name].get(column, "") for column in columns] for name in sorted(rows)))


def diff(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, TableDelta]:
    """File -> delta of projects and evidence between the files of two versions."""
    return {file: diff_table(before[file], after[file], key) for file, key in KEYS.items()}


def apply(delta: Mapping[str, TableDelta], before: Mapping[str, bytes]) -> dict[str, bytes]:
    """File -> bytes of the tables that a delta makes of the files of a version."""
    return {file: apply_table(own, before[file]) for file, own in delta.items()}


def _by_key(rows: Sequence[Row], key: Sequence[str]) -> dict[tuple[str, ...], Row]:
    return {_key(row, key): dict(row) for row in rows}


def _key(row: Row, key: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in key)


def _changes(old: Row, new: Row, columns: Sequence[str]) -> Row:
    return {name: new[name] for name in columns if old.get(name, "") != new[name]}
