"""Floors of reading on real pages, where they lie beside the project (they are not part of it); and what the prefilter loses."""

import contextlib
import json
from collections import Counter

import pytest

from census.archive import read_pages
from census.records import Article, Unreadable
from census.settings import PROJECT
from census.technology import names_technology
from classifiers.corpus import read_corpus
from flows.apart import Readers
from flows.reading import score_texts

MODEL = PROJECT / "data" / "models"
PAGES = PROJECT.parent / "shared" / "realpages"
FLOORS = json.loads((MODEL / "reader_floors.json").read_text(encoding="utf-8"))


def squeeze(text: str | None) -> str:
    return " ".join((text or "").split())


def fields_right(article: Article | None, gold: dict[str, object]) -> dict[str, bool]:
    found = {}
    if gold.get("title"):
        found["title"] = article is not None and squeeze(article.title) == squeeze(str(gold["title"]))
    if gold.get("date"):
        found["date"] = article is not None and (article.date or "")[:10] == gold["date"]
    if isinstance(gold.get("authors"), list) and gold["authors"]:
        wanted = {squeeze(name).casefold() for name in gold["authors"]}  # type: ignore[attr-defined]
        found["authors"] = article is not None and {squeeze(name).casefold() for name in article.authors} == wanted
    return found


# Not skipped where the pages are missing: CI has none, and the model's own card is held to the floors there.
@pytest.mark.parametrize(
    "name", [name for name in FLOORS["shipped"] if (PAGES / f"{name}.warc.gz").exists()] or ["card"]
)
def test_reading_keeps_its_floors(name: str) -> None:
    if name == "card":
        card = json.loads((MODEL / "blocks.json").read_text(encoding="utf-8"))["held_out_scores"]
        assert {c: card[c]["f1"] >= floor for c, floor in FLOORS["body_f1"].items()} == dict.fromkeys(
            FLOORS["body_f1"], True
        )
        return
    gold = {
        row["url"]: row
        for row in map(json.loads, (PAGES / f"{name}-gold.jsonl").read_text(encoding="utf-8").splitlines())
    }
    texts, right, asked = [], Counter[str](), Counter[str]()
    for page, found in Readers(2, MODEL, {}).read(read_pages(PAGES / f"{name}.warc.gz")):
        if page.url not in gold:
            continue
        article = None if isinstance(found, Unreadable) else found.article
        if gold[page.url].get("body"):
            texts.append((gold[page.url]["body"], article.text if article else ""))
        for field, is_right in fields_right(article, gold[page.url]).items():
            asked[field] += 1
            right[field] += is_right
    scores = {"body": score_texts(texts)["f1"], **{field: round(right[field] / asked[field], 4) for field in asked}}
    assert {field: scores[field] >= floor for field, floor in FLOORS["shipped"][name].items()} == dict.fromkeys(
        FLOORS["shipped"][name], True
    ), scores


ENCODINGS = {
    "zh": ("gb2312", "big5"),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "ru": ("cp1251", "koi8_r"),
    "en": ("cp1252",),
    "es": ("latin-1",),
}


def test_the_prefilter_loses_nothing_to_an_encoding() -> None:
    """Bulk archives are sifted on raw bytes: what names the technology in UTF-8 names it in the encodings of its language."""
    named = [(t.lang, whole) for t in read_corpus() if names_technology((whole := f"{t.title}\n{t.text}").encode())]
    assert len(named) > 1000
    for lang, whole in named:
        for encoding in (*ENCODINGS.get(lang, ()), "utf-16"):
            # A text that an encoding cannot hold is not written in it.
            with contextlib.suppress(UnicodeEncodeError):
                assert names_technology(whole.encode(encoding)), (encoding, whole[:80])
