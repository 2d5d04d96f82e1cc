"""What stops a release: each gate says in a plain sentence what it found. Gates over its files stand in `leaks`."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from census.corrections import Hole, Outcome
from census.countries import codes
from census.numerals import counted
from census.records import CheckResult, Record
from census.taxonomy import codes_of

# Above this share of projects whose sector or country is doubtful and unreviewed the totals mislead. The sample month has 8 of 33.
MOST_DOUBTFUL = 0.35
_HEADLINE_FIELDS = ("sector", "country")
# Fewer past months say nothing of what is usual; more than a year of them would hide a change of the times.
_LEAST_MONTHS, _MOST_MONTHS = 4, 12
# A count further from the median of past months than so many spreads (of logarithms, by the median absolute deviation).
_SPREADS = 3.5
# The least spread taken: the hand-made series fell from 81 to 46 in a month and was right (a ratio of 0.57); 3.5 of these allow 0.42.
_LEAST_SPREAD = 0.25


class ReleaseRefused(Exception):
    """Raised when a release would mislead its reader; the message says what to do."""


@dataclass(frozen=True)
class Standing:
    """What the gates know beside the records: past counts of projects (oldest first), calibration error and its floor by field, holes
    in the coverage (source, day) and those explained, what became of corrections, and the dates of the evidence."""

    past: Sequence[int] = ()
    calibration: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    holes: Sequence[tuple[str, str]] = ()
    explained: Sequence[Hole] = ()
    outcomes: Sequence[Outcome] = ()
    dates: Sequence[str] = ()


def check(
    records: Sequence[Record], evidence_urls: Mapping[str, Sequence[str | None]], undated: int, today: str,
    standing: Standing | None = None,
) -> tuple[CheckResult, ...]:  # fmt: skip
    """Gates over the records of one month. `evidence_urls` holds the URLs behind each record, `undated` the number of
    announcements set aside for want of a date, `today` the run's clock (ISO)."""
    known = standing or Standing()
    return (
        _parts(records),
        _codes(records),
        _future(records, known.dates, today),
        _urls(records, evidence_urls),
        _bounds(len(records), known.past),
        _doubtful(records),
        _calibration(known.calibration),
        _holes(known),
        *_corrections(known.outcomes),
        # An undated page or an empty month is told to the reader, not hidden from him.
        CheckResult("not_empty", bool(records), "note", f"the month holds {counted(len(records), 'project')}"),
        CheckResult(
            "undated_announcements", not undated, "note",
            f"{counted(undated, 'announcement')} without a date: set aside, each named in problems.csv",
        ),
    )  # fmt: skip


def _parts(records: Sequence[Record]) -> CheckResult:
    by_sector = Counter(r.sector for r in records)
    twice = len(records) - len({r.id for r in records})
    parts = sum(by_sector.values()) == len(records) and not twice
    return CheckResult(
        "parts_equal_total",
        parts,
        "hard",
        f"{counted(len(records), 'project')} over {counted(len(by_sector), 'sector')}, {counted(twice, 'id')} twice",
    )


def _codes(records: Sequence[Record]) -> CheckResult:
    unknown = [r.id for r in records if not _is_known(r)]
    return CheckResult(
        "known_codes", not unknown, "hard", f"{counted(len(unknown), 'project')} with a code outside the code tables"
    )


def _is_known(record: Record) -> bool:
    coded = (
        ("sector", (record.sector, record.sector_alt)), ("application", (record.application,)),
        ("subject", (record.subject,)), ("stage", (record.stage,)),
    )  # fmt: skip
    labels = all(value is None or value in codes_of(name) for name, values in coded for value in values)
    return labels and {record.country, *record.host_countries} - {None} <= codes()


def _future(records: Sequence[Record], dates: Sequence[str], today: str) -> CheckResult:
    future = sum(r.first_disclosed[:10] > today[:10] for r in records)
    reports = sum(date[:10] > today[:10] for date in dates)
    told = f"{counted(future, 'project')} and {counted(reports, 'report')} dated after the run"
    return CheckResult("no_future_dates", not future and not reports, "hard", told)


