"""The threshold of the gate, and the floors of quality that no change may lower."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from classifiers.corpus import Telling
from classifiers.model import ANNOUNCEMENT, CARD
from classifiers.scores import even_weights

FLOORS = "floors.json"
# What the gate drops nobody sees again: of thresholds within this of the best F1 the lowest is taken.
_AS_GOOD = 0.005


def choose_threshold(tellings: Sequence[Telling], proba: np.ndarray, classes: tuple[str, ...]) -> float:
    """The relevance from which a text counts as an announcement, to two places: the lowest of those that are as good as the best by F1
    on held-out projects, where announcements and the rest are as common as each other."""
    chance = proba[:, classes.index(ANNOUNCEMENT)]
    gold = np.array([t.is_announcement for t in tellings])
    weights = even_weights(gold)
    steps = [step / 100 for step in range(5, 96)]
    scores = [f1_score(gold, chance >= step, sample_weight=weights) for step in steps]
    return next(step for step, score in zip(steps, scores, strict=True) if score >= max(scores) - _AS_GOOD)


def below_floor(scores: Mapping[str, Any], folder: Path) -> list[str]:
    """Sentences on each score under its floor in `floors.json`, or over it where it is an error; empty when all hold."""
    floors = json.loads((folder / FLOORS).read_text(encoding="utf-8"))
    faults = []
    for name, wanted in floors.items():
        for measure, floor in wanted.items():
            value = scores[name][measure]
            too_bad = value > floor if measure == "calibration_error" else value < floor
            if too_bad:
                faults.append(f"{name} {measure} is {value}, its floor {floor}")
    return faults


def calibration_of(folder: Path) -> dict[str, tuple[float, float]]:
    """Calibration error and the most allowed of each field of the model in a folder, as its card and `floors.json` say; empty where
    no floors are kept beside it."""
    if not (folder / FLOORS).exists():
        return {}
    scores = json.loads((folder / CARD).read_text(encoding="utf-8"))["held_out_scores"]
    floors = json.loads((folder / FLOORS).read_text(encoding="utf-8"))
    return {
        name: (scores[name]["calibration_error"], wanted["calibration_error"])
        for name, wanted in floors.items()
        if "calibration_error" in wanted
    }
