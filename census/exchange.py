"""The ledger of review as files, out and in: CSV, or JSON lines; entry by entry, so that its length does not matter."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any, TextIO

from sqlalchemy import select

from census.choices import UNKNOWN
from census.delimited import FORMULA_SIGNS, safe_cell
from census.review_tables import reviews
from census.reviews import DECISIONS, RECHECK, Entry, Reviews, case_of
from census.store import Store
from census.taxonomy import CODED, TABLES

_PLAIN = [f.name for f in fields(Entry) if f.name not in ("values", "changed")]
COLUMNS = ("id", *(name for name in _PLAIN if name != "id"), *CODED, "changed")
_ACTIONS = frozenset((*DECISIONS, "skip", "undo", "comment", "requeue", RECHECK))
_STREAM = 2000


def entries(store: Store) -> Iterator[Entry]:
    """All entries of the ledger, oldest first."""
    query = select(reviews).order_by(reviews.c.made_at, reviews.c.id)
    with store.engine.connect() as connection:
        for row in connection.execution_options(yield_per=_STREAM).execute(query).mappings():
            yield Entry(**row)


def export_csv(store: Store) -> Iterator[str]:
    """Lines of the ledger as CSV, header first; no cell that a spreadsheet takes for a formula."""
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(COLUMNS)
    yield line.text
    for entry in entries(store):
        writer.writerow([safe_cell(cell) for cell in _cells(entry)])
        yield line.text


def export_json(store: Store) -> Iterator[str]:
    """Lines of the ledger as JSON objects."""
    for entry in entries(store):
        yield json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True) + "\n"


def import_entries(store: Store, stream: TextIO, is_json: bool) -> int:
    """Append the entries of a file that the ledger does not hold; how many. All or none: raises ValueError naming the first wrong line."""
    ledger, added = Reviews(store), 0
    with store.transaction() as connection:
        for number, row in enumerate(_json_rows(stream) if is_json else _csv_rows(stream), start=1 if is_json else 2):
            try:
                entry = _entry(row)
            except (KeyError, TypeError, ValueError) as fault:
                raise ValueError(f"line {number} is no entry of a ledger: {fault}") from fault
            if not store.texts_of([id for id in (entry.announcement_id, entry.other_id) if id]):
                raise ValueError(f"line {number}: the store holds no announcement {entry.announcement_id}")
            added += ledger.append_once(connection, entry)
    return added


class _Line:
    """What a CSV writer wrote last."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def _cells(entry: Entry) -> list[Any]:
    # A value that is known to be unknown has a word; an empty cell is a field of which nothing was said.
    coded = [
        UNKNOWN if name in entry.values and entry.values[name] is None else entry.values.get(name) for name in CODED
    ]
    row = {**asdict(entry), **dict(zip(CODED, coded, strict=True)), "changed": " ".join(entry.changed)}
    return [row[name] for name in COLUMNS]


def _csv_rows(stream: TextIO) -> Iterator[Mapping[str, Any]]:
    for row in csv.DictReader(stream):
        cells = {name: _plain(cell or "") for name, cell in row.items() if isinstance(cell, str | None)}
        values = {name: None if cells[name] == UNKNOWN else cells[name] for name in CODED if cells.get(name)}
        yield {
            **{name: cells[name] for name in _PLAIN}, "values": values, "changed": cells["changed"].split(), "seconds": float(cells["seconds"] or 0),
        }  # fmt: skip


def _plain(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_SIGNS) else cell


def _json_rows(stream: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for line in stream:
        row = json.loads(line) if line.strip() else {}
        yield row if isinstance(row, dict) else {}


def _entry(row: Mapping[str, Any]) -> Entry:
    """The entry of a row. Raises KeyError, TypeError or ValueError where it is none."""
    entry = Entry(**{f.name: row[f.name] for f in fields(Entry)})
    maker = "model/" if entry.action == RECHECK else "analyst/"
    if entry.action not in _ACTIONS or not entry.by.startswith(maker) or not entry.id:
        raise ValueError(f"{entry.action!r} by {entry.by!r} is nothing that an analyst does")
    if entry.case_id != case_of(entry.announcement_id, entry.other_id):
        raise ValueError("its case is not that of its announcements")
    for name, value in entry.values.items():
        if name not in CODED or (name in TABLES and value is not None and value not in {c.code for c in TABLES[name]}):
            raise ValueError(f"{value!r} is no {name}")
    return entry
