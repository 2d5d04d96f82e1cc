"""Departures: why reports that stood behind the version before no longer count in a month."""

from collections.abc import Mapping

from census.changes import Departure
from census.columns import EVIDENCE
from census.decisions import Decision
from census.delimited import read_table
from census.evidence import evidence_of
from census.merge import in_force
from census.records import Label, Record
from census.sayings import Saying
from flows.edition import Edition


def departures(edition: Edition, before: Mapping[str, bytes]) -> dict[str, Departure]:
    """Announcement id -> why it left, of those that are evidence in the files of the version before and not in this edition."""
    counts = {id for record in edition.own for id in record.announcement_ids}
    left = sorted({row["announcement_id"] for row in read_table(before[EVIDENCE.file])[1]} - counts)
    home = {id: r for r in (*edition.records, *edition.rebuilt.records) for id in r.announcement_ids}
    labels = in_force(evidence_of(edition.store, left, is_for_merging=False).labels) | edition.rebuilt.labels
    by_hand = {decision.announcement_id: decision for decision in edition.rebuilt.decisions}
    return {id: _departure(edition, id, home.get(id), by_hand.get(id), labels.get((id, "stage"))) for id in left}


def _departure(
    edition: Edition, id: str, home: Record | None, by_hand: Decision | None, stage: Label | None
) -> Departure:
    run = edition.run
    if by_hand:
        return Departure(Saying.plain(by_hand.why), by_hand.row)
    if home is None:
        none = Decision("finding", id, "relevance", "none", None, run.model, run.started_at)
        return Departure(Saying.of("reason.no_announcement", model=run.model), none.row)
    if home.month != str(edition.month):
        earliest = home.announcement_ids[0]
        dated = Decision("finding", earliest, "date", home.first_disclosed, None, run.model, run.started_at)
        disclosed = Saying.of("month", month=home.month)
        return Departure(Saying.of("reason.other_month", month=disclosed), dated.row)
    by, at = (stage.by, stage.made_at) if stage else (run.model, run.started_at)
    told = Decision("label", id, "stage", stage.value if stage else None, stage.probability if stage else None, by, at)
    return Departure(Saying.of("reason.not_new"), told.row)
