"""Corrections: reviewed files that set right what sources or model got wrong; each says what it expects to find.

A correction is laid over the ledger as an analyst's label, so that the record is built from it as from any other.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from census.countries import codes
from census.records import Announcement, Article, Record
from census.taxonomy import CODED, codes_of
from census.urls import normalise_url

TARGETS = ("record", "announcement", "url")
STATUSES = ("reported", "confirmed", "rejected")
NAMED = ("lead", "place")
# Whether the text announces a project at all: "no" takes it out of the census.
IS_ANNOUNCEMENT = "is_announcement"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Correction:
    """One correction in a month: of a record, announcement (ids) or url `target` a `field` that holds `expect` is set to `value`
    ("" unknown). Only a `confirmed` one is applied; `made_at` is the day (ISO) of the decision."""

    month: str
    kind: str
    target: str
    field: str
    expect: str
    value: str
    reason: str
    author: str
    status: str
    made_at: str
    file: str = ""


@dataclass(frozen=True)
class Hole:
    """A hole in the coverage of a source that is explained, from `first` to `last` (ISO days, both included)."""

    source: str
    first: str
    last: str
    reason: str
    author: str


@dataclass(frozen=True)
class Outcome:
    """What became of a correction in a rebuild: `applied`, `unneeded` (the sources say it by now), `refused` (they say something
    else than expected), `lost` (its target is not in the month), or its status where that is not `confirmed`."""

    correction: Correction
    state: str
    found: str
    announcement_ids: tuple[str, ...] = ()


def read_corrections(folder: Path) -> tuple[list[Correction], list[Hole]]:
    """Corrections and explained holes of all TOML files of a folder, by file name. Raises ValueError naming the entry that is wrong."""
    corrections: list[Correction] = []
    holes: list[Hole] = []
    for path in sorted(folder.glob("*.toml")):
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, row in enumerate(listed.get("correction", []), start=1):
            corrections.append(_correction(row, path.name, f"{path.name}, correction {number}"))
        for number, row in enumerate(listed.get("hole", []), start=1):
            holes.append(Hole(**_complete(row, Hole, f"{path.name}, hole {number}")))
    return corrections, holes


def _complete(row: Mapping[str, Any], kind: type[Correction | Hole], where: str) -> dict[str, str]:
    names = [f.name for f in fields(kind) if f.name != "file"]
    missing = [name for name in names if name not in row]
    unknown = sorted(row.keys() - set(names))
    if missing or unknown:
        raise ValueError(f"{where}: {f'{missing[0]} is missing' if missing else f'{unknown[0]} is no field of it'}")
    return {name: str(row[name]) for name in names}


def _correction(row: Mapping[str, Any], file: str, where: str) -> Correction:
    made = Correction(**_complete(row, Correction, where), file=file)
    allowed: tuple[tuple[str, Sequence[str] | frozenset[str]], ...] = (
        ("kind", TARGETS), ("status", STATUSES), ("field", (*CODED, *NAMED, IS_ANNOUNCEMENT)), ("value", _values_of(made.field)),
    )  # fmt: skip
    for name, values in allowed:
        if values and getattr(made, name) not in values:
            raise ValueError(f"{where}: {name} cannot be {getattr(made, name)!r}")
    if not made.reason or not made.author:
        raise ValueError(f"{where}: say why, and who decided it")
    return made


def _values_of(field: str) -> Sequence[str] | frozenset[str]:
    """Values that a field may be set to; empty where any name is one."""
    if field == IS_ANNOUNCEMENT:
        return (NO,)
    if field == "country":
        return codes() | {""}
    return (*codes_of(field), *([""] if field == "application" else [])) if field in CODED else ()


def weigh(
    correction: Correction, records: Mapping[str, Record], announcements: Mapping[str, Announcement],
    articles: Mapping[str, Article], values: Mapping[tuple[str, str], str | None], redirects: Mapping[str, str],
) -> Outcome:  # fmt: skip
    """What is to become of a correction, before it is applied. `records` are those of its month by id, `announcements` and
    `articles` those behind them, `values` the coded labels in force by (announcement id, field), `redirects` the heirs of retired ids."""
    if correction.status != "confirmed":
        return Outcome(correction, correction.status, "")
    found = _targets(correction, records, announcements, articles, redirects)
    if not found:
        return Outcome(correction, "unneeded" if correction.field == IS_ANNOUNCEMENT else "lost", "")
    if correction.kind == "record":
        record = records[redirects.get(correction.target, correction.target)]
        held = {YES if correction.field == IS_ANNOUNCEMENT else str(getattr(record, correction.field) or "")}
    else:
        held = {_value(announcements[id], correction.field, values) for id in found}
    told = ", ".join(sorted(held))
    if held == {correction.value}:
        return Outcome(correction, "unneeded", told)
    state = "applied" if held <= {correction.expect, correction.value} else "refused"
    return Outcome(correction, state, told, tuple(found))


def _targets(
    correction: Correction, records: Mapping[str, Record], announcements: Mapping[str, Announcement],
    articles: Mapping[str, Article], redirects: Mapping[str, str],
) -> list[str]:  # fmt: skip
    """Ids of the announcements that a correction is about."""
    if correction.kind == "record":
        record = records.get(redirects.get(correction.target, correction.target))
        return sorted(record.announcement_ids) if record else []
    if correction.kind == "announcement":
        return [correction.target] if correction.target in announcements else []
    wanted = normalise_url(correction.target)
    urls = {id: articles[told.article_id].url for id, told in announcements.items()}
    return sorted(id for id, url in urls.items() if url and normalise_url(url) == wanted)


def _value(told: Announcement, field: str, values: Mapping[tuple[str, str], str | None]) -> str:
    if field == IS_ANNOUNCEMENT:
        return YES
    found = values.get((told.id, field)) if field in CODED else getattr(told, field)
    return str(found or "")
