"""Labelled articles to measure on: JSON lines of articles with `gold` labels, or with the labels beside the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from census.countries import codes
from census.records import Article
from census.taxonomy import TABLES, codes_of
from classifiers.country import UNKNOWN
from flows.jsonlines import article_of, read_each, read_rows

FIELDS = ("sector", "country", "subject", "stage")
_NOT, _SEVERAL = "not_project", "roundup"
# Kinds of pages of the sample month.
_PROJECT, _NOISE = "project", "noise"


@dataclass(frozen=True)
class Gold:
    """One labelled article. `is_announcement` is None where the file does not say; `accepted` holds the values that count as right of
    each labelled field, the first reading first, None for unknown; `lead` the name of the leading body, other spellings after slashes."""

    article: Article
    is_announcement: bool | None
    is_roundup: bool
    accepted: Mapping[str, tuple[str | None, ...]]
    lead: str | None


def read_gold(path: Path) -> tuple[list[Gold], list[str]]:
    """The labelled articles of a file, and a sentence for each row that is none."""
    golds: list[Gold] = []
    faults: list[str] = []
    for number, found in read_each(path, _gold):
        if isinstance(found, ValueError):
            faults.append(f"{path.name}, line {number} {found}")
        else:
            golds.append(found)
    return golds, faults


def _gold(row: Mapping[str, Any], number: int) -> Gold:
    labels = row.get("gold") or row
    kind = labels.get("kind")
    told = kind is None or kind != _NOT
    accepted = {}
    for field in FIELDS:
        if field in labels and told:
            first, second = labels[field], labels.get(f"{field}_alt")
            _check(field, first)
            # A country that nobody can know is right to be left unknown; another field without a value was not labelled.
            if first or (field == "country" and kind is not None):
                accepted[field] = (first, second) if second else (first,)
    return Gold(
        article_of(dict(row), number),
        None if kind is None else told,
        kind == _SEVERAL,
        accepted,
        labels.get("lead") or None,
    )


def _check(field: str, value: str | None) -> None:
    known = codes_of(field) if field in TABLES else codes()
    if value and value not in known and value != UNKNOWN:
        raise ValueError(f"has {field} {value!r}, which is no code of the {field} table")


def sample_gold(folder: Path) -> list[Gold]:
    """The frozen validation set: the whole pages of the sample month that tell of one project of it, or of none. They are ours, and no
    model may learn from them (`corpus-check` looks for that)."""
    expected = {row["project"]: row for _, row in read_rows(next(folder.glob("*.expected.jsonl"))) if row}
    golds = []
    for path in sorted((folder / "pages").glob("*.jsonl")):
        for number, page in read_rows(path):
            if page and not page["fault"] and page["kind"] in (_PROJECT, _NOISE):
                article = article_of({**page, "id": page["page"], "text": "\n".join(page["paragraphs"])}, number)
                golds.append(_sampled(article, expected[page["tells"][0]] if page["tells"] else None))
    return golds


def _sampled(article: Article, told: Mapping[str, Any] | None) -> Gold:
    accepted = {field: tuple(told[field]) for field in FIELDS} if told else {}
    return Gold(article, told is not None, False, accepted, told.get("lead") if told else None)
