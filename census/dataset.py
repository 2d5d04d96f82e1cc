"""The tables of a month from its records and what stands behind them: rows as the columns of a release name them."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from census.columns import (
    ANNOUNCEMENTS,
    CODEBOOK,
    COVERAGE,
    DECISIONS,
    EVIDENCE,
    PROBLEMS,
    PROJECTS,
    TableShape,
)
from census.decisions import Decision, in_order
from census.delimited import write_table
from census.records import Announcement, Article, Label, Problem, Record
from census.taxonomy import TABLES

Row = dict[str, Any]
# Kinds of the columns in Parquet, so that an empty month has the same schema as a full one.
_KINDS = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}


def project_rows(records: Sequence[Record]) -> list[Row]:
    """One row a project by id, lists joined by "; "."""
    rows = []
    for record in sorted(records, key=lambda r: r.id):
        row = dict(vars(record))
        row |= {f"{field}_proba": probability for field, probability in record.probabilities}
        row |= {name: "; ".join(row[name]) for name in ("partners", "host_countries", "topics", "needs_review")}
        row["labelled_by"] = "; ".join(f"{field}: {by}" for field, by in record.labelled_by)
        row["evidence_count"] = len(record.announcement_ids)
        rows.append({name: row.get(name) for name in PROJECTS.names})
    return rows


def report_rows(
    records: Sequence[Record], announcements: Mapping[str, Announcement], articles: Mapping[str, Article],
    labels: Mapping[tuple[str, str], Label],
) -> list[Row]:  # fmt: skip
    """One row an announcement behind a project with the columns of both announcements.csv and evidence.csv, by project and id.
    `labels` are those in force."""
    rows = []
    for record in records:
        for id in sorted(record.announcement_ids):
            told = announcements[id]
            article = articles[told.article_id]
            stage = labels.get((id, "stage"))
            rows.append({
                "project_id": record.id, "announcement_id": id, "article_id": article.id, "url": article.url,
                "outlet": article.outlet, "date": told.date, "lang": told.lang, "stage": stage.value if stage else None,
                "lead": told.lead, "place": told.place, "relevance_proba": told.relevance_proba,
                "span_start": told.span[0], "span_end": told.span[1],
            })  # fmt: skip
    return sorted(rows, key=lambda row: (row["project_id"], row["announcement_id"]))


def codebook_rows() -> list[Row]:
    """One row a code of the code tables."""
    return [
        {"field": field, "code": c.code, "label": c.label, "label_zh": c.label_zh, "definition": c.definition}
        for field, table in TABLES.items()
        for c in table
    ]


def parquet_of(shape: TableShape, rows: Sequence[Row], said: Mapping[str, str]) -> bytes:
    """Rows as Parquet; `said` (month, version, whether provisional) stands in the metadata of its schema."""
    frame = pd.DataFrame(rows, columns=list(shape.names))
    schema = pa.schema([(column.name, _KINDS[column.type]) for column in shape.columns])
    table = pa.Table.from_pandas(frame, schema, preserve_index=False)
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **said}), out)
    return out.getvalue()


def count_rows(parquet: bytes) -> int:
    """Number of rows of a Parquet file, as it says itself."""
    return int(pq.read_metadata(pa.BufferReader(parquet)).num_rows)


def tables_of(
    projects: Sequence[Row], reports: Sequence[Row], decisions: Iterable[Decision], coverage: Sequence[Row],
    problems: Sequence[Problem],
) -> dict[str, bytes]:  # fmt: skip
    """File name -> bytes of the tables of a month as CSV; `projects` ordered by id."""
    rows: dict[TableShape, Iterable[Row]] = {
        PROJECTS: projects, ANNOUNCEMENTS: reports, EVIDENCE: reports, DECISIONS: map(vars, in_order(decisions)),
        COVERAGE: coverage, PROBLEMS: map(vars, problems), CODEBOOK: codebook_rows(),
    }  # fmt: skip
    return {shape.file: write_table(shape.names, own) for shape, own in rows.items()}
