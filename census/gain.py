"""What a review of one case buys: expected error removed from the published figures per second of an analyst's time."""

from collections.abc import Mapping

# In how many counted tables of the monthly report a project's row stands elsewhere if the field is wrong (breakdowns.py): sectors,
# applications and sector by subject; countries and home countries; subjects and sector by subject; stages; applications. A text
# that is no announcement, or two projects taken for one, stands wrong in all nine and in the total.
WEIGHTS = {
    "sector": 3.0, "country": 2.0, "subject": 2.0, "stage": 1.0, "application": 1.0, "is_announcement": 10.0, "project": 10.0,
}  # fmt: skip
# Seconds for a field until the ledger has enough decisions to measure them: a choice (rulebook's demand: 5 s a decision).
SECONDS = 5.0
# So many decisions on a field make a median.
ENOUGH = 20


def gain_of(doubts: Mapping[str, float], seconds: Mapping[str, float], tellings: int) -> tuple[float, str]:
    """Gain of a case, and its field where most is to be gained ("" where nothing is).

    gain = sum over fields of P(error) x weight of the field in published figures / median seconds for that field, divided by
    `tellings`: a record pools the labels of all its announcements, so one of k moves a published figure by about a k-th. `doubts`
    is P(error) by field, `seconds` the analysts' medians by field.
    """
    parts = {field: chance * WEIGHTS[field] / seconds.get(field, SECONDS) for field, chance in doubts.items()}
    most = max(parts, key=lambda field: (parts[field], field), default="")
    return sum(parts.values()) / max(1, tellings), most if parts and parts[most] > 0 else ""