def _urls(records: Sequence[Record], evidence_urls: Mapping[str, Sequence[str | None]]) -> CheckResult:
    bare = [r.id for r in records if not any(evidence_urls.get(r.id, ()))]
    return CheckResult(
        "evidence_has_url", not bare, "soft", f"{counted(len(bare), 'project')} without evidence that has an address"
    )


def _bounds(count: int, past: Sequence[int]) -> CheckResult:
    """Whether a count lies where past months make it likely: the median of their logarithms, `_SPREADS` spreads either way."""
    name, known = "counts_within_bounds", [math.log(n) for n in past[-_MOST_MONTHS:] if n > 0]
    if len(known) < _LEAST_MONTHS:
        told = f"{counted(len(known), 'month')} before with projects: too few to say what is usual"
        return CheckResult(name, True, "soft", told)
    middle = median(known)
    spread = _SPREADS * max(_LEAST_SPREAD, 1.4826 * median(abs(value - middle) for value in known))
    low, high = math.exp(middle - spread), math.exp(middle + spread)
    told = f"{counted(count, 'project')}, where the {len(known)} months before make {low:.0f} to {high:.0f} likely"
    return CheckResult(name, low <= count <= high, "soft", told)


def _doubtful(records: Sequence[Record]) -> CheckResult:
    doubtful = sum(bool(set(_HEADLINE_FIELDS) & set(r.needs_review)) and not r.reviewed for r in records)
    told = f"{doubtful} of {counted(len(records), 'project')} with a doubtful sector or country that nobody reviewed"
    return CheckResult("doubtful_share", doubtful <= MOST_DOUBTFUL * len(records), "soft", told)


def _calibration(calibration: Mapping[str, tuple[float, float]]) -> CheckResult:
    off = [f"{name} {error:.3f} ({floor:g})" for name, (error, floor) in sorted(calibration.items()) if error > floor]
    told = f"{len(off)} of {counted(len(calibration), 'field')} with probabilities further off than allowed"
    return CheckResult("calibration", not off, "soft", f"{told}{': ' if off else ''}{', '.join(off)}")


def _holes(known: Standing) -> CheckResult:
    left = [
        f"{source} {day}"
        for source, day in known.holes
        if not any(h.source == source and h.first <= day <= h.last for h in known.explained)
    ]
    told = f"{len(left)} of {counted(len(known.holes), 'hole')} in the coverage unexplained"
    shown = f": {', '.join(left[:5])}{', ...' if len(left) > 5 else ''}" if left else ""
    return CheckResult("coverage_holes_explained", not left, "soft", told + shown)


def _corrections(outcomes: Sequence[Outcome]) -> list[CheckResult]:
    stale = [o for o in outcomes if o.state in ("refused", "lost")]
    idle = [o for o in outcomes if o.state == "unneeded"]
    refused = ", ".join(f"{o.correction.file} on {o.correction.target}: {_found(o)}" for o in stale)
    needless = ", ".join(f"{o.correction.file} on {o.correction.target}" for o in idle)
    return [
        CheckResult(
            "corrections_apply", not stale, "soft",
            f"{counted(len(stale), 'correction')} not applied because what was to be set right has changed{': ' if stale else ''}{refused}",
        ),
        CheckResult(
            "corrections_needed", not idle, "note",
            f"{counted(len(idle), 'correction')} needed no more, as the sources say so by now{': ' if idle else ''}{needless}",
        ),
    ]  # fmt: skip


def _found(outcome: Outcome) -> str:
    if outcome.state == "lost":
        return "it is not in the month"
    return (
        f"{outcome.correction.field} is {outcome.found or 'unknown'}, expected {outcome.correction.expect or 'unknown'}"
    )


def require(results: Sequence[CheckResult], provisional: bool) -> None:
    """Raise ReleaseRefused if a hard gate failed, or a soft one while the release is not provisional."""
    refusing = ("hard",) if provisional else ("hard", "soft")
    failed = [r for r in results if not r.passed and r.weight in refusing]
    if failed:
        told = "; ".join(f"{r.name}: {r.sentence}" for r in failed)
        advice = (
            ""
            if any(r.weight == "hard" for r in failed)
            else " Publish past it with --provisional, which watermarks the release."
        )
        raise ReleaseRefused(f"the release is refused. {told}.{advice}")
