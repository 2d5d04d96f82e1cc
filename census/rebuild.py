"""Rebuild: records of a month as they are once takedowns and confirmed corrections are laid over what the store says.

Records that neither touches stay as linking made them; the others are built anew from what is left of their announcements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from census.corrections import IS_ANNOUNCEMENT, Correction, Outcome, weigh
from census.decisions import Decision
from census.evidence import Evidence
from census.merge import in_force, records_of
from census.records import Announcement, Label, Record
from census.takedowns import Takedown, taken_down
from census.taxonomy import CODED


@dataclass(frozen=True)
class Rebuilt:
    """Records by id, the announcements and labels in force behind them, what became of each correction, which announcement a takedown
    took out, and the decisions that all this adds to the ledger."""

    records: list[Record]
    announcements: dict[str, Announcement]
    labels: dict[tuple[str, str], Label]
    outcomes: tuple[Outcome, ...]
    withdrawn: dict[str, Takedown]
    decisions: tuple[Decision, ...]


def rebuild(
    records: Sequence[Record], evidence: Evidence, corrections: Sequence[Correction], takedowns: Sequence[Takedown],
    redirects: Mapping[str, str],
) -> Rebuilt:  # fmt: skip
    """Records of a month, as linking made them, with takedowns and the month's corrections applied."""
    announcements, labels = dict(evidence.announcements), in_force(evidence.labels)
    covered = taken_down(takedowns, evidence.articles.values())
    withdrawn = {id: covered[told.article_id] for id, told in announcements.items() if told.article_id in covered}
    gone = set(withdrawn)
    by_id = {record.id: record for record in records}
    left = {id: told for id, told in announcements.items() if id not in gone}
    values = {key: label.value for key, label in labels.items()}
    outcomes = tuple(weigh(c, by_id, left, evidence.articles, values, redirects) for c in corrections)
    touched = set(gone)
    for outcome in (one for one in outcomes if one.state == "applied"):
        touched.update(outcome.announcement_ids)
        for id in outcome.announcement_ids:
            _lay(outcome.correction, id, left, labels)
    built = [made for record in records for made in _build(record, touched, left, labels)]
    decisions = [_of_takedown(id, takedown) for id, takedown in withdrawn.items()]
    decisions += [_of_correction(one.correction, id) for one in outcomes for id in _applied(one)]
    return Rebuilt(built, left, labels, outcomes, withdrawn, tuple(decisions))


def _lay(
    correction: Correction, id: str, announcements: dict[str, Announcement], labels: dict[tuple[str, str], Label]
) -> None:
    """Lay a correction over one announcement and its labels."""
    value, field = correction.value or None, correction.field
    if field == IS_ANNOUNCEMENT:
        announcements.pop(id, None)
    elif field in CODED:
        by = f"analyst/{correction.author}"
        labels[id, field] = Label(id, field, value, 1.0, by, correction.made_at)
    elif id in announcements:
        announcements[id] = (
            replace(announcements[id], lead=value) if field == "lead" else replace(announcements[id], place=value)
        )


def _build(
    record: Record,
    touched: set[str],
    announcements: Mapping[str, Announcement],
    labels: Mapping[tuple[str, str], Label],
) -> list[Record]:
    """The record as it was, or built anew from what is left; none where nothing is."""
    if touched.isdisjoint(record.announcement_ids):
        return [record]
    members = [announcements[id] for id in record.announcement_ids if id in announcements]
    made = records_of([members] if members else [], labels, [])
    return [replace(one, id=record.id, why_merged=record.why_merged) for one in made]


def _applied(outcome: Outcome) -> tuple[str, ...]:
    return outcome.announcement_ids if outcome.state == "applied" else ()


def _of_takedown(id: str, takedown: Takedown) -> Decision:
    why = f"{takedown.reason} (takedown {takedown.id})"
    return Decision("takedown", id, "relevance", "taken_down", None, "desk", takedown.date, why)


def _of_correction(correction: Correction, id: str) -> Decision:
    by, why = f"analyst/{correction.author}", f"{correction.reason} ({correction.file})"
    return Decision("correction", id, correction.field, correction.value, 1.0, by, correction.made_at, why)
