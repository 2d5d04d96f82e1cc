"""A month's roundup in running prose, in the manner of a machine translation, with headlines of other stories beneath: its projects
are found with their spans, leads and countries, the headlines are not."""

import json
from pathlib import Path
from typing import Any

import pytest

from census.records import Article
from census.settings import PROJECT
from flows import work

FIXTURES = Path(__file__).parents[1] / "fixtures" / "roundups"
MODELS = PROJECT / "data" / "models"
LEAST = 0.9


def compose(lang: str) -> tuple[Article, list[tuple[int, int, dict[str, Any]]], int]:
    """The article, its projects with their spans, and where the headlines begin."""
    told = json.loads((FIXTURES / f"{lang}.json").read_text(encoding="utf-8"))
    gap, text, gold = ("" if lang == "zh" else " "), "", []
    offset = len(told["title"]) + 1
    for paragraph in told["paragraphs"]:
        text += "\n" if text else ""
        for n, piece in enumerate(paragraph):
            text += gap if n else ""
            if "country" in piece:
                gold.append((offset + len(text), offset + len(text) + len(piece["text"]), piece))
            text += piece["text"]
    end = offset + len(text)
    text += "\n" + "\n".join(told["headlines"])
    return Article(f"roundup-{lang}", None, "x", told["title"], text, told["date"], "given", lang), gold, end


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0]))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_projects_of_a_roundup_are_found_and_the_headlines_beneath_it_are_not(lang: str) -> None:
    article, gold, end = compose(lang)
    [read] = work.label_articles([article], MODELS, "2026-01-01T00:00:00Z")
    country = {label.announcement_id: label.value for label in read.labels if label.field == "country"}
    right = 0
    for start, stop, piece in gold:
        for found in read.announcements:
            same_lead = bool(found.lead) and (piece["lead"] in found.lead or found.lead in piece["lead"])
            if overlap(found.span, (start, stop)) >= 0.6 and same_lead and country[found.id] == piece["country"]:
                right += 1
                break
    print(f"{lang}: {right} of {len(gold)}, {len(read.announcements)} found")
    assert right >= LEAST * len(gold)
    assert all(found.span[1] <= end for found in read.announcements)
    assert len(read.announcements) <= 1.1 * len(gold)


def test_the_order_of_articles_and_their_company_do_not_matter() -> None:
    articles = [
        compose("en")[0],
        compose("zh")[0],
        Article("price", None, "x", "Bitcoin slips", "Traders sold.", "2019-11-05", "given", "en"),
    ]
    together = {r.article_id: r for r in work.label_articles(articles, MODELS, "2026-01-01T00:00:00Z")}
    for article in reversed(articles):
        [alone] = work.label_articles([article], MODELS, "2026-01-01T00:00:00Z")
        assert alone.announcements == together[article.id].announcements
        assert alone.labels == together[article.id].labels and alone.reason == together[article.id].reason
