"""A month beside the printed figures of the hand-made series (`printed.csv`): what differs, why it may, and where its sums do not add up."""

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

from census.frozen import Frozen, Row, SeriesMonth
from census.months import Month
from census.sections import Cell, Section, Table, anchor, cells
from census.texts import Texts
from census.uncertainty import Interval, Rates, count_interval, intervals

# A desk reads hundreds of outlets: under this many the difference is mostly what was not read. A choice.
FEW_OUTLETS = 100


@cache
def printed() -> tuple[dict[str, str], ...]:
    """Rows of the series: period (month, half-year or year), figure (total or FIELD:CODE), value as printed (a count or a percentage),
    parts that it was summed from ("" if none), and whether it was printed or derived from printed changes."""
    with (Path(__file__).parent / "printed.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def comparison(frozen: Frozen, rates: Rates, total: Interval, texts: Texts) -> Section:
    """The section that sets a month beside the series, with all its periods and the check of its sums; `total` is the interval of the
    month's total."""
    own = [row for row in printed() if row["period"] == str(frozen.month)]
    lines, tables = [texts.say("compare.note")], []
    if own:
        tables.append(_beside(frozen, rates, own, texts))
        lines += _why(frozen, own, total, texts)
    else:
        lines.append(texts.say("compare.no_month"))
    others = tuple(_period_row(row, frozen, total, texts) for row in printed() if row["figure"] == "total")
    heads = tuple(texts.say(f"column.{name}") for name in ("period", "printed", "ours", "interval"))
    tables.append(Table(texts.say("compare.months_printed"), heads, others))
    lines += [texts.say("compare.slips", slip=slip) for slip in slips(texts)]
    return Section("compare", texts.say("section.compare"), tuple(lines), (), tuple(tables), is_wide=True)


def _beside(frozen: Frozen, rates: Rates, own: list[dict[str, str]], texts: Texts) -> Table:
    """Each figure of the month as printed and as we count it, and the difference where both are counts."""
    rows = []
    for row in own:
        ours = count_of(frozen.projects, row["figure"])
        difference = "" if row["value"].endswith("%") else texts.signed(ours - int(row["value"]))
        name, target = _named(row["figure"], texts)
        within = interval_of(frozen.projects, row["figure"], rates)
        rows.append(
            (
                Cell(name, f"#{target}" if target and ours else ""),
                *cells(_value(row, texts), texts.number(ours), texts.interval(*within), difference),
            )
        )
    columns = ("figure", "printed", "ours", "interval")
    heads = (*(texts.say(f"column.{name}") for name in columns), texts.say("compare.difference"))
    return Table(texts.say("section.compare"), heads, tuple(rows))


def count_of(projects: tuple[Row, ...], figure: str) -> int:
    """Our count of a figure of the series: `total`, or the projects with a code of a field."""
    field, _, code = figure.partition(":")
    if not code:
        return len(projects)
    return sum(code in row[field] if field == "topics" else row[field] == code for row in projects)


def interval_of(projects: tuple[Row, ...], figure: str, rates: Rates) -> Interval:
    """The interval of our count of a figure of the series."""
    field, _, code = figure.partition(":")
    if not code or field == "topics":
        return count_interval([r for r in projects if not code or code in r["topics"]], rates)
    codes = sorted({code, *(r[field] for r in projects)}, key=lambda known: known or "")
    return intervals(projects, field, codes, rates)[code]


def _named(figure: str, texts: Texts) -> tuple[str, str]:
    field, _, code = figure.partition(":")
    return (texts.label(field, code), anchor(field, code)) if code else (texts.say("compare.figure_total"), "")


def _value(row: dict[str, str], texts: Texts) -> str:
    if row["value"].endswith("%"):
        return texts.percent(int(row["value"][:-1]) / 100)
    told = texts.number(int(row["value"]))
    return (
        texts.say("project.probability", label=told, percent=texts.say("compare.derived"))
        if row["origin"] == "derived"
        else told
    )


def _why(frozen: Frozen, own: list[dict[str, str]], total: Interval, texts: Texts) -> list[str]:
    theirs = next((int(row["value"]) for row in own if row["figure"] == "total"), None)
    if theirs is None:
        return []
    difference = texts.signed(len(frozen.projects) - theirs)
    lines = [texts.say("compare.why_difference", difference=difference, interval=texts.interval(*total))]
    outlets = frozen.made["coverage"]["outlets"]
    if outlets < FEW_OUTLETS and len(frozen.projects) < theirs:
        lines.append(texts.say("compare.why_sample", outlets=outlets))
    return lines


def _period_row(row: dict[str, str], frozen: Frozen, total: Interval, texts: Texts) -> tuple[Cell, ...]:
    """A period's total as printed, and ours with its interval where all its months are released."""
    months = months_of(row["period"])
    known = [frozen.month_of(month) for month in months]
    own = [replace(m, interval=total) if m.month == frozen.month else m for m in known if m]
    ours = texts.number(sum(m.projects for m in own)) if all(known) else ""
    within = _sum_interval(own) if all(known) else None
    return cells(
        _period_name(row["period"], texts), _value(row, texts), ours, texts.interval(*within) if within else ""
    )


def _sum_interval(months: list[SeriesMonth]) -> Interval | None:
    """The interval of the sum of months: their errors are independent, so their squares add. None where one has no interval."""
    within = [(m.projects, m.interval) for m in months if m.interval]
    if len(within) < len(months):
        return None
    total = sum(n for n, _ in within)
    down, up = (sum((n - one[k]) ** 2 for n, one in within) ** 0.5 for k in (0, 1))
    return Interval(round(total - down), round(total + up))


def months_of(period: str) -> list[Month]:
    """The months of a period: 2019-11, 2019-H1 or 2019."""
    year, _, part = period.partition("-")
    numbers = {"": range(1, 13), "H1": range(1, 7), "H2": range(7, 13)}.get(part)
    return [Month(int(year), n) for n in numbers] if numbers else [Month.parse(period)]


def _period_name(period: str, texts: Texts) -> str:
    year, _, part = period.partition("-")
    if part in ("H1", "H2"):
        return texts.say(
            "compare.period_half", half=texts.say("compare.first" if part == "H1" else "compare.second"), year=year
        )
    return texts.month(Month.parse(period)) if part else texts.say("compare.period_year", year=year)


def slips(texts: Texts) -> list[str]:
    """Printed totals whose printed parts make another sum."""
    found = []
    for row in printed():
        parts = [int(part) for part in row["base"].split("+") if part]
        if parts and sum(parts) != int(row["value"]):
            told = texts.say(
                "compare.sum", parts=" + ".join(map(texts.number, parts)), sum=sum(parts), printed=int(row["value"])
            )
            found.append(
                f"{_period_name(row['period'], texts)}{texts.say('headline.joint')}{told}{texts.say('headline.joint')}{texts.say('compare.slip')}"
            )
    return found
