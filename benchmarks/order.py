"""`python -m benchmarks.order FILE [CHART.svg]`: how many decisions our order of review needs, and how many random order, on labelled news.

FILE is what `chaincensus evaluate` reads. The error in the published figures is counted in projects that stand in a wrong cell of a counted
table (`census/gain.py` says how many tables a field moves), not as the differences of the sums: there two opposite errors cancel, by luck, and
mending one of them would count as damage. Review cannot find what the gate dropped, so the error that it can remove is that of the reports found.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from census.charts import line_chart
from census.gain import WEIGHTS, gain_of
from census.ledger import now
from census.settings import Settings
from flows.gold import FIELDS, Gold, read_gold
from flows.work import ArticleRead, label_articles

# The share of the removable error that is to be removed, and of random order's decisions that may be needed for it (issue 9).
WANTED, ALLOWED = 0.95, 0.40
_SHUFFLES = 500
_GATE = "is_announcement"
_OURS, _RANDOM = "our order", "random order"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reviewed:
    """One report found in labelled news: how doubtful the model holds each field, and the weight of what is truly wrong, by field."""

    doubts: Mapping[str, float]
    wrong: Mapping[str, float]


@dataclass(frozen=True)
class Order:
    """Decisions until WANTED of the removable error is gone: in our order, in random order (mean, 95 % of shuffles), in the best order that there
    is; and our curve and random order's, share of decisions -> share of the error removed."""

    decisions: int
    ours: int
    shuffled: float
    interval: tuple[float, float]
    best: int
    curves: Mapping[str, Mapping[float, float]]


def reviewed_of(golds: Sequence[Gold], read: Sequence[ArticleRead]) -> list[Reviewed]:
    """The reports found in articles that hold one announcement, or none; of each the fields that are labelled by hand."""
    found = []
    for gold, article in zip(golds, read, strict=True):
        if gold.is_roundup or gold.is_announcement is None or not article.announcements:
            continue
        told = article.announcements[0]
        labels = {x.field: x for x in article.labels if x.announcement_id == told.id}
        doubts = {field: 1.0 - labels[field].probability for field in FIELDS} | {_GATE: 1.0 - told.relevance_proba}
        wrong = {_GATE: 0.0 if gold.is_announcement else WEIGHTS[_GATE]}
        wrong |= {f: WEIGHTS[f] * (labels[f].value not in gold.accepted[f]) for f in FIELDS if f in gold.accepted}
        found.append(Reviewed(doubts, wrong))
    return found


def by_case(reviewed: Sequence[Reviewed]) -> tuple[Floats, Floats]:
    """Gain and true weight of each decision where a decision is a case: all fields at once, as the page asks."""
    gains = [gain_of(case.doubts, {}, 1)[0] for case in reviewed]
    return np.array(gains), np.array([sum(case.wrong.values()) for case in reviewed])


def by_field(reviewed: Sequence[Reviewed]) -> tuple[Floats, Floats]:
    """The same where a decision is one field of a case."""
    asked = [(case, field) for case in reviewed for field in case.doubts]
    gains = [gain_of({field: case.doubts[field]}, {}, 1)[0] for case, field in asked]
    return np.array(gains), np.array([case.wrong.get(field, 0.0) for case, field in asked])


def simulate(gains: Floats, wrong: Floats) -> Order:
    """Review in the order of gain, in random orders and in the best one. Raises ValueError where nothing is wrong."""
    if not wrong.sum():
        raise ValueError("nothing in these reports is wrong: there is no error to remove")
    dice = np.random.default_rng(0)
    ours = _removed(wrong[np.argsort(-gains, kind="stable")])
    shuffled = [_removed(dice.permutation(wrong)) for _ in range(_SHUFFLES)]
    needed = [_needed(curve) for curve in shuffled]
    low, high = np.quantile(needed, [0.025, 0.975])
    drawn = {_OURS: ours, _RANDOM: np.mean(shuffled, axis=0)}
    curves = {
        name: {n / len(wrong): round(float(curve[n]), 4) for n in range(0, len(wrong) + 1, max(1, len(wrong) // 100))}
        for name, curve in drawn.items()
    }
    best = _needed(_removed(np.sort(wrong)[::-1]))
    return Order(len(wrong), _needed(ours), float(np.mean(needed)), (float(low), float(high)), best, curves)


def _removed(wrong: Floats) -> Floats:
    """Share of the error that is gone after 0, 1, 2, ... decisions."""
    return np.concatenate([[0.0], np.cumsum(wrong)]) / wrong.sum()


def _needed(curve: Floats) -> int:
    return int(np.argmax(curve >= WANTED - 1e-9))


def show(orders: Mapping[str, Order], console: Console) -> None:
    """Print what each unit of decision needs."""
    table = Table("asked", "decisions", "our order", "random order (95 %)", "ours / random", "best / random")
    for unit, order in orders.items():
        shuffled = f"{order.shuffled:.1f} ({order.interval[0]:.0f}-{order.interval[1]:.0f})"
        shares = (f"{needed / order.shuffled:.2f}" for needed in (order.ours, order.best))
        table.add_row(unit, str(order.decisions), str(order.ours), shuffled, *shares)
    console.print(table)


def main(file: Path, chart: Path | None, console: Console) -> int:
    """Read, simulate, print, draw; 1 where our order needs more than is allowed."""
    golds, faults = read_gold(file)
    for fault in faults:
        console.print(f"{fault}; set aside", highlight=False)
    reviewed = reviewed_of(golds, label_articles([g.article for g in golds], Settings().model, now()))
    return judge(reviewed, chart, console)


def judge(reviewed: Sequence[Reviewed], chart: Path | None, console: Console) -> int:
    """Simulate, print and draw; 1 where our order needs more than is allowed."""
    orders = {
        "by case": simulate(*by_case(reviewed)),
        "by field": simulate(*by_field(reviewed)),
    }
    show(orders, console)
    if chart:
        curves = {unit: order.curves[_OURS] for unit, order in orders.items()}
        curves[_RANDOM] = next(iter(orders.values())).curves[_RANDOM]
        chart.write_text(line_chart(curves, "share of decisions", "error removed", width=640), encoding="utf-8")
    return int(any(order.ours > ALLOWED * order.shuffled for order in orders.values()))


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    sys.exit(main(given[0], given[1] if len(given) > 1 else None, Console()))
