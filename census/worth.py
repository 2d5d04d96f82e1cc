"""What some hours of review would buy: expected errors taken out of the published figures by the cases that come first, against as many
at random.

The gain of a case is expected error per second (gain.py), so a case of so many seconds takes out gain x seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median

from sqlalchemy import select

from census.gain import ENOUGH, SECONDS
from census.review_tables import queue
from census.reviews import Reviews
from census.store import Store

HOURS = 2
# Decisions of which the median of seconds is taken; the newest, as analysts grow quicker.
_RECENT = 2000
# Minutes between two points of a curve.
_STEP = 10


@dataclass(frozen=True)
class Worth:
    """What `cases` of `seconds` each take out: errors in the order of the queue and at random, and both after each ten minutes
    (minute, errors). `is_measured` says whether the seconds are analysts' own."""

    cases: int
    seconds: float
    is_measured: bool
    ordered: float
    random: float
    curve: tuple[tuple[int, float], ...]
    random_curve: tuple[tuple[int, float], ...]


def worth_of(store: Store) -> Worth:
    """What two hours of review would buy now."""
    spent = [entry.seconds for entry in Reviews(store).decisions(_RECENT) if entry.seconds > 0]
    is_measured = len(spent) >= ENOUGH
    seconds = max(1.0, median(spent)) if is_measured else SECONDS
    most = int(HOURS * 3600 / seconds)
    gains = select(queue.c.gain).where(queue.c.rank.is_not(None)).limit(most)
    with store.engine.connect() as connection:
        first = [gain * seconds for gain in connection.execute(gains.order_by(queue.c.rank.desc())).scalars()]
        # Ids of cases are hashes: in their order stand cases at random.
        mixed = [gain * seconds for gain in connection.execute(gains.order_by(queue.c.case_id)).scalars()]
    return Worth(
        len(first), seconds, is_measured, sum(first), sum(mixed), _curve(first, seconds), _curve(mixed, seconds)
    )


def _curve(errors: Sequence[float], seconds: float) -> tuple[tuple[int, float], ...]:
    """Errors taken out after each ten minutes; where the queue ends before, they stay."""
    sums = [0.0, *accumulate(errors)]
    done = [(minute, min(int(minute * 60 / seconds), len(errors))) for minute in range(0, HOURS * 60 + 1, _STEP)]
    return tuple((minute, round(sums[count], 2)) for minute, count in done)
