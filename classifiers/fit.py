"""What all trainers share: the target of a field, examples with their weights, a linear head in half precision, a ranker."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from classifiers import country
from classifiers.corpus import Telling
from classifiers.model import ANNOUNCEMENT, Head

FOLDS = 5
# Two readings of a thing are both right half the time: a second sector counts as half an example.
_ALTERNATIVE_WEIGHT = 0.35

Examples = tuple[np.ndarray, np.ndarray, np.ndarray]


def target_of(field: str, telling: Telling) -> str | None:
    """Gold value of a field; for relevance the class `announcement` or the reason of the near miss."""
    if field == "relevance":
        return ANNOUNCEMENT if telling.is_announcement else telling.reason
    if not telling.is_announcement:
        return None
    value = getattr(telling, field)
    return value or (country.UNKNOWN if field == "country" else None)


def fit_head(
    features: Any, targets: np.ndarray, weights: np.ndarray, classes: tuple[str, ...], strength: float
) -> Head:
    """A linear head of shape (dimensions, classes), rounded to the half precision that is saved; a class without examples is given up."""
    fitted = LogisticRegression(C=strength, max_iter=400, tol=1e-4).fit(features, targets, sample_weight=weights)
    coef, bias = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:
        coef, bias = np.vstack([-coef, coef]) / 2, np.concatenate([-bias, bias]) / 2
    full = np.zeros((coef.shape[1], len(classes)), np.float32)
    floor = np.full(len(classes), -12.0, np.float32)
    for row, index in enumerate(fitted.classes_):
        full[:, index], floor[index] = coef[row], bias[row]
    # Half precision is what is saved; rounding here keeps a model in memory equal to the same model loaded.
    return Head(full.astype(np.float16).astype(np.float32), np.round(floor, 4))


def chance_loss(sure: np.ndarray, right: np.ndarray) -> float:
    """Mean log loss of the chances given to answers, of which some are right."""
    sure = sure.clip(1e-6, 1 - 1e-6)
    return float(-np.where(right, np.log(sure), np.log(1 - sure)).mean())


def fit_temperature(scores: np.ndarray, accepted: Sequence[Sequence[str | None]], classes: tuple[str, ...]) -> float:
    """The temperature at which the probability of the best class is the chance that it is one of those accepted, by log loss over rows
    of `scores`, shape (texts, classes)."""
    right = np.array([classes[best] in those for best, those in zip(scores.argmax(axis=1), accepted, strict=True)])

    def loss(temperature: float) -> float:
        scaled = scores / temperature
        return chance_loss(1 / np.exp(scaled - scaled.max(axis=1, keepdims=True)).sum(axis=1), right)

    return round(float(minimize_scalar(loss, bounds=(0.2, 3.0), method="bounded", options={"xatol": 1e-3}).x), 3)


def examples_of(field: str, tellings: Sequence[Telling], classes: tuple[str, ...]) -> Examples:
    """Row, class index and weight of each example; a second reading is an example of smaller weight."""
    rows = []
    for row, telling in enumerate(tellings):
        value = target_of(field, telling)
        if value in classes:
            rows.append((row, classes.index(value), 1.0))
        second = getattr(telling, f"{field}_alt", None)
        if value is not None and second in classes:
            rows.append((row, classes.index(second), _ALTERNATIVE_WEIGHT))
    table = np.array(rows)
    return table[:, 0].astype(int), table[:, 1].astype(int), table[:, 2]


def fit_ranker(matrix: Any, right: np.ndarray, weights: np.ndarray) -> Head:
    """A ranker of shape (features, 1) over rows of which some are `right`."""
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(matrix, right, sample_weight=weights)
    return Head(np.round(fitted.coef_.T, 4).astype(np.float32), np.round(fitted.intercept_, 4).astype(np.float32))


def cool(ranker: Head, groups: Sequence[np.ndarray], right: Sequence[int]) -> Head:
    """The ranker at the temperature at which its softmax over the rows of a group says how often its first choice is right; `right` is
    the number of the row that should be chosen, -1 where none of the group is."""
    scores = [(group @ ranker.weights)[:, 0].astype(np.float64) for group in groups]
    hits = np.array([int(np.argmax(row)) == wanted for row, wanted in zip(scores, right, strict=True)])

    def loss(temperature: float) -> float:
        return chance_loss(np.array([1 / np.exp((row - row.max()) / temperature).sum() for row in scores]), hits)

    best = minimize_scalar(loss, bounds=(0.5, 4.0), method="bounded", options={"xatol": 1e-3}).x
    return Head(np.round(ranker.weights / best, 4).astype(np.float32), ranker.bias)
