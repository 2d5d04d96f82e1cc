"""Record ids that hold for ever: each is bound to the announcement that founded it.

A record's id derives from its earliest announcement, by date and id. So it follows from the cluster alone, in any order of arrival,
and stands for no other project ever after: where its founder now belongs to another record, a redirect says to which and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from census.records import derive_id

# Why an id was retired: two records turned out to be one; what they were put together for was parted again and the founder now stands
# with others; a report from before the first known one came in.
MERGED, SPLIT, EARLIER = "merged", "split", "earlier report found"


@dataclass(frozen=True)
class Redirect:
    """A retired id leads to the record that now holds the announcement that founded it; `at` is ISO UTC, `why` one of three."""

    retired_id: str
    record_id: str
    announcement_id: str
    at: str
    why: str


def record_id(founder_id: str) -> str:
    """Id of the record that an announcement founded."""
    return derive_id("record", founder_id)


def assign_ids(groups: Iterable[Sequence[str]], first: Mapping[str, str]) -> dict[str, str]:
    """Record id of each announcement: that of the earliest of its group, by date (`first`) and id."""
    found: dict[str, str] = {}
    for group in groups:
        found |= dict.fromkeys(group, record_id(min(group, key=lambda id: (first[id], id))))
    return found


def find_founder(held: str, members: Sequence[str], first: Mapping[str, str]) -> str:
    """The announcement that an id is bound to, among those last published under it (`held`); the earliest of them where the founder
    is no longer read, or for an id of the time before ids were bound."""
    bound = (id for id in members if record_id(id) == held)
    return next(bound, min(members, key=lambda id: (first[id], id)))


def redirect(
    before: Mapping[str, str], after: Mapping[str, str], standing: Iterable[Redirect], first: Mapping[str, str], at: str
) -> tuple[list[Redirect], list[str]]:
    """Redirects to set, and retired ids that are in use again.

    `before` and `after` give the record of each announcement that is clustered anew, `standing` the redirects whose founders are among
    these, `first` their dates.
    """
    members: dict[str, list[str]] = {}
    for id in sorted(before.keys() & after.keys()):
        members.setdefault(before[id], []).append(id)
    known = {r.retired_id: r for r in standing}
    founder_of = {held: find_founder(held, ids, first) for held, ids in members.items()}
    founder_of |= {id: r.announcement_id for id, r in known.items()}
    in_use, known_ids = set(after.values()), {record_id(id) for id in before}
    changed = []
    for retired_id, founder in sorted(founder_of.items()):
        led = known[retired_id].record_id if retired_id in known else None
        if retired_id not in in_use and led != after[founder]:
            why = SPLIT if before.get(founder) in in_use else MERGED if after[founder] in known_ids else EARLIER
            changed.append(Redirect(retired_id, after[founder], founder, at, why))
    return changed, sorted(known.keys() & in_use)
