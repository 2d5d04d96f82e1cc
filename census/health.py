"""The health of sources, from what their listings gave night by night: never dead for good, but a silence is told."""

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import mean
from typing import Any

# How much a failed listing weighs: a fault that passes by itself less than an address that is gone.
WEIGHTS = {"busy": 0.25, "timeout": 0.5, "connection": 0.5, "dns": 0.75, "robots_unreachable": 0.5}
_AILING, _BROKEN = 1.0, 3.0
# A day's volume is compared with the same weekday of the eight weeks before (weekends are quiet everywhere); at least so many of them.
_WEEKS, _LEAST_WEEKS = 8, 3
# Chance, under the usual volume, of a day as quiet as this; one false alarm in a thousand source-days.
_RARE = 0.001
# Nights in which a listing works and gives nothing new before that is told.
_BARREN = 5

Row = Mapping[str, Any]


def state_of(rows: Sequence[Row]) -> str:
    """`well`, `ailing` or `broken`, by the weight of the failures since the last success; rows of one source, oldest first."""
    weight = sum(WEIGHTS.get(reason, 1.0) for reason in _failures(rows))
    return "broken" if weight >= _BROKEN else "ailing" if weight >= _AILING else "well"


def alarms_of(listed: Sequence[Row], day: date) -> list[str]:
    """Sentences on sources that broke, fell silent, or work and give nothing; `listed` is all that listings gave, oldest first."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in listed:
        by_source[row["source"]].append(row)
    told = []
    for source, rows in sorted(by_source.items()):
        state = state_of(rows)
        if state != "well":
            told.append(
                f"{source} is {state}: {len(_failures(rows))} listings in a row failed, the last by {rows[-1]['reason']}"
            )
        elif is_barren(rows):
            told.append(f"{source} can be listed but gave nothing new in {_BARREN} nights: its listing may have moved")
        elif quiet := is_quiet(rows, day):
            told.append(f"{source} is quieter than usual: {quiet}")
    return told


def _failures(rows: Sequence[Row]) -> list[str]:
    """Reasons of the failures since the last success, newest first."""
    return list(itertools.takewhile(bool, (row["reason"] for row in reversed(rows))))


def is_barren(rows: Sequence[Row]) -> bool:
    """Whether the last nights all worked and gave no new link, on a source that once gave some."""
    last = rows[-_BARREN:]
    return (
        len(last) == _BARREN
        and not any(row["fresh"] or row["reason"] for row in last)
        and any(r["fresh"] for r in rows)
    )


def is_quiet(rows: Sequence[Row], day: date) -> str:
    """How a day's new links stand against the same weekday before, "" if within what chance allows (Poisson)."""
    fresh: dict[date, int] = defaultdict(int)
    for row in rows:
        fresh[date.fromisoformat(row["last"])] += row["fresh"]
    before = [fresh[d] for n in range(1, _WEEKS + 1) if (d := day - timedelta(weeks=n)) in fresh]
    if day not in fresh or len(before) < _LEAST_WEEKS:
        return ""
    usual = mean(before)
    chance = sum(math.exp(-usual) * usual**k / math.factorial(k) for k in range(min(fresh[day], 170) + 1))
    return f"{fresh[day]} new links, {usual:.0f} on such a weekday" if chance < _RARE else ""
