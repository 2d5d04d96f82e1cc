"""The threshold of the gate, and the floors of quality that no change may lower."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.corpus import Telling
from classifiers.model import ANNOUNCEMENT

FLOORS = "floors.json"
# What the gate drops nobody sees again, what it passes is reviewed: of a hundred announcements it may drop five.
LEAST_RECALL = 0.95


def choose_threshold(tellings: Sequence[Telling], proba: np.ndarray, classes: tuple[str, ...]) -> float:
    """The relevance that `LEAST_RECALL` of the announcements of held-out projects reach, to two places."""
    chance = proba[:, classes.index(ANNOUNCEMENT)]
    gold = np.array([t.is_announcement for t in tellings])
    return float(np.floor(np.quantile(chance[gold], 1 - LEAST_RECALL) * 100) / 100)


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
