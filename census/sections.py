"""What a report is made of, whatever it is printed as: sections of text, charts and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from census.drawing import Bar, Drawing, bars
from census.figures import Share
from census.texts import Texts

Row = Mapping[str, Any]
# As many bars as are read at a glance; the table holds the rest.
MOST_BARS = 12


@dataclass(frozen=True)
class Cell:
    """One cell of a table, and the fragment or address that it leads to."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its headings; columns from `figures` on are numbers and stand to the right."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    figures: int = 1


@dataclass(frozen=True)
class Chart:
    """A drawing with the stem of its file's name and its title."""

    name: str
    title: str
    drawing: Drawing


@dataclass(frozen=True)
class Section:
    """One part of the report. `is_wide`: charts above tables, not beside them."""

    id: str
    title: str
    lines: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    is_wide: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


def cells(*values: str) -> tuple[Cell, ...]:
    """Cells of plain text."""
    return tuple(Cell(value) for value in values)


def pairs(rows: Sequence[tuple[str, int]], texts: Texts) -> str:
    """The largest of labelled counts as words: "China 21, Germany 2"."""
    return texts.say("list.joint").join(texts.say("alt.pair", label=label, count=count) for label, count in rows[:6])


def share_section(id: str, field: str, listed: Sequence[Share], texts: Texts, note: str = "") -> Section:
    """Bars and a table of the shares of one field, each bar and row a link to its projects."""
    named = [(texts.label(field, s.code), s) for s in listed]
    title = texts.say(f"section.{id}")
    return Section(id, title, tuple(filter(None, [note])), (share_chart(id, field, title, named, texts),), (
        Table(title, _heads(field, texts), tuple(_line(field, name, s, texts) for name, s in named)),
    ))  # fmt: skip


def share_chart(name: str, field: str, title: str, named: Sequence[tuple[str, Share]], texts: Texts) -> Chart:
    """The largest shares as bars."""
    shown = named if len(named) <= MOST_BARS + 1 else named[:MOST_BARS]
    drawn = [
        Bar(label, s.count, s.interval.low, s.interval.high, anchor(field, s.code), s.code is None)
        for label, s in shown
    ]
    words = texts.say("alt.bars", listed=pairs([(label, s.count) for label, s in named], texts))
    return Chart(name, title, bars(drawn, words, [texts.number(s.count) for _, s in shown]))


def _heads(field: str, texts: Texts) -> tuple[str, ...]:
    return tuple(texts.say(f"column.{name}") for name in (field, "projects", "interval", "share"))


def _line(field: str, name: str, s: Share, texts: Texts) -> tuple[Cell, ...]:
    return (
        Cell(name, f"#{anchor(field, s.code)}"),
        *cells(texts.number(s.count), texts.interval(*s.interval), texts.share(s.count, s.base)),
    )


def anchor(field: str, code: str | None) -> str:
    """The fragment of the list of a field's projects with this code."""
    return f"{field}-{code or 'unknown'}"
