"""What makes the scores of several heads true probabilities: the blend of the kinds of features, and its calibration."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from classifiers.corpus import Telling
from classifiers.fit import Examples, fit_temperature, target_of
from classifiers.model import ANNOUNCEMENT, Calibration, blended
from classifiers.scores import even_weights

# A head that is wrong alone still helps the others; the blend is chosen among these by log loss over held-out projects.
_BLENDS = tuple(
    {"use": u, "e5": e, "words": w, "signs": s} for u in (1, 2) for e in (1, 2, 3, 4) for w in (1, 2) for s in (1, 2)
)


def calibrate(field: str, scores: np.ndarray, tellings: Sequence[Telling], classes: tuple[str, ...]) -> Calibration:
    """What makes the scores true probabilities: of a label, that it or its second reading is right; of the gate,
    that a text is an announcement rather than anything else, at even chances."""
    if field == "relevance":
        return _calibrate_gate(scores, tellings, classes)
    rows = [n for n, t in enumerate(tellings) if target_of(field, t)]
    accepted = [(target_of(field, tellings[n]), getattr(tellings[n], f"{field}_alt", None)) for n in rows]
    return Calibration(fit_temperature(scores[rows], accepted, classes))


def _calibrate_gate(scores: np.ndarray, tellings: Sequence[Telling], classes: tuple[str, ...]) -> Calibration:
    """A temperature fitted over two dozen classes would not make the step between the first and all the others true."""
    at = classes.index(ANNOUNCEMENT)
    gold = np.array([t.is_announcement for t in tellings])
    weights, signs = even_weights(gold), np.where(gold, -1, 1)

    def loss(fitted: np.ndarray) -> float:
        scaled = scores / fitted[0]
        others = np.delete(scaled, at, axis=1)
        top = others.max(axis=1)
        odds = scaled[:, at] - top - np.log(np.exp(others - top[:, None]).sum(axis=1))
        return float((weights * np.logaddexp(0, signs * (odds + fitted[1]))).sum())

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", bounds=[(0.2, 3.0), (-6.0, 6.0)]).x
    temperature, step = round(float(found[0]), 3), round(float(found[1]), 3)
    return Calibration(temperature, tuple(step if n == at else 0.0 for n in range(len(classes))))


def _log_loss(scores: np.ndarray, gold: Examples, temperature: float) -> float:
    rows, targets, weights = gold
    scaled = scores[rows] / temperature
    top = scaled.max(axis=1, keepdims=True)
    log_sum = top[:, 0] + np.log(np.exp(scaled - top).sum(axis=1))
    return float(np.average(log_sum - scaled[np.arange(len(scaled)), targets], weights=weights))


def choose_blend(held_out: Mapping[str, np.ndarray], gold: Examples) -> dict[str, float]:
    """The blend of least log loss over held-out projects, at its own best temperature."""
    best: tuple[float, dict[str, float]] | None = None
    for candidate in _BLENDS:
        blend = {kind: float(candidate[kind]) for kind in held_out}
        scores = blended(held_out, blend)
        found = minimize_scalar(
            lambda t, s=scores: _log_loss(s, gold, t), bounds=(0.2, 3.0), method="bounded", options={"xatol": 1e-3}
        )
        if best is None or found.fun < best[0] - 1e-6:
            best = float(found.fun), blend
    assert best is not None
    return best[1]
