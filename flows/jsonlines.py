"""JSON lines in and out: the contract of `chaincensus label`, `parse` and `link` with analysts' pipes."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TextIO, TypeVar

from census.records import Announcement, Article, Label, Problem, derive_id
from census.urls import normalise_url
from extractors.parse import detect_language

Read = TypeVar("Read")
REVIEW_FIELDS = ("sector", "subject", "stage", "country")


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Line number and object of each line of a file ("-": standard input); None where a line is no JSON object."""
    with sys.stdin if str(path) == "-" else path.open(encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                try:
                    row = json.loads(line)
                except ValueError:
                    row = None
                yield number, row if isinstance(row, dict) else None


def article_of(row: dict[str, Any], number: int) -> Article:
    """Article of one row; any field but the text may be missing. Raises ValueError naming what is wrong."""
    title, text = str(row.get("title") or ""), str(row.get("text") or "")
    if not (title + text).strip():
        raise ValueError("holds neither title nor text")
    when = str(row["date"]) if row.get("date") else None
    if when:
        date.fromisoformat(when[:10])
    url = str(row["url"]) if row.get("url") else None
    id = str(row.get("id") or (derive_id(normalise_url(url)) if url else derive_id(title, text, str(number))))
    lang = str(row.get("lang") or detect_language(f"{title}\n{text}"))[:8]
    return Article(id, url, str(row.get("outlet") or ""), title, text, when, "given" if when else None, lang)


def read_each(path: Path, make: Callable[[dict[str, Any], int], Read]) -> Iterator[tuple[int, Read | ValueError]]:
    """Line number and what `make` makes of each object of a file and that number, or the fault that says why it cannot."""
    for number, row in read_rows(path):
        try:
            if row is None:
                raise ValueError("is no JSON object")
            yield number, make(row, number)
        except ValueError as fault:
            yield number, fault


def read_articles(path: Path, seen_at: str) -> tuple[list[Article], list[Problem]]:
    """Articles of a file, and a problem for each row that is none. Store ids have 16 signs, so longer given ones are hashed."""
    articles: list[Article] = []
    problems: list[Problem] = []
    for number, found in read_each(path, article_of):
        if isinstance(found, ValueError):
            problems.append(
                Problem("articles", path.name, f"{path.name}#{number}", "bad_row", seen_at, f"line {number} {found}")
            )
        else:
            articles.append(found if len(found.id) <= 16 else Article(**{**asdict(found), "id": derive_id(found.id)}))
    return articles, problems


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """A text stream to a file, complete or not at all; "-" is standard output."""
    if str(path) == "-":
        yield sys.stdout
        return
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("w", encoding="utf-8") as stream:
        yield stream
    temporary.replace(path)


def write_rows(rows: Iterable[dict[str, Any]], path: Path) -> int:
    """Write rows as JSON lines; their number."""
    count = 0
    with writing(path) as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def article_row(article: Article) -> dict[str, Any]:
    """Row of `parse`."""
    names = ("id", "url", "title", "text", "date", "date_origin", "lang", "authors", "outlet")
    return {name: list(article.authors) if name == "authors" else getattr(article, name) for name in names}


def announcement_row(
    told: Announcement, labels: Iterable[Label], review_below: float, full: bool = False
) -> dict[str, Any]:
    """Row of one announcement in `label`: each `_proba` is the probability of the code given."""
    found = {label.field: label for label in labels}
    row: dict[str, Any] = {
        "id": told.id,
        "span": list(told.span),
        "text": told.text,
        "lead": told.lead,
        "partners": [asdict(p) for p in told.partners],
        "application": found["application"].value,
        "place": told.place,
    }
    for name in REVIEW_FIELDS:
        label = found[name]
        row |= {name: label.value, f"{name}_proba": label.probability}
        if full:
            row[f"{name}_distribution"] = dict(label.distribution)
    ranked = found["sector"].distribution
    row["sector_alt"] = ranked[1][0] if len(ranked) > 1 and ranked[1][1] >= 0.2 else None
    row |= {
        "host_countries": list(told.host_countries),
        "topics": list(told.topics),
        "relevance_proba": told.relevance_proba,
    }
    row["needs_review"] = any(found[name].probability < review_below for name in REVIEW_FIELDS)
    return row
