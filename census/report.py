"""The report of a month from its frozen records: totals, shares as n/N, cross table, cases; HTML and Markdown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from census.charts import bar_chart
from census.countries import country_name
from census.months import Month
from census.records import CheckResult, Record
from census.taxonomy import SECTORS, STAGES, SUBJECTS, label_of

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=lambda name: bool(name and name.startswith("report.html")),
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
)  # fmt: skip
_CASES = 3


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


def cross_table(records: Sequence[Record]) -> list[tuple[str, list[int], int]]:
    """Sector by subject: label, counts in the order of SUBJECTS, sum; empty sectors are left out."""
    pairs = Counter((r.sector, r.subject) for r in records)
    rows = [
        (s.label, [pairs[s.code, u.code] for u in SUBJECTS], sum(pairs[s.code, u.code] for u in SUBJECTS))
        for s in SECTORS
    ]
    return sorted((row for row in rows if row[2]), key=lambda row: (-row[2], row[0]))


def _cases(records: Sequence[Record]) -> list[tuple[str, list[Record], int]]:
    """For each sector its best-evidenced projects, at least one."""
    found = []
    for sector in SECTORS:
        own = sorted((r for r in records if r.sector == sector.code), key=lambda r: (-len(r.announcement_ids), r.id))
        if own:
            found.append((sector.label, own[:_CASES], len(own)))
    return sorted(found, key=lambda case: (-case[2], case[0]))


def report(
    month: Month, records: Sequence[Record], before: int | None, checks: Sequence[CheckResult], coverage: Mapping[str, Any], made: Mapping[str, Any],
    links: Mapping[str, Sequence[tuple[str, str]]],
) -> dict[str, bytes]:  # fmt: skip
    """`report.html` (self-contained) and `report.md`. `before` is the total of the month before, None if it was never released;
    `coverage` counts articles, outlets, languages and pages set aside; `links` holds (outlet, URL) behind each record."""
    total = len(records)
    sectors = shares(Counter(label_of("sector", r.sector) for r in records), total)
    countries = shares(Counter(country_name(r.country) for r in records), total)
    subjects = shares(Counter(label_of("subject", r.subject) for r in records), total)
    stages = Counter(r.stage for r in records)
    values = {
        "month": str(month), "total": total, "change": change(total, before, month.before), "sectors": sectors, "countries": countries,
        "subjects": subjects, "stages": [Share(s.label, stages[s.code], total) for s in STAGES if stages[s.code]], "cross": cross_table(records),
        "subject_labels": [u.label for u in SUBJECTS], "cases": _cases(records), "checks": checks, "coverage": coverage, "made": made, "links": links,
        "waiting": sum(bool(r.needs_review) and not r.reviewed for r in records), "country_name": country_name, "label_of": label_of,
        "sector_chart": bar_chart({s.name: s.count for s in sectors}), "country_chart": bar_chart({s.name: s.count for s in countries[:12]}),
    }  # fmt: skip
    return {
        f"report.{kind}": _TEMPLATES.get_template(f"report.{kind}.j2").render(values).encode()
        for kind in ("html", "md")
    }
