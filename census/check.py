"""What stops a release: each gate says in a plain sentence what it found."""

from collections import Counter
from collections.abc import Mapping, Sequence

from census.countries import codes
from census.records import CheckResult, Record, ReleaseRefused
from census.taxonomy import codes_of

# Above this share of doubtful fields a month misleads; analysts settle 50 cases in about five minutes.
MOST_DOUBTFUL = 0.35


def check(
    records: Sequence[Record], evidence_urls: Mapping[str, Sequence[str | None]], undated: int, today: str
) -> tuple[CheckResult, ...]:
    """Gates over the records of one month. `evidence_urls` holds the URLs behind each record, `undated` the number of
    announcements set aside for want of a date, `today` the run's clock (ISO)."""
    by_sector = Counter(r.sector for r in records)
    doubtful = sum(bool(r.needs_review) and not r.reviewed for r in records)
    unknown = [
        r.id
        for r in records
        if r.sector not in codes_of("sector") or (r.country is not None and r.country not in codes())
    ]
    future = [r.id for r in records if r.first_disclosed[:10] > today[:10]]
    bare = [r.id for r in records if not any(evidence_urls.get(r.id, ()))]
    twice = len(records) - len({r.id for r in records})
    share = doubtful / len(records) if records else 0.0
    parts = sum(by_sector.values()) == len(records) and not twice
    # An undated page, an unreviewed label or an empty month is told to the reader, not hidden from him.
    return (
        CheckResult(
            "parts_equal_total", parts, "hard",
            f"{len(records)} projects over {len(by_sector)} sectors, {twice} ids twice",
        ),
        CheckResult("known_codes", not unknown, "hard", f"{len(unknown)} projects carry a code outside the code tables"),
        CheckResult("no_future_dates", not future, "hard", f"{len(future)} projects are dated after the run"),
        CheckResult("evidence_has_url", not bare, "soft", f"{len(bare)} projects have no evidence with an address"),
        CheckResult("not_empty", bool(records), "note", f"the month holds {len(records)} projects"),
        CheckResult(
            "doubtful_share", share <= MOST_DOUBTFUL, "note",
            f"{doubtful} of {len(records)} projects hold a doubtful label that nobody reviewed",
        ),
        CheckResult(
            "undated_announcements", not undated, "note",
            f"{undated} announcements are undated: set aside, each named in problems.csv",
        ),
    )  # fmt: skip


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
