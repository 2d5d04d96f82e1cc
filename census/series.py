"""The series over all released months: what each version keeps of itself in the store, and the constant panel over them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from census.columns import SERIES
from census.records import Record
from census.uncertainty import Rates, total_interval


def summary_of(
    records: Sequence[Record], outlet_of: Mapping[str, str], outlets_read: Iterable[str], articles: int,
    coverage_share: float | None, provisional: bool,
) -> dict[str, Any]:  # fmt: skip
    """What a version tells later ones of itself, as JSON values: articles and outlets read, coverage, and how many projects are told
    by which outlets, with how many of these rest on several reports. `outlet_of` gives the outlet of each announcement."""
    told: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for record in records:
        counts = told[tuple(sorted({outlet_of[id] for id in record.announcement_ids}))]
        counts[0] += 1
        counts[1] += len(record.announcement_ids) > 1
    return {
        "articles": articles,
        "outlets": sorted(set(outlets_read)),
        "coverage_share": coverage_share,
        "provisional": provisional,
        "told_by": [[list(outlets), *counts] for outlets, counts in sorted(told.items())],
    }


def series_rows(released: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of series.csv, one a month, of released versions (rows of the store, oldest first; the newest of a month counts).

    The panel is the outlets that were read in every month of the series: a project that none of them tells of may have come
    into sight with a new source.
    """
    newest = {row["month"]: row for row in released}
    known = [row["summary"] for row in newest.values() if row["summary"]]
    panel = set.intersection(*(set(summary["outlets"]) for summary in known)) if known else set()
    return [_row(newest[month], panel) for month in sorted(newest)]


def _row(release: Mapping[str, Any], panel: set[str]) -> dict[str, Any]:
    row = {"month": release["month"], "version": release["version"], "projects": release["projects"]}
    summary = release["summary"]
    if not summary:
        # Published before versions kept these figures.
        return dict.fromkeys(SERIES.names) | row
    whole = _counted(summary["told_by"], summary["coverage_share"])
    own = _counted([told for told in summary["told_by"] if panel.intersection(told[0])], summary["coverage_share"])
    return row | {
        "projects_low": whole[1],
        "projects_high": whole[2],
        "panel_projects": own[0],
        "panel_low": own[1],
        "panel_high": own[2],
        "articles": summary["articles"],
        "sources": len(summary["outlets"]),
        "coverage_share": summary["coverage_share"],
        "provisional": summary["provisional"],
    }


def _counted(told_by: Sequence[Sequence[Any]], seen: float | None) -> tuple[int, int | None, int | None]:
    """Projects of these groups, and the bounds of how many there truly were; none where an older version kept too little for them."""
    projects = sum(told[1] for told in told_by)
    if any(len(told) < 3 for told in told_by):
        return projects, None, None
    several = sum(told[2] for told in told_by)
    return projects, *total_interval(projects - several, several, Rates.of(seen))
