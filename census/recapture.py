"""What all our outlets together missed: capture-recapture between two groups of outlets.

Outlets are dealt by turns, those with most projects first, into two groups, as if two desks had read different papers. Of the
projects that one group tells, the share that the other tells too says how much both miss (Chapman 1951; variance of Seber 1970;
log-normal interval of Chao 1987). It assumes that the groups find independently of each other and that every project is as easy to
find as any other. Neither holds quite: a large project is told everywhere. Both make the estimate too low, so it is a floor.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

# From seven on the estimate is nearly free of bias (Robson and Regier 1964).
LEAST_SHARED = 7


@dataclass(frozen=True)
class Recapture:
    """Projects that the first and the second group found and that both did; the estimate of all there were, with its interval of 95 %."""

    first: int
    second: int
    both: int
    estimate: float
    low: float
    high: float

    @property
    def found(self) -> int:
        """Projects found by any outlet."""
        return self.first + self.second - self.both


def chapman(first: int, second: int, both: int) -> Recapture:
    """The estimate from three counts. Raises ValueError where `both` is more than one of the others."""
    if both > min(first, second):
        raise ValueError(f"{both} projects in both groups are more than {min(first, second)} in one")
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    found = first + second - both
    unseen = estimate - found
    if unseen <= 0:
        return Recapture(first, second, both, estimate, estimate, estimate)
    spread = exp(1.96 * sqrt(log(1 + variance / unseen**2)))
    return Recapture(first, second, both, estimate, found + unseen / spread, found + unseen * spread)


def recapture(evidence: Mapping[str, Sequence[Mapping[str, Any]]]) -> Recapture | None:
    """The estimate from the reports behind each project; None where too few projects stand in both groups."""
    told: dict[str, set[str]] = defaultdict(set)
    for project, rows in evidence.items():
        for row in rows:
            told[row["outlet"]].add(project)
    ranked = sorted(told, key=lambda outlet: (-len(told[outlet]), outlet))
    # By turns and back, so that neither group gets the larger outlet each time: a b b a.
    groups: list[set[str]] = [set(), set()]
    for n, outlet in enumerate(ranked):
        groups[(n + 1) // 2 % 2] |= told[outlet]
    both = len(groups[0] & groups[1])
    return chapman(len(groups[0]), len(groups[1]), both) if both >= LEAST_SHARED else None
