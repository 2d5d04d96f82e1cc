"""`chaincensus evaluate`: figures, intervals, baselines and a challenger on a labelled file, as tables, JSON and a page."""

import json
from pathlib import Path

import numpy as np
import pytest

from census.intervals import bootstrap, difference, wilson
from census.settings import PROJECT
from classifiers.scores import (
    Answered,
    by_language,
    calibration_error,
    even_weights,
    review_curve,
    score_answers,
    score_relevance,
)
from flows.gold import read_gold
from tests.conftest import chaincensus

PROJECT_GOLD = {
    "kind": "project",
    "sector": "government",
    "country": "CN",
    "subject": "government",
    "stage": "live",
    "lead": "Shenzhen tax bureau",
}
ROWS = [
    {"title": "Shenzhen tax bureau issues e-invoices on a blockchain", "text": "The tax bureau of Shenzhen has issued the first electronic invoice.", "lang": "en", "gold": PROJECT_GOLD},
    {"title": "深圳市税务局开出首张区块链电子发票", "text": "深圳市税务局在一家餐厅开出首张区块链电子发票，标志着系统正式上线。", "lang": "zh", "gold": PROJECT_GOLD},
    {"title": "Port of Rotterdam pilots blockchain for the release of containers", "text": "The port runs a pilot with two carriers.", "lang": "en",
     "gold": {"kind": "project", "sector": "logistics", "sector_alt": "trade", "country": "NL", "subject": "enterprise", "stage": "pilot", "lead": "Port of Rotterdam"}},
    {"title": "Bitcoin slips below 9,000 dollars again", "text": "Traders blamed thin volumes.", "lang": "en", "gold": {"kind": "not_project"}},
    {"title": "Opinion: why ledgers will not save trade", "text": "It is people, not databases.", "lang": "en", "gold": {"kind": "not_project"}},
]  # fmt: skip


def write(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_labelled_file_is_measured_beside_baselines_and_a_challenger(tmp_path: Path) -> None:
    broken = [{"title": "x", "text": "y", "gold": {"kind": "project", "sector": "alchemy"}}]
    path = write(tmp_path / "gold.jsonl", [*ROWS, *broken])
    models = str(PROJECT / "data" / "models")
    ran = chaincensus(tmp_path / "home", "evaluate", str(path), "--out", str(tmp_path), "--challenger", models)
    assert ran.returncode == 0, ran.stderr
    assert "line 6 has sector 'alchemy'" in ran.stderr and "set aside" in ran.stderr
    figures = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    assert figures["articles"] == 5 and figures["relevance"]["n"] == 5
    assert figures["relevance"]["recall"] == 1.0 and figures["fields"]["sector"]["accuracy"] == 1.0
    low, high = figures["fields"]["sector"]["accuracy_interval"]
    assert 0 < low < high <= 1
    assert set(figures["baselines"]["sector"]) == {"majority", "keywords", "bag of words", "nearest description"}
    assert all(gain == 0 for gain, _ in figures["challenger"]["gained"].values())
    page = (tmp_path / "evaluation.html").read_text(encoding="utf-8")
    assert "<svg" in page and "no difference seen" in page and "nearest description" in page
    assert "majority" in ran.stdout


def test_a_file_without_labels_is_refused(tmp_path: Path) -> None:
    ran = chaincensus(tmp_path / "home", "evaluate", str(write(tmp_path / "empty.jsonl", [])))
    assert ran.returncode == 2 and "holds no labelled article" in ran.stderr


def test_labels_may_stand_beside_the_text(tmp_path: Path) -> None:
    [gold], faults = read_gold(write(tmp_path / "country.jsonl", [{"title": "a", "text": "b", "country": "KE"}]))
    assert gold.is_announcement is None and gold.accepted == {"country": ("KE",)} and not faults


def test_figures_are_what_they_are_called() -> None:
    rows = [
        Answered("a", 0.9, ("a",), "en"),
        Answered("b", 0.8, ("a", "b"), "en"),
        Answered("c", 0.3, ("a",), "zh"),
        Answered(None, 0.6, (None,), "zh"),
        Answered("a", 0.7, ("a",), "zh"),
    ]
    scored = score_answers(rows)
    assert scored["accuracy"] == 0.8 and scored["accuracy_after_review"] == 1.0 and scored["n"] == 5
    assert review_curve(rows)[0.0] == 0.8 and review_curve(rows)[0.2] == 1.0
    assert set(by_language(rows, 2)) == {"zh", "en"}
    gate = score_relevance([True, True, False, False], [0.9, 0.4, 0.6, 0.1], 0.5)
    assert gate["precision"] == 0.5 and gate["recall"] == 0.5 and gate["f1"] == 0.5
    assert gate["average_precision"] == pytest.approx(0.8333, abs=1e-4)


def test_calibration_at_even_chances_does_not_depend_on_how_many_there_are() -> None:
    gold = np.array([True] * 90 + [False] * 10)
    proba = np.where(gold, 0.8, 0.2)
    assert calibration_error(proba, gold, even_weights(gold)) == pytest.approx(0.2)
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False])) == 0


def test_intervals_hold_what_they_promise() -> None:
    low, high = wilson(8, 10)
    assert low < 0.8 < high and wilson(0, 0) == (0.0, 1.0)
    gain, (worst, best) = difference([0, 0, 1, 1] * 50, [1, 1, 1, 1] * 50)
    assert gain == 0.5 and 0.4 < worst < 0.5 < best < 0.6
    assert bootstrap(100, lambda rows: float((rows < 50).mean())) == bootstrap(
        100, lambda rows: float((rows < 50).mean())
    )
