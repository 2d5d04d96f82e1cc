"""Gates over the files of a release: tables that agree, no article text, no formula, nothing that was taken down."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import ahocorasick

from census.check import result_of
from census.columns import ANNOUNCEMENTS, EVIDENCE, PROJECTS
from census.dataset import count_rows
from census.delimited import FORMULA_SIGNS, Row, read_table
from census.records import CheckResult
from census.sayings import count
from census.takedowns import Takedown

# The longest run of an article's characters that a file may hold: names and addresses are shorter, a sentence seldom.
MOST_QUOTED = 120
# A longer run holds at least one whole block of this length, wherever the blocks of a cell begin.
_BLOCK = MOST_QUOTED // 2
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
Tables = dict[str, list[Row]]


def check_files(
    files: Mapping[str, bytes], parquet: bytes, texts: Iterable[str], takedowns: Sequence[Takedown]
) -> tuple[CheckResult, ...]:
    """Gates over the tables of a release (CSV by file name, the projects as Parquet); `texts` are those of the articles behind it."""
    tables = {name: read_table(content)[1] for name, content in files.items()}
    # A month of 1,500 projects has 600,000 cells, of which a third are not the same as another.
    cells = {cell for row in _rows(tables) for cell in row.values()}
    return (
        _agree(tables, parquet),
        _no_text(cells, texts),
        _no_formula(tables, cells),
        _taken_down(tables, takedowns),
    )


def _agree(tables: Tables, parquet: bytes) -> CheckResult:
    """Whether each number that stands in two files is the same in both."""
    projects, evidence = tables[PROJECTS.file], tables[EVIDENCE.file]
    told_of = Counter(row["project_id"] for row in evidence)
    off = sum(told_of[row["id"]] != int(row["evidence_count"]) for row in projects)
    strangers = len(told_of.keys() - {row["id"] for row in projects})
    told = {row["announcement_id"] for row in evidence} ^ {row["announcement_id"] for row in tables[ANNOUNCEMENTS.file]}
    typed = count_rows(parquet)
    good = not off and not strangers and not told and typed == len(projects)
    return result_of(
        "tables_agree", good, "hard",
        projects=count(len(projects), "projects"), typed=typed, reports=count(len(evidence), "reports"), off=count(off, "projects"),
        strangers=count(strangers, "projects"), alone=count(len(told), "announcements"),
    )  # fmt: skip


def _no_text(cells: Iterable[str], texts: Iterable[str]) -> CheckResult:
    quoted = quoted_in(sorted({_plain(cell) for cell in cells if len(cell) > MOST_QUOTED}), texts)
    return result_of("no_article_text", not quoted, "hard", cells=count(len(quoted), "cells"), most=MOST_QUOTED)


def quoted_in(cells: Sequence[str], texts: Iterable[str]) -> set[str]:
    """Of cells (white space made single) those that hold more than `MOST_QUOTED` characters that stand so in one of the texts."""
    blocks: dict[str, list[tuple[str, int]]] = {}
    for cell in cells:
        for start in range(0, len(cell) - _BLOCK + 1, _BLOCK):
            blocks.setdefault(cell[start : start + _BLOCK], []).append((cell, start))
    if not blocks:
        return set()
    finder = ahocorasick.Automaton()
    for block, places in blocks.items():
        finder.add_word(block, places)
    finder.make_automaton()
    found: set[str] = set()
    for text in map(_plain, texts):
        for end, places in finder.iter(text):
            at = end - _BLOCK + 1
            found.update(cell for cell, start in places if _common(cell, start, text, at) > MOST_QUOTED)
    return found


def _common(cell: str, start: int, text: str, at: int) -> int:
    """Length of the run that a cell and a text share around a place where they agree."""
    before = 0
    while before < min(start, at) and cell[start - before - 1] == text[at - before - 1]:
        before += 1
    after = 0
    while after < min(len(cell) - start, len(text) - at) and cell[start + after] == text[at + after]:
        after += 1
    return before + after


def _plain(text: str) -> str:
    # Four times as fast as a pattern of white space.
    return " ".join(text.split())


def _no_formula(tables: Tables, cells: Iterable[str]) -> CheckResult:
    live = {cell for cell in cells if is_formula(cell)}
    found = sum(cell in live for row in _rows(tables) for cell in row.values()) if live else 0
    return result_of("no_formula", not live, "hard", cells=count(found, "cells"))


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula: it begins like one and is no number."""
    return cell.startswith(FORMULA_SIGNS) and not _NUMBER.fullmatch(cell)


def _taken_down(tables: Tables, takedowns: Sequence[Takedown]) -> CheckResult:
    shown = sum(
        takedown.covers(row.get("url") or None, row.get("outlet", row.get("source", "")))
        for takedown in takedowns
        for rows in tables.values()
        if rows and ("url" in rows[0] or "source" in rows[0])
        for row in rows
    )
    return result_of("takedowns_hold", not shown, "hard", rows=count(shown, "rows"))


def _rows(tables: Tables) -> Iterable[Row]:
    return (row for rows in tables.values() for row in rows)
