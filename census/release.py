"""The files of a month: written as a whole or not at all, versions never changed, the same store gives the same bytes."""

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from census.records import Announcement, Article, CheckResult, Label, Problem, Record
from census.taxonomy import TABLES

PROJECT_COLUMNS = (
    "id", "month", "headline", "lead", "partners", "sector", "sector_alt", "application", "country", "host_countries", "place", "subject", "stage",
    "topics", "evidence_count", "first_disclosed", "sector_proba", "country_proba", "subject_proba", "stage_proba", "labelled_by", "reviewed", "needs_review",
)  # fmt: skip
EVIDENCE_COLUMNS = ("project_id", "announcement_id", "url", "outlet", "date", "lang", "span_start", "span_end")
DECISION_COLUMNS = ("announcement_id", "field", "value", "probability", "by", "made_at")
COVERAGE_COLUMNS = ("outlet", "articles", "with_announcement", "set_aside")


def safe_cell(value: Any) -> Any:
    """A CSV cell that no spreadsheet takes for a formula: texts that begin like one get an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: safe_cell(row[name]) for name in columns})
    return out.getvalue().encode()


def project_rows(records: Sequence[Record]) -> list[dict[str, Any]]:
    """One row a project, lists joined by "; "."""
    rows = []
    for record in records:
        row = asdict(record)
        row |= {f"{field}_proba": probability for field, probability in record.probabilities}
        row |= {name: "; ".join(row[name]) for name in ("partners", "host_countries", "topics", "needs_review")}
        row["labelled_by"] = "; ".join(f"{field}: {by}" for field, by in record.labelled_by)
        row["evidence_count"] = len(record.announcement_ids)
        rows.append({name: row.get(name) for name in PROJECT_COLUMNS})
    return rows


def evidence_rows(
    records: Sequence[Record], announcements: Mapping[str, Announcement], articles: Mapping[str, Article]
) -> list[dict[str, Any]]:
    """One row an announcement behind a project: where it stands, never its text."""
    rows = []
    for record in records:
        for id in record.announcement_ids:
            told = announcements[id]
            article = articles[told.article_id]
            place = {
                "project_id": record.id,
                "announcement_id": id,
                "span_start": told.span[0],
                "span_end": told.span[1],
            }
            rows.append(place | {"url": article.url, "outlet": article.outlet, "date": told.date, "lang": told.lang})
    return rows


def coverage_rows(
    articles: Sequence[Article], announced: set[str], problems: Sequence[Problem]
) -> list[dict[str, Any]]:
    """One row an outlet: articles read, those with an announcement; and one for each reason by which pages were set aside."""
    outlets = sorted({a.outlet for a in articles})
    rows = [
        {
            "outlet": outlet,
            "articles": sum(a.outlet == outlet for a in articles),
            "with_announcement": sum(a.outlet == outlet and a.id in announced for a in articles),
            "set_aside": "",
        }
        for outlet in outlets
    ]
    reasons = sorted({p.reason for p in problems})
    return rows + [
        {"outlet": "", "articles": sum(p.reason == r for p in problems), "with_announcement": 0, "set_aside": r}
        for r in reasons
    ]


def codebook() -> bytes:
    """All code tables as CSV."""
    rows = [
        {"field": field, "code": c.code, "label": c.label, "label_zh": c.label_zh, "definition": c.definition}
        for field, table in TABLES.items()
        for c in table
    ]
    return _csv(("field", "code", "label", "label_zh", "definition"), rows)


def dataset(
    month: str, records: Sequence[Record], announcements: Mapping[str, Announcement], articles: Mapping[str, Article], read: Sequence[Article],
    labels: Sequence[Label], problems: Sequence[Problem], checks: Sequence[CheckResult], made: Mapping[str, Any],
) -> dict[str, bytes]:  # fmt: skip
    """File name -> bytes of all data files of a month. `made` says when, by which model, whether provisionally, and how many
    projects the month before had (`base_projects`, None if it was never released)."""
    projects = project_rows(records)
    frame = pd.DataFrame(projects, columns=list(PROJECT_COLUMNS))
    announced = {told.article_id for told in announcements.values()}
    parquet = io.BytesIO()
    frame.to_parquet(parquet, index=False)
    summary = {
        "month": month, **made, "projects": len(records), "checks": [asdict(c) for c in checks],
        "coverage": {
            "articles": len(read), "outlets": len({a.outlet for a in read}), "languages": len({a.lang for a in read}), "set_aside": len(problems),
        },
    }  # fmt: skip
    return {
        "projects.csv": _csv(PROJECT_COLUMNS, projects),
        "projects.parquet": parquet.getvalue(),
        "evidence.csv": _csv(EVIDENCE_COLUMNS, evidence_rows(records, announcements, articles)),
        "decisions.csv": _csv(DECISION_COLUMNS, [asdict(label) for label in labels]),
        "coverage.csv": _csv(COVERAGE_COLUMNS, coverage_rows(read, announced, problems)),
        "problems.csv": _csv(("stage", "url", "reason", "detail"), [asdict(p) for p in problems]),
        "checks.json": (json.dumps(summary, indent=1, ensure_ascii=False) + "\n").encode(),
        "codebook.csv": codebook(),
        "README.md": _readme(month, records, made).encode(),
    }


def _readme(month: str, records: Sequence[Record], made: Mapping[str, Any]) -> str:
    status = "PROVISIONAL: gates failed or were not asked; see checks.json.\n\n" if made["provisional"] else ""
    return (
        f"# Blockchain application projects disclosed in {month}\n\n{status}{len(records)} projects, made {made['made_at']} by {made['model']}.\n\n"
        "projects: one row a project. evidence: the reports behind each. decisions: every label with its maker and probability.\n"
        "coverage: what was read, and what was set aside and why. codebook: the codes. checks: the gates and what they said.\n"
        "Labels come from a model unless `labelled_by` names an analyst; `needs_review` lists doubtful fields. No article text is included.\n"
    )


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and bytes of the files, 64 hex digits."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def publish(files: Mapping[str, bytes], folder: Path, month: str, version: str) -> Path:
    """Write a version of a month so that a reader sees all of it or nothing, then point `latest` to it."""
    target = folder / month / version
    scratch = folder / month / f".{version}.{os.getpid()}"
    for stale in (folder / month).glob(".v*"):
        shutil.rmtree(stale, ignore_errors=True)
    scratch.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        with (scratch / name).open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    if target.exists():
        shutil.rmtree(target)  # left by a run that was killed before the store knew of it
    scratch.replace(target)
    pointer = folder / month / ".latest"
    pointer.write_text(f"{version}\n", encoding="utf-8")
    pointer.replace(folder / month / "latest")
    return target


def read_release(folder: Path, month: str, version: str = "") -> dict[str, bytes]:
    """File name -> bytes of a published version, the latest if none is named. Raises ValueError if there is no such one."""
    pointer = folder / month / "latest"
    named = version or (pointer.read_text(encoding="utf-8").strip() if pointer.exists() else "")
    if not named or not (folder / month / named).is_dir():
        raise ValueError(
            f"there is no release {month}{f'/{version}' if version else ''} in {folder}: make it with chaincensus run {month}"
        )
    home = folder / month / named
    return {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}
