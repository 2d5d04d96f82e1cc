"""The report of a month from the files of its frozen release: totals, shares as n/N, cross table, cases; HTML and Markdown.

Nothing but those files is read, so the report of any past version can be made again, byte for byte.
"""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from census.charts import bar_chart
from census.countries import country_name
from census.months import Month
from census.pages import render
from census.taxonomy import SECTORS, STAGES, SUBJECTS, label_of

_CASES = 3
Row = dict[str, Any]


@dataclass(frozen=True)
class Share:
    """One line of a table: a name, its count, and the base it is a part of."""

    name: str
    count: int
    base: int

    @property
    def percent(self) -> str:
        """The share with its numerator and denominator in sight."""
        return f"{100 * self.count / self.base:.0f} % ({self.count}/{self.base})" if self.base else "0/0"


def shares(counted: Counter[str], base: int) -> list[Share]:
    """Lines by count, then name. Raises ValueError if the parts are not the whole."""
    if sum(counted.values()) != base:
        raise ValueError(f"the parts sum to {sum(counted.values())}, the total is {base}")
    return [Share(name, count, base) for name, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def change(now: int, before: int | None, base: Month) -> str:
    """The change against a named month; a plain word where there is none to compare with."""
    if before is None:
        return f"no release of {base} to compare with"
    if before == 0:
        return f"{base} had none"
    return f"{now - before:+d} on {base} ({before}; {100 * (now - before) / before:+.0f} %)"


def cross_table(projects: Sequence[Row]) -> list[tuple[str, list[int], int]]:
    """Sector by subject: label, counts in the order of SUBJECTS, sum; empty sectors are left out."""
    pairs = Counter((r["sector"], r["subject"]) for r in projects)
    rows = [
        (s.label, [pairs[s.code, u.code] for u in SUBJECTS], sum(pairs[s.code, u.code] for u in SUBJECTS))
        for s in SECTORS
    ]
    return sorted((row for row in rows if row[2]), key=lambda row: (-row[2], row[0]))


def _cases(projects: Sequence[Row]) -> list[tuple[str, list[Row], int]]:
    """For each sector its best-evidenced projects, at least one."""
    found = []
    for sector in SECTORS:
        own = sorted((r for r in projects if r["sector"] == sector.code), key=lambda r: (-r["evidence_count"], r["id"]))
        if own:
            found.append((sector.label, own[:_CASES], len(own)))
    return sorted(found, key=lambda case: (-case[2], case[0]))


def _projects(parquet: bytes) -> list[Row]:
    frame = pd.read_parquet(io.BytesIO(parquet)).astype(object)
    return [
        {str(name): value for name, value in row.items()} for row in frame.where(frame.notna(), None).to_dict("records")
    ]


def _links(evidence: bytes) -> dict[str, list[tuple[str, str]]]:
    """(outlet, URL) of the reports behind each project."""
    links: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(evidence.decode())):
        if row["url"]:
            links[row["project_id"]].append((row["outlet"], row["url"]))
    return links


def report(release: Mapping[str, bytes]) -> dict[str, bytes]:
    """`report.html` (self-contained) and `report.md` from the files of a release, name -> bytes: `projects.parquet`,
    `evidence.csv` and `checks.json`. Raises KeyError if one is missing, ValueError if parts are not the whole."""
    made = json.loads(release["checks.json"])
    projects = _projects(release["projects.parquet"])
    month, total = Month.parse(made["month"]), len(projects)
    sectors = shares(Counter(label_of("sector", r["sector"]) for r in projects), total)
    countries = shares(Counter(country_name(r["country"]) for r in projects), total)
    subjects = shares(Counter(label_of("subject", r["subject"]) for r in projects), total)
    stages = Counter(r["stage"] for r in projects)
    values = {
        "month": str(month), "total": total, "change": change(total, made["base_projects"], month.before), "sectors": sectors, "countries": countries,
        "subjects": subjects, "stages": [Share(s.label, stages[s.code], total) for s in STAGES if stages[s.code]], "cross": cross_table(projects),
        "subject_labels": [u.label for u in SUBJECTS], "cases": _cases(projects), "made": made, "links": _links(release["evidence.csv"]),
        "waiting": sum(bool(r["needs_review"]) and not r["reviewed"] for r in projects),
        "sector_chart": bar_chart({s.name: s.count for s in sectors}), "country_chart": bar_chart({s.name: s.count for s in countries[:12]}),
    }  # fmt: skip
    return {name: render(name, values) for name in ("report.html", "report.md")}
