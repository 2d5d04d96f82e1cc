"""CSV as the releases write it: no cell that a spreadsheet takes for a formula, one line a row, read back to the same bytes."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

# What OWASP names as beginnings of a formula; the wide forms count in Chinese and Japanese spreadsheets.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Row = dict[str, str]
_WATCHED = frozenset(FORMULA_SIGNS)


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: texts that begin like one get an apostrophe."""
    if not isinstance(value, str):
        return value
    # A carriage return alone would end the row for a reader of CSV.
    told = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{told}" if value.startswith(FORMULA_SIGNS) else told


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """CSV of rows with a header line; every cell made safe, None an empty cell."""
    cells_of = itemgetter(*columns)
    # Nearly all cells are safe as they are: to ask that here takes a third of the time of asking in a call for each.
    return write_cells(
        columns,
        (
            [
                cell
                if not isinstance(cell, str) or (cell[:1] not in _WATCHED and "\r" not in cell)
                else safe_cell(cell)
                for cell in cells_of(row)
            ]
            for row in rows
        ),
    )


def write_cells(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV of rows whose cells are as they shall stand; what `read_table` read is written back to the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def read_table(content: bytes) -> tuple[list[str], list[Row]]:
    """Columns and rows of a CSV with a header line. Raises ValueError where a row has other columns than the header."""
    lines = csv.reader(io.StringIO(content.decode(), newline=""))
    columns = next(lines, [])
    try:
        return columns, [dict(zip(columns, cells, strict=True)) for cells in lines]
    except ValueError as fault:
        raise ValueError(f"line {lines.line_num} has not the {len(columns)} cells of the header") from fault
