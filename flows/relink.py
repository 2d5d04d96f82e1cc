"""Linking over the store: traits of what is new, judgements on its pairs, the components that it touches clustered anew, their ids.

A night and a full re-link are the same steps, over what is new or over all; what is a candidate, a score, a component and an id depends
on the announcements alone, so both give the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from census.cluster import THRESHOLD, UNIT, Links, cluster_links, settle
from census.identity import assign_ids, redirect
from census.ledger import Run
from census.linkage import Linkage
from census.merge import records_of
from census.months import Month
from census.records import Judgement, Record
from census.registry import Registry
from census.store import Store
from classifiers.model import Model, load
from flows.claims import draw_claims
from flows.matching import match


def relink(store: Store, month: Month, model_folder: Path, run: Run, anew: bool = False) -> list[Record]:
    """Records that have a report in the month, with their reports up to its end, by the model of its run. What is not yet linked, of
    any month, is linked first; `anew` links everything again.

    Raises ValueError if another model is in force by now: its labels are not there yet.
    """
    model = load(model_folder)
    by = f"model/{model.version}"
    if by != run.model:
        raise ValueError(
            f"{month} was labelled by {run.model}, in force is {by}: make it anew with chaincensus run {month}"
        )
    link_reports(store, model, run.started_at, anew)
    groups = Registry(store).evidence(month, by)
    ids = {told.id for group in groups for told in group}
    reasons = [*Linkage(store, by).reasons(ids), *store.analyst_judgements()]
    return records_of(groups, store.labels_of(ids), reasons)


@dataclass(frozen=True)
class Linked:
    """What linking did: announcements that it looked at, scored pairs, records that hold them, ids that were retired."""

    announcements: int
    pairs: int
    records: int
    retired: int


def link_reports(store: Store, model: Model, at: str, anew: bool = False, workers: int = 1) -> Linked:
    """Link what the model found and has not linked, or everything `anew`; judgements, memberships and redirects are saved."""
    linkage = Linkage(store, f"model/{model.version}")
    draw_claims(linkage, model)
    new = None if anew else linkage.unlinked()
    found, pairs = match(linkage, model, new, workers), 0
    with store.transaction() as connection:
        if anew:
            linkage.forget_judgements(connection)
        for judgements in found:
            pairs += len(judgements)
            linkage.save_judged(connection, judgements, at)
    announcements = linkage.count() if new is None else len(new)
    return Linked(announcements, pairs, *cluster_anew(linkage, new, at))


def cluster_anew(linkage: Linkage, new: Sequence[str] | None, at: str) -> tuple[int, int]:
    """Cluster the components that the announcements touch, or that an analyst has judged; all of them for None. Gives the numbers of their
    records and of ids retired."""
    store, registry = linkage.store, Registry(linkage.store)
    told = store.analyst_judgements()
    within = None if new is None else _touched(linkage, registry, new, told)
    dates = registry.dates_of(within)
    ids = sorted(dates.keys() & set(linkage.linkable(within)))
    groups = cluster_links(_links(linkage, ids, within, told))
    after = assign_ids(([ids[n] for n in group] for group in groups), dates)
    before = registry.held(within)
    changed, revived = redirect(before, after, registry.standing(after), dates, at)
    with store.transaction() as connection:
        registry.enter(connection, after, linkage.by)
        registry.redirect(connection, changed, revived)
    return len(groups), len(changed)


def _touched(linkage: Linkage, registry: Registry, new: Iterable[str], told: Sequence[Judgement]) -> set[str]:
    """All announcements of the components, and of the records as they were, of what is new or was ever judged by an analyst: a verdict
    taken back counts too."""
    same: dict[str, set[str]] = {}
    for judgement in told:
        same.setdefault(judgement.a, set()).add(judgement.b)
        same.setdefault(judgement.b, set()).add(judgement.a)
    found: set[str] = set()
    border = {*new, *same}
    while border:
        found |= border
        near = linkage.neighbours(border, THRESHOLD) | registry.fellows(border)
        border = (near | {other for id in border for other in same.get(id, ())}) - found
    return found


def _links(linkage: Linkage, ids: Sequence[str], within: set[str] | None, told: Sequence[Judgement]) -> Links:
    """What binds the announcements, numbered as they stand in `ids`."""
    number = {id: n for n, id in enumerate(ids)}
    parts = [np.zeros((3, 0), np.int32)]
    for first, second, scores in linkage.judged(within):
        a, b = (np.array([number.get(id, -1) for id in side], np.int32) for side in (first, second))
        part = np.stack([a, b, np.rint(np.array(scores) * UNIT).astype(np.int32)])
        parts.append(part[:, (a >= 0) & (b >= 0)])
    table = np.concatenate(parts, axis=1)
    must, cannot = (
        frozenset((number[a], number[b]) for a, b in pairs if a in number and b in number) for pairs in settle(told)
    )
    return Links(len(ids), table[0], table[1], table[2], must, cannot)
