"""A release as its reader has it: the rows of its files, typed. What a file lacks is empty, so that old versions can be read too."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from census.months import Month
from census.uncertainty import Interval

Row = dict[str, Any]


@dataclass(frozen=True)
class Coverage:
    """What a source gave on all days of the month: links expected (None where unknown), seen, dropped, by which reasons."""

    source: str
    expected: int | None
    seen: int
    dropped: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SeriesMonth:
    """One released month of the series: all projects, those of the constant panel of sources, share of what was expected that was
    seen, and the intervals of both counts (None unknown)."""

    month: Month
    projects: int
    panel: int | None
    coverage: float | None
    provisional: bool
    interval: Interval | None = None
    panel_interval: Interval | None = None


@dataclass(frozen=True)
class Frozen:
    """The files of one version of a month. `changes` is the delta to the version before, None for a first one."""

    month: Month
    version: str
    made: Row
    projects: tuple[Row, ...]
    evidence: Mapping[str, tuple[Row, ...]]
    coverage: tuple[Coverage, ...]
    series: tuple[SeriesMonth, ...]
    changes: Row | None

    @property
    def seen(self) -> float | None:
        """Share of what sources were expected to publish that was seen, None where no source's expectation is known: as the release
        says it, else as its coverage adds up."""
        told = self.made["coverage"]
        if "share" in told:
            return None if told["share"] is None else min(1.0, float(told["share"]))
        known = [c for c in self.coverage if c.expected]
        expected = sum(c.expected or 0 for c in known)
        # A title that names another matter was judged, not missed.
        seen = sum(c.seen + dict(c.reasons).get("off_topic", 0) for c in known)
        return min(1.0, seen / expected) if expected else None

    def month_of(self, month: Month) -> SeriesMonth | None:
        """A month of the series, None if it was never released."""
        return next((row for row in self.series if row.month == month), None)


def read_frozen(release: Mapping[str, bytes]) -> Frozen:
    """The release of these files, name -> bytes. Raises KeyError if `projects.parquet`, `evidence.csv` or `checks.json` is missing."""
    made = json.loads(release["checks.json"])
    month = Month.parse(made["month"])
    projects = _projects(release["projects.parquet"])
    series = _series(_rows(release.get("series.csv", b"")))
    own = SeriesMonth(month, len(projects), None, None, bool(made["provisional"]))
    if all(row.month != month for row in series):
        series = tuple(sorted((*series, own), key=lambda row: row.month))
    return Frozen(
        month=month,
        version=next(
            (row["version"] for row in _rows(release.get("series.csv", b"")) if row["month"] == str(month)), ""
        ),
        made=made,
        projects=projects,
        evidence=_evidence(_rows(release["evidence.csv"])),
        coverage=_coverage(_rows(release.get("coverage.csv", b""))),
        series=series,
        changes=json.loads(release["changes.json"]) if "changes.json" in release else None,
    )


def _projects(parquet: bytes) -> tuple[Row, ...]:
    frame = pd.read_parquet(io.BytesIO(parquet)).astype(object)
    rows = (
        {str(name): value for name, value in row.items()} for row in frame.where(frame.notna(), None).to_dict("records")
    )
    return tuple(map(typed, rows))


def typed(row: Row) -> Row:
    """A row of the projects, of CSV too, with its lists as tuples; empty cells None."""
    lists = {name: _listed(row[name]) for name in ("partners", "host_countries", "topics", "needs_review")}
    return {name: None if value == "" else value for name, value in row.items()} | lists


def _listed(joined: str | None) -> tuple[str, ...]:
    return tuple(part for part in (joined or "").split("; ") if part)


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _evidence(rows: list[dict[str, str]]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["project_id"]].append(dict(row))
    return {id: tuple(sorted(own, key=lambda r: (r["date"], r["announcement_id"]))) for id, own in found.items()}


def _whole(text: str | None) -> int | None:
    return int(float(text)) if text else None


def _coverage(rows: list[dict[str, str]]) -> tuple[Coverage, ...]:
    """By source over all days; a file of another shape gives nothing."""
    if not rows or not {"source", "expected", "seen", "dropped", "reason"} <= rows[0].keys():
        return ()
    by_source: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row)
    return tuple(_source(name, own) for name, own in sorted(by_source.items()))


def _source(name: str, rows: list[dict[str, str]]) -> Coverage:
    known = [n for row in rows if (n := _whole(row["expected"])) is not None]
    reasons: dict[str, int] = defaultdict(int)
    for row in rows:
        for told in filter(None, row["reason"].split("; ")):
            # "robots 3"; a reason without a number is one of the whole day.
            reason, _, count = told.partition(" ")
            reasons[reason] += int(count) if count.isdigit() else 0
    ranked = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    seen, dropped = (sum(_whole(row[column]) or 0 for row in rows) for column in ("seen", "dropped"))
    return Coverage(name, sum(known) if known else None, seen, dropped, tuple(ranked))


def _interval(row: dict[str, str], name: str) -> Interval | None:
    low, high = (_whole(row.get(f"{name}_{side}")) for side in ("low", "high"))
    return None if low is None or high is None else Interval(low, high)


def _series(rows: list[dict[str, str]]) -> tuple[SeriesMonth, ...]:
    return tuple(
        sorted(
            (
                SeriesMonth(
                    Month.parse(row["month"]),
                    int(row["projects"]),
                    _whole(row.get("panel_projects")),
                    float(row["coverage_share"]) if row.get("coverage_share") else None,
                    row.get("provisional", "").lower() in ("true", "1"),
                    _interval(row, "projects"),
                    _interval(row, "panel"),
                )
                for row in rows
            ),
            key=lambda row: row.month,
        )
    )
