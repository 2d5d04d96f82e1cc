"""Changes between two versions of a month: what happened to each project, why, and the decision behind it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from census.columns import DECISIONS, EVIDENCE, PROJECTS
from census.delimited import Row, read_table
from census.sayings import Saying, clauses, count
from census.taxonomy import CODED
from census.texts import texts

KINDS = ("added", "changed", "removed", "merged", "split", "relabelled")
# Of several decisions that may stand behind a change a person's counts first, then what is nearest to it.
_RANK = {"correction": 0, "takedown": 0, "judgement": 1, "label": 2, "finding": 3}
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Departure:
    """Why an announcement no longer counts in a month, and the decision behind that (columns of decisions.csv)."""

    reason: Saying
    decision: Row


@dataclass(frozen=True)
class Change:
    """What happened to one project: `fields` hold (old, new), `other_ids` the project it merged into or was split from, `was` the row
    of one that is gone."""

    kind: str
    project_id: str
    headline: str
    reason: Saying
    decision: Row
    fields: dict[str, list[str]] = field(default_factory=dict)
    other_ids: list[str] = field(default_factory=list)
    was: Row = field(default_factory=dict)

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Change":
        """The change that `change_rows` wrote; what older versions say in English alone is kept in their words."""
        reason = Saying.read(row["said"]) if "said" in row else Saying.plain(row["reason"])
        return cls(**{name: value for name, value in row.items() if name != "said"} | {"reason": reason})


@dataclass
class Version:
    """One version as the comparison sees it: projects by id, evidence and announcements of each, project of each announcement, and
    decisions by announcement."""

    projects: dict[str, Row]
    evidence: dict[str, list[Row]]
    members: dict[str, set[str]]
    owner: dict[str, str]
    decisions: dict[str, list[Row]]
    model: str

    @classmethod
    def of(cls, files: Files) -> "Version":
        """The version that files of a release hold."""
        evidence: dict[str, list[Row]] = defaultdict(list)
        for row in read_table(files[EVIDENCE.file])[1]:
            evidence[row["project_id"]].append(row)
        members = defaultdict(set, {id: {row["announcement_id"] for row in rows} for id, rows in evidence.items()})
        owner = {a: id for id, ids in members.items() for a in ids}
        decisions: dict[str, list[Row]] = defaultdict(list)
        for row in read_table(files[DECISIONS.file])[1]:
            decisions[row["announcement_id"]].append(row)
            if row["other_id"]:
                decisions[row["other_id"]].append(row)
        projects = {row["id"]: row for row in read_table(files[PROJECTS.file])[1]}
        return cls(projects, evidence, members, owner, decisions, json.loads(files["checks.json"])["model"])


def changes_between(
    before: Files, after: Files, departures: Mapping[str, Departure], redirects: Mapping[str, str]
) -> list[Change]:
    """Changes from one version's files to another's, by kind and project. `departures` tell of announcements (ids) that left the month,
    `redirects` of retired project ids and their heirs."""
    old, new = Version.of(before), Version.of(after)
    found = [_gone(id, old, new, departures, redirects) for id in old.projects.keys() - new.projects.keys()]
    found += [_come(id, old, new) for id in new.projects.keys() - old.projects.keys()]
    for id in old.projects.keys() & new.projects.keys():
        if change := _changed(id, old, new, departures):
            found.append(change)
    return sorted(found, key=lambda change: (KINDS.index(change.kind), change.project_id))


def _gone(
    id: str, old: Version, new: Version, departures: Mapping[str, Departure], redirects: Mapping[str, str]
) -> Change:
    was, ids = old.projects[id], sorted(old.members[id])
    headline = was["headline"]
    heirs = Counter(new.owner[a] for a in ids if a in new.owner).most_common(1)
    heir = redirects.get(id, "") if redirects.get(id) in new.projects else heirs[0][0] if heirs else ""
    if heir:
        said = _between(new, old.members[id], new.members[heir] - old.members[id], "same", old)
        reason = Saying.of("reason.merged", heir=heir)
        return Change("merged", id, headline, reason, said or _any(new, ids), other_ids=[heir], was=was)
    left = next((departures[a] for a in ids if a in departures), None)
    if left:
        return Change("removed", id, headline, left.reason, left.decision, was=was)
    said = _newest(new, old, ids, ("correction", "takedown"))
    reason = Saying.plain(said["why"]) if said else Saying.of("reason.not_found", model=new.model)
    return Change("removed", id, headline, reason, said or _finding(new.model, ids[0] if ids else "", "none"), was=was)


def _come(id: str, old: Version, new: Version) -> Change:
    headline, ids = new.projects[id]["headline"], sorted(new.members[id])
    origins = Counter(old.owner[a] for a in ids if a in old.owner).most_common(1)
    if not origins:
        reason = Saying.of("reason.added", reports=count(len(ids), "reports"))
        return Change("added", id, headline, reason, _newest(new, old, ids, ("finding",)) or _any(new, ids))
    origin = origins[0][0]
    # What parted them from the reports that they stood with may be said of those alone.
    parted = _newest(new, old, [*ids, *sorted(old.members[origin])], tuple(_RANK))
    if origin in new.projects:
        said = _between(new, new.members[id], new.members[origin], "different", old)
        reason = Saying.of("reason.split", origin=origin)
        return Change("split", id, headline, reason, said or parted or _any(new, ids), other_ids=[origin])
    reason = Saying.of("reason.replaces", origin=origin)
    return Change("added", id, headline, reason, parted or _any(new, ids), other_ids=[origin])


def _changed(id: str, old: Version, new: Version, departures: Mapping[str, Departure]) -> Change | None:
    was, row = old.projects[id], new.projects[id]
    cells = {name: [was.get(name, ""), row[name]] for name in row if was.get(name, "") != row[name]}
    joined, left = new.members[id] - old.members[id], old.members[id] - new.members[id]
    if not cells and old.evidence[id] == new.evidence[id]:
        return None
    labels = [name for name in CODED if name in cells]
    said = _behind(new, old, id, labels or [name for name in ("lead", "place") if name in cells])
    reason = _why(said, joined, left, old, new, departures)
    if not labels and left and said.get("kind") != "correction":
        said = next((departures[a].decision for a in sorted(left) if a in departures), said)
    return Change("relabelled" if labels else "changed", id, row["headline"], reason, said, cells)


def _behind(new: Version, old: Version, id: str, fields: Iterable[str]) -> Row:
    """The decision that speaks for a project's new values of fields, else for the reports that joined or left it."""
    ids = sorted(new.members[id])
    given = [
        row
        for name in fields
        for a in ids
        for row in new.decisions[a]
        if row["field"] == name and row["value"] == new.projects[id][name]
    ]
    moved = sorted(new.members[id] ^ old.members[id])
    fresh = _best([row for row in given if not _is_known(row, old)], old)
    return fresh or _newest(new, old, moved or ids, tuple(_RANK)) or _best(given, old) or _any(new, ids)


