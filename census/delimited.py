"""CSV as the releases write it: no cell that a spreadsheet takes for a formula, one line a row, read back to the same bytes."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What OWASP names as beginnings of a formula; the wide forms count in Chinese and Japanese spreadsheets.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Row = dict[str, str]


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: texts that begin like one get an apostrophe."""
    if not isinstance(value, str):
        return value
    # A carriage return alone would end the row for a reader of CSV.
    told = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{told}" if value.startswith(FORMULA_SIGNS) else told


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """CSV of rows with a header line; every cell made safe, None an empty cell."""
    return write_cells(columns, ([safe_cell(row[name]) for name in columns] for row in rows))


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
