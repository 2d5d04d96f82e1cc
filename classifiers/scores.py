"""Figures of answers against gold labels: the gate, the fields, what review would buy; each with its interval."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, f1_score

from census.intervals import bootstrap, wilson

# Sectors of fewer rows say nothing of how well that sector is known.
_LEAST_ROWS = 3
# The share of labels that analysts can look at.
REVIEWED = 0.2


@dataclass(frozen=True)
class Answered:
    """One field of one text: the answer and its probability, and the gold values that count as right, the first reading first."""

    answer: str | None
    probability: float
    accepted: tuple[str | None, ...]
    lang: str

    @property
    def is_right(self) -> bool:
        """Whether the answer is one of those accepted."""
        return self.answer in self.accepted


def calibration_error(proba: np.ndarray, right: np.ndarray, weights: np.ndarray | None = None, bins: int = 10) -> float:
    """Expected calibration error: mean distance of stated and observed probability over ten equal bins (Guo et al. 2017)."""
    each = np.ones(len(proba)) if weights is None else weights
    place = np.minimum((proba * bins).astype(int), bins - 1)
    gaps = [abs((each * (proba - right))[place == b].sum()) for b in range(bins)]
    return round(float(sum(gaps) / max(each.sum(), 1e-9)), 4)


def even_weights(gold: np.ndarray) -> np.ndarray:
    """Weights under which announcements and the rest weigh the same: no corpus says how common announcements are in the world, so the
    gate's probabilities hold for even chances."""
    return np.asarray(np.where(gold, 0.5 / max(1, gold.sum()), 0.5 / max(1, (~gold).sum())))


def score_relevance(gold: Sequence[bool], proba: Sequence[float], threshold: float) -> dict[str, Any]:
    """Average precision, precision, recall and F1 at the threshold, with 95 % intervals of the first and the last; calibration at even
    chances."""
    truth, chance = np.asarray(gold, bool), np.asarray(proba, float)
    kept = chance >= threshold
    hits = int((truth & kept).sum())

    def precision_of(rows: np.ndarray) -> float:
        return float(average_precision_score(truth[rows], chance[rows])) if truth[rows].any() else float("nan")

    def f1_of(rows: np.ndarray) -> float:
        told, true = kept[rows], truth[rows]
        return 2 * int((told & true).sum()) / max(1, int(told.sum()) + int(true.sum()))

    every = np.arange(len(truth))
    return {
        "average_precision": round(precision_of(every), 4),
        "average_precision_interval": bootstrap(len(truth), precision_of),
        "precision": round(hits / max(1, int(kept.sum())), 4),
        "recall": round(hits / max(1, int(truth.sum())), 4),
        "f1": round(f1_of(every), 4),
        "f1_interval": bootstrap(len(truth), f1_of),
        "calibration_error": calibration_error(chance, truth, even_weights(truth)),
        "n": len(truth),
    }


def score_answers(rows: Sequence[Answered]) -> dict[str, Any]:
    """Accuracy with its interval, macro-F1 over the codes of `_LEAST_ROWS` rows or more, calibration, and the accuracy of what remains
    when the least sure are sent to review."""
    right = np.array([row.is_right for row in rows], bool)
    sure = np.array([row.probability for row in rows], float)
    order = np.argsort(-sure, kind="stable")[: round(len(rows) * (1 - REVIEWED))]
    high = sure > 0.9
    return {
        "accuracy": round(float(right.mean()), 4) if len(rows) else 0.0,
        "accuracy_interval": wilson(int(right.sum()), len(rows)),
        "macro_f1": _macro_f1(rows),
        "calibration_error": calibration_error(sure, right) if len(rows) else 0.0,
        "accuracy_after_review": round(float(right[order].mean()), 4) if len(order) else 0.0,
        "sure_share": round(float(high.mean()), 4) if len(rows) else 0.0,
        "sure_accuracy": round(float(right[high].mean()), 4) if high.any() else 0.0,
        "n": len(rows),
    }


def _macro_f1(rows: Sequence[Answered]) -> float:
    """An accepted second reading counts as the first."""
    truth = [str(row.accepted[0]) for row in rows]
    told = [str(row.accepted[0] if row.is_right else row.answer) for row in rows]
    often = [code for code, count in Counter(truth).items() if count >= _LEAST_ROWS]
    return round(float(f1_score(truth, told, labels=often, average="macro", zero_division=0)), 4) if often else 0.0


def by_language(rows: Sequence[Answered], least: int = 5) -> dict[str, dict[str, Any]]:
    """The figures of each language of `least` rows or more."""
    counted = Counter(row.lang for row in rows)
    return {
        lang: score_answers([row for row in rows if row.lang == lang])
        for lang, count in counted.most_common()
        if count >= least
    }


def review_curve(rows: Sequence[Answered]) -> Mapping[float, float]:
    """Share sent to review -> accuracy of the rest, in steps of a twentieth."""
    order = sorted(rows, key=lambda row: -row.probability)
    curve = {}
    for step in range(20):
        kept = order[: max(1, round(len(order) * (1 - step / 20)))]
        curve[step / 20] = round(sum(row.is_right for row in kept) / len(kept), 4)
    return curve
