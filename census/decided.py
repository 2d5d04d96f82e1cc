"""What analysts decided, as it is in force: announcements with the values that people gave them, and pairs that they judged."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from census.corrections import IS_ANNOUNCEMENT, NO
from census.evidence import evidence_of
from census.merge import FIELDS, in_force
from census.records import Announcement
from census.registry import Registry
from census.store import Store
from census.tables import labels
from census.taxonomy import CODED

_RELEVANCE = "relevance"


@dataclass(frozen=True)
class Decision:
    """What people say of one announcement: whether it is one, and its values by field; `record_id` is the project it belongs to, `made_at`
    when the last of it was said, `near_miss` what the model would have taken the text for instead."""

    announcement: Announcement
    record_id: str
    is_announcement: bool
    values: Mapping[str, str | None]
    near_miss: str
    made_at: str


@dataclass(frozen=True)
class Verdict:
    """What people say of two announcements: whether they tell of one project."""

    one: Announcement
    two: Announcement
    is_same: bool
    made_at: str


def decisions_in_force(store: Store) -> list[Decision]:
    """Decisions on labels that stand, oldest first. One that leaves a field of the four unsaid, as an imported one may, is left out: a
    country that nobody spoke of would read as one that nobody can know."""
    ids = decided_ids(store)
    known = evidence_of(store, ids)
    force, records = in_force(known.labels), Registry(store).held(ids)
    found = []
    for id, told in known.announcements.items():
        said = {name: x for name in (IS_ANNOUNCEMENT, *CODED) if (x := force.get((id, name))) and _is_human(x.by)}
        if IS_ANNOUNCEMENT not in said:
            continue
        is_told = said[IS_ANNOUNCEMENT].value != NO
        values = {name: label.value for name, label in said.items() if name != IS_ANNOUNCEMENT and is_told}
        if is_told and not values.keys() >= set(FIELDS):
            continue
        seen = force.get((id, _RELEVANCE))
        near_miss = next((code for code, _ in (seen.distribution if seen else ())[1:]), "")
        made_at = max(label.made_at for label in said.values())
        found.append(Decision(told, records.get(id, id), is_told, values, near_miss, made_at))
    return sorted(found, key=lambda d: (d.made_at, d.announcement.id))


def decided_ids(store: Store) -> list[str]:
    """Announcements that people said something of."""
    query = select(labels.c.announcement_id).where(labels.c.field == IS_ANNOUNCEMENT, labels.c.by.like("analyst/%"))
    with store.engine.connect() as connection:
        return sorted(set(connection.execute(query).scalars()))


def verdicts_in_force(store: Store) -> list[Verdict]:
    """The newest standing verdict on each pair that says one project or two, oldest first."""
    newest = {(j.a, j.b): j for j in store.analyst_judgements() if j.verdict in ("same", "different")}
    known = evidence_of(store, {id for pair in newest for id in pair}, is_for_merging=False).announcements
    found = [
        Verdict(known[a], known[b], j.verdict == "same", j.made_at)
        for (a, b), j in newest.items()
        if a in known and b in known
    ]
    return sorted(found, key=lambda v: (v.made_at, v.one.id, v.two.id))


def _is_human(by: str) -> bool:
    return by.startswith("analyst/")
