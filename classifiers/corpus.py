"""The labelled corpus: projects and noise stories with their tellings, read and checked. It is ours, see its datasheet.

`data/labels/projects/*.jsonl` holds one project a line, `data/labels/noise/*.jsonl` one story a line; a telling is the text
of one outlet. The same project in two files is one project.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from census.countries import codes
from census.settings import PROJECT
from census.taxonomy import codes_of

LABELS = PROJECT / "data" / "labels"
FORMS = ("headline", "teaser", "lead", "body", "brief")
STYLES = (
    "wire",
    "press_release",
    "local_bulletin",
    "trade_press",
    "crypto_blog",
    "machine_english",
    "government",
    "newspaper",
)
# Why a text is no announcement; trained as classes of their own, and kept with each drop.
REASONS = (
    "market", "token", "exchange", "mining", "regulation", "hack", "funding", "hiring", "event", "research", "opinion", "explainer",
    "generic_platform", "membership", "recap", "protocol", "patent", "contest", "crypto_payment", "nft_defi", "tax", "etf", "off_topic", "digest",
)  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """One text of the corpus with its gold labels; `story` names the project or the noise story, `reason` is set for noise."""

    story: str
    title: str
    text: str
    lang: str
    form: str
    style: str
    date: str
    is_announcement: bool
    reason: str | None = None
    sector: str | None = None
    sector_alt: str | None = None
    country: str | None = None
    host_countries: tuple[str, ...] = ()
    subject: str | None = None
    subject_alt: str | None = None
    stage: str | None = None
    lead: str | None = None
    place: str | None = None
    application: str | None = None

    @property
    def whole(self) -> str:
        """Title, newline, text."""
        return f"{self.title}\n{self.text}"


def read_corpus(folder: Path = LABELS) -> tuple[Telling, ...]:
    """All tellings, by story and text. Raises ValueError naming file, line and fault of a broken row."""
    tellings: list[Telling] = []
    for path in sorted(folder.glob("*/*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                tellings += _tellings(json.loads(line))
            except (ValueError, KeyError, TypeError) as fault:
                raise ValueError(f"{path.parent.name}/{path.name}, line {number}: {fault!r}; mend the row") from fault
    unique = {telling.whole: telling for telling in tellings}
    return tuple(sorted(_merge_labels(list(unique.values())), key=lambda t: (t.story, t.date, t.whole)))


def _merge_labels(tellings: list[Telling]) -> Iterator[Telling]:
    """One project told in several files has one set of labels, the first file's; its second reading stays as alternative."""
    first: dict[str, Telling] = {}
    for telling in tellings:
        held = first.setdefault(telling.story, telling)
        if telling.is_announcement and telling.sector != held.sector:
            telling = replace(telling, sector=held.sector, sector_alt=held.sector_alt or telling.sector)
        yield telling


def _tellings(row: dict[str, Any]) -> Iterator[Telling]:
    is_project = "project" in row
    shared: dict[str, Any] = {"story": row["project"] if is_project else row["story"], "is_announcement": is_project}
    if is_project:
        shared |= {k: row.get(k) for k in ("sector", "sector_alt", "country", "subject", "subject_alt", "application")}
        shared["host_countries"] = tuple(row.get("host_countries") or ())
        _check(row["sector"] in codes_of("sector"), f"sector {row['sector']!r}")
        _check(row["subject"] in codes_of("subject"), f"subject {row['subject']!r}")
        used = row.get("application")
        _check(used is None or used in codes_of("application"), f"application {used!r}")
        _check(row["country"] is None or row["country"] in codes(), f"country {row['country']!r}")
    else:
        shared |= {"reason": row["reason"], "country": row.get("country")}
        _check(row["reason"] in REASONS, f"reason {row['reason']!r}")
    for told in row["tellings"]:
        yield _telling(told, shared)


def _telling(told: dict[str, Any], shared: dict[str, Any]) -> Telling:
    date.fromisoformat(told["date"])
    own: dict[str, Any] = {k: told.get(k) or None for k in ("lead", "place")} if shared["is_announcement"] else {}
    telling = Telling(
        title=told.get("title") or "", text=told.get("text") or "", lang=told["lang"], form=told["form"], style=told["style"],
        date=told["date"], stage=told["stage"] if shared["is_announcement"] else None, **own, **shared,
    )  # fmt: skip
    _check(telling.form in FORMS, f"form {telling.form!r}")
    _check(telling.style in STYLES, f"style {telling.style!r}")
    _check(telling.stage is None or telling.stage in codes_of("stage"), f"stage {telling.stage!r}")
    for name in ("lead", "place"):
        value = getattr(telling, name)
        _check(value is None or value in telling.whole, f"{name} {value!r} does not stand in the text")
    return telling


def _check(holds: bool, fault: str) -> None:
    if not holds:
        raise ValueError(fault)


def corpus_hash(folder: Path = LABELS) -> str:
    """Hash of all corpus files, 12 hex digits: what a model says it learnt from."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*/*.jsonl")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def fold_of(story: str, folds: int) -> int:
    """Fold of a project or story, by the hash of its name: all its tellings stay on one side of a split."""
    return int(hashlib.sha256(story.encode()).hexdigest()[:8], 16) % folds
