"""The simulation of the order of review, on figures whose answer is known."""

import io

import numpy as np
import pytest
from rich.console import Console

from benchmarks.order import Reviewed, by_case, by_field, judge, simulate
from census.gain import WEIGHTS


def test_an_order_that_knows_the_errors_needs_as_many_decisions_as_there_are_errors() -> None:
    wrong = np.array([0.0] * 80 + [1.0] * 20)
    order = simulate(wrong, wrong)
    assert order.ours == order.best == 19 and 85 < order.shuffled < 100
    assert order.interval[0] < order.shuffled < order.interval[1]
    assert order.curves["our order"][0.2] == 1.0 and order.curves["random order"][0.5] == pytest.approx(0.5, abs=0.05)
    assert simulate(-wrong, wrong).ours == 99
    with pytest.raises(ValueError, match="nothing in these reports is wrong"):
        simulate(wrong, np.zeros(100))


def test_a_case_weighs_what_stands_wrong_in_the_tables() -> None:
    case = Reviewed({"sector": 0.5, "is_announcement": 0.1}, {"sector": WEIGHTS["sector"], "is_announcement": 0.0})
    gains, wrong = by_case([case])
    assert wrong.tolist() == [3.0] and gains[0] == pytest.approx((0.5 * 3 + 0.1 * 10) / 5)
    assert by_field([case])[1].tolist() == [3.0, 0.0]
    sure = Reviewed({"sector": 0.01, "is_announcement": 0.01}, {"sector": 0.0, "is_announcement": 0.0})
    told = Console(file=io.StringIO(), width=160)
    assert judge([case, *[sure] * 40], None, told) == 0 and judge([sure, *[case] * 40], None, told) == 1
