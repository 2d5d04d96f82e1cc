"""How good a model is: plain figures on held-out projects, and the floors that no change may lower."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, f1_score

from classifiers.corpus import Telling
from classifiers.model import ANNOUNCEMENT

FLOORED = ("sector", "application", "subject", "stage", "country")
FLOORS = "floors.json"
# What the gate drops nobody sees again, what it passes is reviewed: of a hundred announcements it may drop five.
LEAST_RECALL = 0.95


def choose_threshold(tellings: Sequence[Telling], proba: np.ndarray, classes: tuple[str, ...]) -> float:
    """The relevance that `LEAST_RECALL` of the announcements of held-out projects reach, to two places."""
    chance = proba[:, classes.index(ANNOUNCEMENT)]
    gold = np.array([t.is_announcement for t in tellings])
    return float(np.floor(np.quantile(chance[gold], 1 - LEAST_RECALL) * 100) / 100)


def score_gate(
    tellings: Sequence[Telling], proba: np.ndarray, classes: tuple[str, ...], threshold: float
) -> dict[str, float]:
    """Average precision, and precision and recall at the threshold, of the gate on held-out stories."""
    chance = proba[:, classes.index(ANNOUNCEMENT)]
    gold = np.array([t.is_announcement for t in tellings])
    kept = chance >= threshold
    return {
        "average_precision": round(float(average_precision_score(gold, chance)), 4),
        "precision": round(float((kept & gold).sum() / max(1, kept.sum())), 4),
        "recall": round(float((kept & gold).sum() / max(1, gold.sum())), 4),
        "calibration_error": calibration_error(chance, gold),
        "n": len(gold),
    }


def score_languages(
    tellings: Sequence[Telling], proba: np.ndarray, classes: tuple[str, ...], threshold: float, least: int = 30
) -> dict[str, dict[str, float]]:
    """Figures of the gate for each language of `least` texts or more, the commonest first."""
    found = {}
    for lang, count in Counter(t.lang for t in tellings).most_common():
        rows = [n for n, t in enumerate(tellings) if t.lang == lang]
        if count >= least:
            found[lang] = score_gate([tellings[n] for n in rows], proba[rows], classes, threshold)
    return found


def score_fields(
    tellings: Sequence[Telling], predicted: Mapping[str, tuple[np.ndarray, tuple[str, ...]]]
) -> dict[str, dict[str, float]]:
    """Accuracy (with the second reading accepted beside it), macro-F1 and calibration error of each field."""
    scores: dict[str, dict[str, float]] = {}
    for name, (proba, classes) in predicted.items():
        rows = [n for n, t in enumerate(tellings) if t.is_announcement and getattr(t, name) is not None]
        best = proba[rows].argmax(axis=1)
        guess = [classes[n] for n in best]
        gold = [str(getattr(tellings[n], name)) for n in rows]
        second = [getattr(tellings[n], f"{name}_alt", None) for n in rows]
        right = np.array([a == b for a, b in zip(guess, gold, strict=True)])
        accepted = np.array([a in (b, c) for a, b, c in zip(guess, gold, second, strict=True)])
        scores[name] = {
            "accuracy": round(float(right.mean()), 4),
            "accuracy_accepted": round(float(accepted.mean()), 4),
            "macro_f1": round(float(f1_score(gold, guess, average="macro", zero_division=0)), 4),
            "calibration_error": calibration_error(proba[rows].max(axis=1), right),
            "n": len(rows),
        }
    return scores


def calibration_error(proba: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: mean distance of stated and observed probability over ten equal bins (Guo et al. 2017)."""
    place = np.minimum((proba * bins).astype(int), bins - 1)
    gaps = [
        abs(proba[place == b].mean() - right[place == b].mean()) * (place == b).mean()
        for b in range(bins)
        if (place == b).any()
    ]
    return round(float(sum(gaps)), 4)


def below_floor(scores: Mapping[str, Any], folder: Path) -> list[str]:
    """Sentences on each score under its floor in `floors.json`; empty when all hold."""
    floors = json.loads((folder / FLOORS).read_text(encoding="utf-8"))
    faults = []
    for name, wanted in floors.items():
        for measure, floor in wanted.items():
            value = scores[name][measure]
            too_bad = value > floor if measure == "calibration_error" else value < floor
            if too_bad:
                faults.append(f"{name} {measure} is {value}, its floor {floor}")
    return faults
