"""What a release holds beside its tables: gates, changes, errata, licence, citation, metadata and the page that says how to use it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from census.changes import KINDS, Change, change_rows
from census.columns import PROJECTS, SERIES
from census.corrections import Hole, Outcome
from census.croissant import croissant
from census.delimited import read_table, write_table
from census.delta import TableDelta
from census.metadata import CREATOR, HOME, LICENCE, Imprint, datapackage, present
from census.pages import render
from census.records import CheckResult
from census.sayings import count
from census.takedowns import Takedown
from census.taxonomy import CODED
from census.texts import texts

_STATES = {
    "applied": "Applied.",
    "unneeded": "Not needed any more: the sources say it by now.",
    "refused": "NOT applied: the sources say something else than the correction expects.",
    "lost": "NOT applied: its target is not in the month.",
    "reported": "Reported, not decided; nothing is changed.",
    "rejected": "Looked into and left as it was.",
}


@dataclass(frozen=True)
class Delta:
    """What changed from version `base` ("" if there was none) of a month to another, and what turns the tables of one into the other's."""

    month: str
    base: str
    version: str
    changes: Sequence[Change]
    tables: Mapping[str, TableDelta]

    @classmethod
    def read(cls, files: Mapping[str, bytes]) -> "Delta":
        """The delta that a release holds in changes.json: to the version before it."""
        made = json.loads(files["changes.json"])
        changes = [Change.read(row) for row in made["changes"]]
        return cls(made["month"], made["base"] or "", made["version"], changes, made["tables"])

    def to_json(self) -> bytes:
        """The delta as changes.json."""
        made = {"month": self.month, "base": self.base or None, "version": self.version}
        whole = made | {"changes": change_rows(self.changes), "tables": self.tables}
        return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()

    def to_page(self, provisional: bool) -> bytes:
        """The delta as CHANGES.md."""
        counted = Counter(change.kind for change in self.changes)
        groups = [(kind, [c for c in self.changes if c.kind == kind]) for kind in KINDS if counted[kind]]
        counts = ", ".join(f"{counted[kind]} {kind}" for kind in KINDS if counted[kind])
        told = (*CODED, "lead", "place", "evidence_count")
        values = {"month": self.month, "base": self.base, "version": self.version, "changes": self.changes}
        return render(
            "changes.md",
            values | {"groups": groups, "counts": counts, "told": told, "provisional": provisional, "t": texts("en")},
        )


def errata(
    imprint: Imprint, outcomes: Sequence[Outcome], takedowns: Sequence[tuple[Takedown, int]], holes: Sequence[Hole]
) -> bytes:
    """errata.md: corrections of the month with what became of them, takedowns with the reports they took out, holes explained."""
    values = {"month": imprint.month, "provisional": imprint.provisional, "states": _STATES}
    return render("errata.md", values | {"outcomes": outcomes, "takedowns": takedowns, "holes": holes})


def checks_json(
    imprint: Imprint,
    projects: int,
    base_projects: int | None,
    coverage: Mapping[str, Any],
    checks: Sequence[CheckResult],
) -> bytes:
    """checks.json: what the version is, its total and that of the month before, what was read, and each gate."""
    whole = asdict(imprint) | {
        "base_projects": base_projects, "projects": projects, "checks": [_check_row(c) for c in checks], "coverage": coverage,
    }  # fmt: skip
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def _check_row(result: CheckResult) -> dict[str, Any]:
    """A gate as JSON values: its sentence in English, and as the saying that other languages are made from."""
    told = {"sentence": texts("en").tell(result.found), "found": result.found.to_json()}
    return {"name": result.name, "passed": result.passed, "weight": result.weight} | told


def documents(
    imprint: Imprint, tables: Mapping[str, bytes], checks: bytes, series: Sequence[Mapping[str, Any]], delta: Delta, errata_page: bytes
) -> dict[str, bytes]:  # fmt: skip
    """File name -> bytes of all files of a release: its `tables` (name -> bytes) and what belongs beside them."""
    files = {**tables, SERIES.file: write_table(SERIES.names, series)}
    projects = texts("en").tell(count(len(read_table(files[PROJECTS.file])[1]), "projects"))
    values = {"imprint": imprint, "licence": LICENCE, "home": HOME, "creator": CREATOR}
    return files | {
        "checks.json": checks,
        "changes.json": delta.to_json(),
        "CHANGES.md": delta.to_page(imprint.provisional),
        "errata.md": errata_page,
        "LICENSE.txt": render("license.txt", values),
        "CITATION.cff": render("citation.cff", values),
        "README.md": render("release_readme.md", values | {"projects": projects, "shapes": present(files)}),
        "datapackage.json": datapackage(imprint, files),
        "croissant.json": croissant(imprint, files),
    }
