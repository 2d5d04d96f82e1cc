"""Rows of the store as nouns."""

from collections.abc import Callable
from dataclasses import fields
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Result, RowMapping

from census.records import Announcement, Article, Cue, Judgement, Label, Partner, Problem, Slot

Noun = TypeVar("Noun", Article, Announcement, Label, Judgement, Problem)


def _pairs(value: Any) -> tuple[tuple[Any, ...], ...]:
    return tuple([tuple(pair) for pair in value or ()])


# Columns that hold lists, and what makes the field of them.
_LISTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "Article": {"authors": tuple},
    "Announcement": {
        "span": tuple,
        "partners": lambda rows: tuple([Partner(**row) for row in rows]),
        "host_countries": tuple,
        "topics": tuple,
        "slots": lambda rows: tuple([Slot(**row) for row in rows or ()]),
    },
    "Label": {"distribution": _pairs, "cues": lambda rows: tuple([Cue(**row) for row in rows or ()])},
}
_NAMES = {kind.__name__: [f.name for f in fields(kind)] for kind in (Article, Announcement, Label, Judgement, Problem)}
_PLACED = {
    kind: [(names.index(name), read) for name, read in _LISTS.get(kind, {}).items()] for kind, names in _NAMES.items()
}


def noun(kind: type[Noun], row: RowMapping) -> Noun:
    """The noun that a row of its table holds."""
    return _made(kind, [row[name] for name in _NAMES[kind.__name__]])


def nouns_in(kind: type[Noun], rows: Result[Any]) -> list[Noun]:
    """The nouns that rows of their table hold: of many, in half the time."""
    columns = list(rows.keys())
    cells_of = itemgetter(*(columns.index(name) for name in _NAMES[kind.__name__]))
    return [_made(kind, list(cells_of(row))) for row in rows]


def _made(kind: type[Noun], cells: list[Any]) -> Noun:
    for place, read in _PLACED[kind.__name__]:
        cells[place] = read(cells[place])
    return kind(*cells)