def _why(
    said: Row, joined: set[str], left: set[str], old: Version, new: Version, departures: Mapping[str, Departure]
) -> Saying:
    if said["kind"] in ("correction", "takedown"):
        return Saying.plain(said["why"])
    if said["by"].startswith("analyst/"):
        return Saying.of("reason.decided" if said["why"] else "reason.decided_so", by=said["by"], why=said["why"])
    told = [Saying.of("reason.joined", reports=count(len(joined), "reports"))] if joined else []
    moved = sorted(left)
    told += [departures[a].reason for a in moved if a in departures][:1] or (
        [Saying.of("reason.left", reports=count(len(left), "reports"))] if left else []
    )
    if old.model != new.model:
        told.append(Saying.of("reason.model", model=new.model, before=old.model))
    return clauses(told or [Saying.of("reason.weighed")])


def _between(new: Version, some: set[str], others: set[str], verdict: str, old: Version) -> Row | None:
    """The judgement of a verdict between two groups of announcements that speaks most for it."""
    found = [
        row
        for a in sorted(some)
        for row in new.decisions[a]
        if row["kind"] == "judgement" and row["value"] == verdict and {row["announcement_id"], row["other_id"]} & others
    ]
    return _best(found, old)


def _newest(new: Version, old: Version, ids: Iterable[str], kinds: tuple[str, ...]) -> Row | None:
    return _best([row for a in ids for row in new.decisions[a] if row["kind"] in kinds], old)


def _best(found: list[Row], old: Version) -> Row | None:
    """Of decisions the one that the version before did not know, then a person's, then the surest."""
    if not found:
        return None
    return min(
        found,
        key=lambda row: (
            _is_known(row, old), not row["by"].startswith("analyst/"), _RANK[row["kind"]],
            -float(row["probability"] or 0), tuple(row.values()),
        ),
    )  # fmt: skip


def _is_known(row: Row, old: Version) -> bool:
    return row in old.decisions.get(row["announcement_id"], ())


def _any(new: Version, ids: Iterable[str]) -> Row:
    """Any decision on announcements: each has a finding at least."""
    ids = list(ids)
    return next((row for a in ids for row in new.decisions[a]), _finding(new.model, ids[0] if ids else "", "none"))


def _finding(by: str, announcement_id: str, value: str) -> Row:
    blank = dict.fromkeys(DECISIONS.names, "")
    return blank | {
        "kind": "finding",
        "announcement_id": announcement_id,
        "field": "relevance",
        "value": value,
        "by": by,
    }


def change_rows(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as JSON values: the reason in English, and as the saying that other languages are made from."""
    return [_change_row(change) for change in changes]


def _change_row(change: Change) -> dict[str, Any]:
    told = {"reason": texts("en").tell(change.reason), "said": change.reason.to_json()}
    return {name: told.get(name, value) for name, value in vars(change).items()} | told
