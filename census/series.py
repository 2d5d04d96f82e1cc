"""The series over all released months: what each version keeps of itself in the store, and the constant panel over them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from census.records import Record


def summary_of(
    records: Sequence[Record], outlet_of: Mapping[str, str], outlets_read: Iterable[str], articles: int,
    coverage_share: float | None, provisional: bool,
) -> dict[str, Any]:  # fmt: skip
    """What a version tells later ones of itself, as JSON values: articles and outlets read, coverage, and how many projects are told
    by which outlets. `outlet_of` gives the outlet of each announcement."""
    told = Counter(tuple(sorted({outlet_of[id] for id in record.announcement_ids})) for record in records)
    return {
        "articles": articles,
        "outlets": sorted(set(outlets_read)),
        "coverage_share": coverage_share,
        "provisional": provisional,
        "told_by": [[list(outlets), count] for outlets, count in sorted(told.items())],
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
        return row | dict.fromkeys(("panel_projects", "articles", "sources", "coverage_share", "provisional"))
    return row | {
        "panel_projects": sum(count for outlets, count in summary["told_by"] if panel.intersection(outlets)),
        "articles": summary["articles"],
        "sources": len(summary["outlets"]),
        "coverage_share": summary["coverage_share"],
        "provisional": summary["provisional"],
    }
