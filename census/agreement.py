"""Agreement of analysts: what two of them said of the same report without seeing each other's answer, by field and month.

Cohen's kappa compares the first answer with the second, Krippendorff's alpha takes the two as interchangeable. The interval of either is
that of the share of equal answers (Wilson) at the chance agreement found.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import krippendorff
from sklearn.metrics import cohen_kappa_score

from census.choices import QUESTIONS
from census.intervals import wilson
from census.ledger import today
from census.reviews import LABELLING, Entry, Reviews, is_doubled
from census.store import Store

# Under so many pairs a kappa says nothing: its interval is wider than half the scale. A choice.
ENOUGH = 20
# Days that are looked back: a year, so that a month is seen beside the same one of the year before.
_REACH = timedelta(days=366)


@dataclass(frozen=True)
class Doubled:
    """Two blind answers on one report, and the month of the second."""

    first: Entry
    second: Entry

    @property
    def month(self) -> str:
        """The month, ISO, in which the report had both answers."""
        return self.second.made_at[:7]

    def values(self, field: str) -> tuple[str, str] | None:
        """What the two said of a field; None where one of them said nothing of it."""
        one, two = self.first.choices, self.second.choices
        return (one[field], two[field]) if field in one and field in two else None


@dataclass(frozen=True)
class Coefficient:
    """A measure of agreement beyond chance, 1 at most, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Agreement:
    """How far two answers on a field agree in a number of pairs, in a month or ("") in all; `word` says why there is no coefficient."""

    field: str
    month: str
    pairs: int
    equal: int
    kappa: Coefficient | None
    alpha: Coefficient | None
    word: str = ""


def doubled(store: Store) -> list[Doubled]:
    """Reports with two blind answers of the last year, oldest first."""
    since = (today() - _REACH).isoformat()
    pairs = (
        _blind(entries) for case_id, entries in Reviews(store).labelled_twice(since).items() if is_doubled(case_id)
    )
    return sorted((pair for pair in pairs if pair), key=lambda pair: pair.second.made_at)


def by_field(pairs: Sequence[Doubled]) -> list[Agreement]:
    """The agreement on each field over all pairs."""
    return [_agreement(field, "", pairs) for field in QUESTIONS]


def by_month(pairs: Sequence[Doubled]) -> dict[str, list[Agreement]]:
    """Field -> its agreement in each month that has pairs, oldest first."""
    months = sorted({pair.month for pair in pairs})
    return {field: [_agreement(field, m, [p for p in pairs if p.month == m]) for m in months] for field in QUESTIONS}


def _blind(entries: Iterable[Entry]) -> Doubled | None:
    """The first answers of two analysts; what comes after a case was asked for anew was not blind."""
    first: Entry | None = None
    for entry in entries:
        if entry.action == "requeue":
            return None
        if entry.action in LABELLING:
            if first and entry.by != first.by:
                return Doubled(first, entry)
            first = first or entry
    return None


def _agreement(field: str, month: str, pairs: Sequence[Doubled]) -> Agreement:
    said = [values for pair in pairs if (values := pair.values(field))]
    equal = sum(one == two for one, two in said)
    if len(said) < ENOUGH:
        return Agreement(field, month, len(said), equal, None, None, f"too few: {ENOUGH} pairs are needed")
    if len({value for values in said for value in values}) == 1:
        return Agreement(field, month, len(said), equal, None, None, "all alike: no other answer was given")
    first, second = map(list, zip(*said, strict=True))
    kappa = float(cohen_kappa_score(first, second))
    alpha = float(krippendorff.alpha(reliability_data=[first, second], level_of_measurement="nominal"))
    known = Counter(first + second)
    chance = sum(count * count for count in known.values()) / known.total() ** 2
    both = (_coefficient(kappa, equal, len(said), chance), _coefficient(alpha, equal, len(said), chance))
    return Agreement(field, month, len(said), equal, *both)


def _coefficient(value: float, equal: int, pairs: int, chance: float) -> Coefficient:
    """`chance` is the agreement expected of chance, which where any answers differ follows from the value itself."""
    expected = chance if value == 1 else 1 - (1 - equal / pairs) / (1 - value)
    low, high = (1 - (1 - share) / (1 - expected) for share in wilson(equal, pairs))
    return Coefficient(round(value, 3), round(max(-1.0, low), 3), round(min(1.0, high), 3))
