"""The counts of a month from its rows: shares that must add up, tables over two fields, changes against named months."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from census.frozen import Frozen
from census.taxonomy import SECTORS, SUBJECTS
from census.uncertainty import Interval, Rates, intervals

Row = Mapping[str, Any]
Key = TypeVar("Key", bound=Hashable)
# A sector of fewer projects shows no applications: below this a share is the habit of one or two projects. A choice.
LARGE_SECTOR = 5
DECADES = ((1, 10), (11, 20), (21, 31))


@dataclass(frozen=True)
class Share:
    """One line of a table: a code, its count, the base it is a part of, and the interval of the true count."""

    code: str | None
    count: int
    base: int
    interval: Interval


def shares(counted: Mapping[str | None, int], base: int, within: Mapping[str | None, Interval]) -> list[Share]:
    """Lines by count, then code. Raises ValueError if the parts are not the whole."""
    if sum(counted.values()) != base:
        raise ValueError(f"the parts sum to {sum(counted.values())}, the total is {base}")
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0] is None, pair[0] or ""))
    return [Share(code, count, base, within[code]) for code, count in ranked]


def shares_of(projects: Sequence[Row], field: str, rates: Rates) -> list[Share]:
    """Lines of one field, each with the interval of its count."""
    counted = Counter(r[field] for r in projects)
    codes = sorted(counted, key=lambda code: code or "")
    return shares(counted, len(projects), intervals(projects, field, codes, rates))


def grouped(projects: Iterable[Row], keys: Mapping[str, Sequence[Key]]) -> dict[Key, list[Row]]:
    """Projects by key, where `keys` gives the keys of each project id."""
    found: dict[Key, list[Row]] = {}
    for row in projects:
        for key in keys[row["id"]]:
            found.setdefault(key, []).append(row)
    return found


def cross_table(projects: Sequence[Row]) -> list[tuple[str, list[int], int]]:
    """Sector by subject: code, counts in the order of SUBJECTS, sum; empty sectors are left out, the largest comes first. Raises
    ValueError if the cells are not the whole."""
    pairs = Counter((r["sector"], r["subject"]) for r in projects)
    if sum(pairs[s.code, u.code] for s in SECTORS for u in SUBJECTS) != len(projects):
        raise ValueError(f"the cells of sector by subject do not sum to {len(projects)}")
    rows = [(s.code, [pairs[s.code, u.code] for u in SUBJECTS]) for s in SECTORS]
    return sorted(((code, own, sum(own)) for code, own in rows if any(own)), key=lambda row: (-row[2], row[0]))


def decade_of(row: Row) -> int | None:
    """Which third of the month a project was first told in, 0 to 2; None where no day is known."""
    told = row["first_disclosed"] or ""
    day = int(told[8:10]) if len(told) >= 10 else None
    return None if day is None else next(n for n, (_, last) in enumerate(DECADES) if day <= last)


def home_and_host(projects: Sequence[Row]) -> list[tuple[str | None, int, int, list[str]]]:
    """For each home country of a lead: its code, projects with a host country named, how many of these run at home, and the foreign
    hosts (once a project); those with most abroad first."""
    found: dict[str | None, tuple[int, int, list[str]]] = {}
    for row in projects:
        if hosts := row["host_countries"]:
            named, home, abroad = found.get(row["country"], (0, 0, []))
            found[row["country"]] = (
                named + 1,
                home + (row["country"] in hosts),
                abroad + [h for h in hosts if h != row["country"]],
            )
    return sorted(((c, *rest) for c, rest in found.items()), key=lambda row: (-len(row[3]), -row[1], row[0] or ""))


@dataclass(frozen=True)
class Change:
    """A count beside that of a named month (None: never released); `low` and `high` bound the true difference."""

    base: str
    before: int | None
    now: int
    low: int
    high: int


def changes_of(frozen: Frozen, total: Interval) -> tuple[Change, Change]:
    """Against the month before and the same month a year before. A base month whose own interval is not known is taken
    to be as unsure, in proportion, as this one."""
    now = len(frozen.projects)
    bases = (frozen.month.before, type(frozen.month)(frozen.month.year - 1, frozen.month.number))
    rows = [frozen.month_of(base) for base in bases]
    known = [row.projects if row else None for row in rows]
    if known[0] is None:
        known[0] = frozen.made.get("base_projects")
    within = [row.interval if row else None for row in rows]
    return (
        _change(str(bases[0]), known[0], within[0], now, total), _change(str(bases[1]), known[1], within[1], now, total),
    )  # fmt: skip


def _change(base: str, before: int | None, within: Interval | None, now: int, total: Interval) -> Change:
    if before is None:
        return Change(base, None, now, 0, 0)
    if within is None:
        share = before / now if now else 0.0
        within = Interval(round(before - share * (now - total.low)), round(before + share * (total.high - now)))
    # Two independent errors: their squares add.
    down = ((now - total.low) ** 2 + (within.high - before) ** 2) ** 0.5
    up = ((total.high - now) ** 2 + (before - within.low) ** 2) ** 0.5
    return Change(base, before, now, round(now - before - down), round(now - before + up))
