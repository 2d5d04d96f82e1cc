"""What stops a release: each gate says in a plain sentence what it found (texts `found.NAME`). Gates over its files stand in `leaks`."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from census.corrections import IS_ANNOUNCEMENT, Hole, Outcome
from census.countries import codes
from census.records import CheckResult, Record
from census.sayings import Saying, Value, count, label, listed
from census.taxonomy import CODED, codes_of
from census.texts import texts

# Above this share of projects whose sector or country is doubtful and unreviewed the totals mislead. The sample month has 8 of 33.
MOST_DOUBTFUL = 0.35
_HEADLINE_FIELDS = ("sector", "country")
# Fewer past months say nothing of what is usual; more than a year of them would hide a change of the times.
_LEAST_MONTHS, _MOST_MONTHS = 4, 12
# A count further from the median of past months than so many spreads (of logarithms, by the median absolute deviation).
_SPREADS = 3.5
# The least spread taken: the hand-made series fell from 81 to 46 in a month and was right (a ratio of 0.57); 3.5 of these allow 0.42.
_LEAST_SPREAD = 0.25
# Holes that are named one by one: coverage.csv has all. A choice.
_MOST_NAMED = 5


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
        result_of("not_empty", bool(records), "note", projects=count(len(records), "projects")),
        result_of("undated_announcements", not undated, "note", announcements=count(undated, "announcements")),
    )  # fmt: skip


def result_of(name: str, passed: bool, weight: str, **values: Value) -> CheckResult:
    """A gate's result, said by the text of its name with these values."""
    return CheckResult(name, passed, weight, Saying.of(f"found.{name}", **values))


def _parts(records: Sequence[Record]) -> CheckResult:
    by_sector = Counter(r.sector for r in records)
    twice = len(records) - len({r.id for r in records})
    parts = sum(by_sector.values()) == len(records) and not twice
    told = {"projects": count(len(records), "projects"), "sectors": count(len(by_sector), "sectors")}
    return result_of("parts_equal_total", parts, "hard", **told, ids=count(twice, "ids"))


def _codes(records: Sequence[Record]) -> CheckResult:
    unknown = [r.id for r in records if not _is_known(r)]
    return result_of("known_codes", not unknown, "hard", projects=count(len(unknown), "projects"))


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
    told = {"projects": count(future, "projects"), "reports": count(reports, "reports")}
    return result_of("no_future_dates", not future and not reports, "hard", **told)


def _urls(records: Sequence[Record], evidence_urls: Mapping[str, Sequence[str | None]]) -> CheckResult:
    bare = [r.id for r in records if not any(evidence_urls.get(r.id, ()))]
    return result_of("evidence_has_url", not bare, "soft", projects=count(len(bare), "projects"))


def _bounds(total: int, past: Sequence[int]) -> CheckResult:
    """Whether a count lies where past months make it likely: the median of their logarithms, `_SPREADS` spreads either way."""
    name, known = "counts_within_bounds", [math.log(n) for n in past[-_MOST_MONTHS:] if n > 0]
    if len(known) < _LEAST_MONTHS:
        return CheckResult(name, True, "soft", Saying.of("found.too_few_months", months=count(len(known), "months")))
    middle = median(known)
    spread = _SPREADS * max(_LEAST_SPREAD, 1.4826 * median(abs(value - middle) for value in known))
    low, high = math.exp(middle - spread), math.exp(middle + spread)
    likely = {"n": len(known), "low": round(low), "high": round(high)}
    return result_of(name, low <= total <= high, "soft", projects=count(total, "projects"), **likely)


def _doubtful(records: Sequence[Record]) -> CheckResult:
    doubtful = sum(bool(set(_HEADLINE_FIELDS) & set(r.needs_review)) and not r.reviewed for r in records)
    few = doubtful <= MOST_DOUBTFUL * len(records)
    return result_of("doubtful_share", few, "soft", doubtful=doubtful, projects=count(len(records), "projects"))


def _calibration(calibration: Mapping[str, tuple[float, float]]) -> CheckResult:
    off = [
        Saying.of("found.field_off", field=Saying.of(f"column.{name}"), error=error, floor=floor)
        for name, (error, floor) in sorted(calibration.items())
        if error > floor
    ]
    told = Saying.of("found.calibration", off=len(off), fields=count(len(calibration), "fields"))
    return CheckResult("calibration", not off, "soft", listed(told, off))


def _holes(known: Standing) -> CheckResult:
    left = [
        Saying.plain(f"{source} {day}")
        for source, day in known.holes
        if not any(h.source == source and h.first <= day <= h.last for h in known.explained)
    ]
    told = Saying.of("found.coverage_holes_explained", left=len(left), holes=count(len(known.holes), "holes"))
    return CheckResult("coverage_holes_explained", not left, "soft", listed(told, left, _MOST_NAMED))


def _corrections(outcomes: Sequence[Outcome]) -> list[CheckResult]:
    stale = [o for o in outcomes if o.state in ("refused", "lost")]
    idle = [o for o in outcomes if o.state == "unneeded"]
    refused = [Saying.of("found.on", **_named(o), why=_found(o)) for o in stale]
    needless = [Saying.of("found.on_target", **_named(o)) for o in idle]
    apply = Saying.of("found.corrections_apply", corrections=count(len(stale), "corrections"))
    needed = Saying.of("found.corrections_needed", corrections=count(len(idle), "corrections"))
    return [
        CheckResult("corrections_apply", not stale, "soft", listed(apply, refused)),
        CheckResult("corrections_needed", not idle, "note", listed(needed, needless)),
    ]


def _named(outcome: Outcome) -> dict[str, str]:
    return {"file": outcome.correction.file, "target": outcome.correction.target}


def _found(outcome: Outcome) -> Saying:
    if outcome.state == "lost":
        return Saying.of("found.lost")
    field_name = outcome.correction.field
    found = tuple(_value(field_name, value) for value in outcome.found.split(", "))
    named = Saying.of(f"column.{field_name}")
    return Saying.of("found.differs", field=named, found=found, expect=_value(field_name, outcome.correction.expect))


def _value(field_name: str, value: str) -> Saying:
    """A value of a field as a reader knows it: the label of a code, a name as it stands."""
    if field_name == IS_ANNOUNCEMENT and value:
        return Saying.of(f"found.{value}")
    return label(field_name, value) if field_name in CODED or not value else Saying.plain(value)


def require(results: Sequence[CheckResult], provisional: bool) -> None:
    """Raise ReleaseRefused if a hard gate failed, or a soft one while the release is not provisional."""
    refusing = ("hard",) if provisional else ("hard", "soft")
    failed = [r for r in results if not r.passed and r.weight in refusing]
    if failed:
        told = "; ".join(f"{r.name}: {texts('en').tell(r.found)}" for r in failed)
        advice = (
            ""
            if any(r.weight == "hard" for r in failed)
            else " Publish past it with --provisional, which watermarks the release."
        )
        raise ReleaseRefused(f"the release is refused. {told}.{advice}")
