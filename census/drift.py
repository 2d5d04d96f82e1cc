"""Drift of the model by language: how sure it is of its labels in the last week against the weeks before.

A drop says that the news, or the pages, have changed more than the model was taught: those labels are to be looked at first.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select

from census.intervals import Interval, wilson
from census.ledger import today
from census.merge import REVIEW_BELOW
from census.pairs import model_of
from census.store import Store
from census.tables import announcements, labels

# The last week, against so many weeks before it: long enough for a small language, short enough that one model labelled them.
_WEEKS = 8
# Under so many reports in either, chance moves the share by a fifth or more. A choice.
ENOUGH = 20


@dataclass(frozen=True)
class Period:
    """Reports of some days: how many, the mean probability of their labels with its 95 % interval, and how many have a doubtful label."""

    reports: int
    mean: float
    ends: Interval
    doubtful: int

    @property
    def share(self) -> float:
        """Share of reports with a doubtful label."""
        return self.doubtful / self.reports if self.reports else 0.0


@dataclass(frozen=True)
class Drift:
    """One language: the last week, the weeks before, and what their difference is called."""

    lang: str
    week: Period
    before: Period

    @property
    def word(self) -> str:
        """`too few`, `doubts more`, `doubts less`, or `within chance`: whether the 95 % interval of the difference of doubtful shares
        (Newcombe 1998) leaves out zero."""
        if min(self.week.reports, self.before.reports) < ENOUGH:
            return "too few"
        low, high = self.difference
        return "doubts more" if low > 0 else "doubts less" if high < 0 else "within chance"

    @property
    def difference(self) -> Interval:
        """95 % interval of the doubtful share of the week less that of the weeks before."""
        new, old = self.week.share, self.before.share
        (new_low, new_high), (old_low, old_high) = self.interval, wilson(self.before.doubtful, self.before.reports)
        below, above = math.hypot(new - new_low, old_high - old), math.hypot(new_high - new, old - old_low)
        return new - old - below, new - old + above

    @property
    def interval(self) -> Interval:
        """95 % interval of the doubtful share of the week."""
        return wilson(self.week.doubtful, self.week.reports)


def drift_of(store: Store) -> tuple[date | None, list[Drift]]:
    """The last day of the week that is looked at, the newest with reports, and each language that has any, the one with most first;
    of the model in force alone, so that no change of models is taken for one of the news."""
    told, model = announcements.c, model_of(store)
    with store.engine.connect() as connection:
        newest = connection.execute(select(func.max(told.date)).where(told.date < f"{today() + timedelta(1)}")).scalar()
        if newest is None or len(newest) < 10:
            return None, []
        last = date.fromisoformat(newest[:10])
        week, first = last - timedelta(6), last - timedelta(6 + 7 * _WEEKS)
        own = (labels.c.announcement_id == told.id, labels.c.by == model)
        # Asked for report by report: joined, SQLite reads all labels there are first (127 s with a million announcements).
        mean = select(func.avg(labels.c.probability)).where(*own).scalar_subquery()
        least = select(func.min(labels.c.probability)).where(*own).scalar_subquery()
        single = (
            select(told.lang, told.date, mean.label("mean"), least.label("least"))
            .where(told.date >= str(first), told.date < f"{last + timedelta(1)}")
            .subquery()
        )
        is_new = case((single.c.date >= str(week), 1), else_=0)
        query = select(
            single.c.lang, is_new.label("is_new"), func.count().label("n"), func.sum(single.c.mean).label("sum"),
            func.sum(single.c.mean * single.c.mean).label("squares"), func.sum(case((single.c.least < REVIEW_BELOW, 1), else_=0)).label("doubtful"),
        ).where(single.c.mean.is_not(None)).group_by(single.c.lang, is_new)  # fmt: skip
        rows = {(row.lang, bool(row.is_new)): row for row in connection.execute(query)}
    return last, _by_language(rows)


def _by_language(rows: Mapping[tuple[str, bool], Any]) -> list[Drift]:
    langs = sorted({lang for lang, _ in rows})
    found = [Drift(lang, _period(rows.get((lang, True))), _period(rows.get((lang, False)))) for lang in langs]
    return sorted(found, key=lambda drift: (-drift.week.reports, -drift.before.reports, drift.lang))


def _period(row: Any) -> Period:
    if row is None:
        return Period(0, 0.0, (0.0, 1.0), 0)
    mean = row.sum / row.n
    spread = max(0.0, row.squares / row.n - mean * mean)
    reach = 1.96 * math.sqrt(spread / (row.n - 1)) if row.n > 1 else 1.0
    return Period(row.n, mean, (max(0.0, mean - reach), min(1.0, mean + reach)), int(row.doubtful))


def doubting(drifts: Sequence[Drift]) -> list[Drift]:
    """Languages in which the model doubts more than before, beyond chance."""
    return [drift for drift in drifts if drift.word == "doubts more"]
