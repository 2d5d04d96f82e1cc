"""Pages of 36 layouts in 16 languages, written by us with what they must give (fixtures/pages/gold.json)."""

import json
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from census.records import Article, Page, Unreadable
from census.settings import PROJECT
from extractors.parse import parse
from flows.reading import score_texts
from flows.work import open_reader

FOLDER = PROJECT / "tests" / "fixtures" / "pages"
GOLD: dict[str, dict[str, Any]] = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))
READABLE = [name for name, gold in GOLD.items() if not gold["refused"]]
# What each page reaches at least; a page of two sentences loses much with one line too many.
LEAST, LEAST_MEAN = 0.87, 0.975


def read(name: str) -> Article:
    gold = GOLD[name]
    body = Path(FOLDER / name).read_bytes()
    reader = open_reader(PROJECT / "data" / "models")
    return parse(Page(gold["url"], gold["fetched_at"], 200, (("Content-Type", "text/html"),), body), reader)


def score(name: str) -> float:
    return score_texts([("\n".join(GOLD[name]["text"]), read(name).text)])["f1"]


def test_layouts_and_languages_are_as_many_as_promised() -> None:
    assert set(GOLD) == {path.name for path in FOLDER.glob("*.html")}
    assert len(GOLD) >= 30 and len({gold["lang"] for gold in GOLD.values()}) >= 12


@pytest.mark.parametrize("name", READABLE)
def test_a_page_gives_its_fields_and_its_text(name: str) -> None:
    article, gold = read(name), GOLD[name]
    for field in ("title", "kind", "lang", "outlet"):
        assert getattr(article, field) == gold[field], field
    assert (article.date or "")[:10] == gold["date"]
    assert list(article.authors) == gold["authors"]
    assert article.url == (gold["canonical"] or gold["url"])
    assert score(name) >= LEAST and 0 < article.quality <= 1


def test_the_texts_are_right_on_the_whole() -> None:
    assert mean(map(score, READABLE)) >= LEAST_MEAN


@pytest.mark.parametrize("name", [name for name, gold in GOLD.items() if gold["refused"]])
def test_a_page_without_a_text_is_refused_by_name(name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(name)
    assert caught.value.reason == GOLD[name]["refused"]
