"""Linking over the store: claims from announcements and labels in force, judgements, records with their stable ids."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from census.ledger import Run
from census.merge import merge
from census.months import Month
from census.records import Announcement, Label, Record
from census.store import Store, Vector
from classifiers import pair
from classifiers.model import load


def claims_of(
    announcements: Sequence[Announcement],
    labels: Mapping[tuple[str, str], Label],
    vectors: Mapping[str, tuple[Vector, Vector]],
    centres: Mapping[str, Vector],
) -> list[pair.Claim]:
    """What the pair model compares, one claim an announcement."""
    return [_claim(told, labels, *vectors[told.id], centres) for told in announcements]


def _claim(
    told: Announcement, labels: Mapping[tuple[str, str], Label], use: Vector, e5: Vector, centres: Mapping[str, Vector]
) -> pair.Claim:
    use, e5 = pair.centred(use, "use", told.lang, centres), pair.centred(e5, "e5", told.lang, centres)
    return pair.Claim(
        id=told.id, text=told.text, lang=told.lang, use=use, e5=e5,
        meaning=pair.meaning(e5, centres[pair.METRIC]), lead=told.lead,
        **{name: dict(labels[told.id, name].distribution) for name in ("sector", "application", "country") if (told.id, name) in labels},
    )  # fmt: skip


def relink(store: Store, month: Month, model_folder: Path, run: Run) -> list[Record]:
    """Records of all announcements up to the month, by the model of its run; new judgements and memberships are saved.

    Raises ValueError if another model is in force by now: its labels are not there yet.
    """
    model = load(model_folder)
    by = f"model/{model.version}"
    if by != run.model:
        raise ValueError(
            f"{month} was labelled by {run.model}, in force is {by}: make it anew with chaincensus run {month}"
        )
    announcements = store.announcements_until(month, by)
    ids = [told.id for told in announcements]
    labels = store.labels_of(ids)
    claims = claims_of(announcements, labels, store.vectors_of(ids), model.centres)
    judgements = pair.pair(claims, model.rankers["pair"], model.rarity, by, run.started_at)
    records = merge(announcements, labels, [*judgements, *store.analyst_judgements()], store.memberships())
    with store.transaction() as connection:
        store.save_judgements(connection, judgements)
        store.save_memberships(connection, {id: record.id for record in records for id in record.announcement_ids})
    return records
