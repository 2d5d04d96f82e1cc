"""How the pair model learns: claims of the corpus, pairs of one story and of strangers that are hard to tell apart."""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.optimize import minimize

from census.cluster import cluster
from classifiers.candidates import candidates
from classifiers.corpus import Telling, fold_of
from classifiers.model import Head
from classifiers.pair import (
    FEATURES,
    METRIC,
    Claim,
    Floats,
    Spread,
    centred,
    compare,
    draw,
    judge,
    meaning,
    unit,
)
from classifiers.rarity import Rarity

# Strangers compared with each telling: its nearest by either encoder, and others that share a label or two with it. Those of one
# country and sector matter most: a month of one country's news is full of them.
_NEAREST = 12
_STRANGERS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("country", "sector"), 12), (("country", "application"), 8), (("country",), 6), (("sector",), 6), (("lang",), 6),
)  # fmt: skip
_RIDGE = 1.0
# Weight of equal directions beside the measured ones: 0.05 and 0.1 are alike, 0.3 is worse.
_SHRINKAGE = 0.1
# Two projects taken for one vanish from the count unseen, one listed twice is seen by its reader and put right.
_LEAST_PRECISION = 0.95
# Announcements of a busy month; strangers grow with the square of it, so the bias depends on it. Months of 600 give more recall on held-out
# projects, but took three projects of the sample month for others; what is merged vanishes unseen.
_MONTH = 1000
_BIAS_STEPS = tuple(np.arange(0, 3.1, 0.1).round(1).tolist())


def fit_centres(tellings: Sequence[Telling], features: Mapping[str, Any]) -> dict[str, Floats]:
    """Mean vector of each language ("use.zh"), and of all ("use."): texts of one language are all alike to an encoder, so
    likeness is measured from there; and the metric. Languages of fewer than 15 texts take the mean of all."""
    found = {}
    for kind in ("use", "e5"):
        unit_rows = np.stack([unit(row) for row in features[kind]])
        found[f"{kind}."] = np.round(unit_rows.mean(axis=0), 5)
        for lang in sorted({t.lang for t in tellings}):
            rows = [n for n, t in enumerate(tellings) if t.lang == lang]
            if len(rows) >= 15:
                found[f"{kind}.{lang}"] = np.round(unit_rows[rows].mean(axis=0), 5)
    return found | {METRIC: fit_metric(tellings, _all_centred("e5", tellings, features, found))}


def _all_centred(
    kind: str, tellings: Sequence[Telling], features: Mapping[str, Any], centres: Mapping[str, Floats]
) -> Floats:
    return np.stack([centred(row, kind, t.lang, centres) for row, t in zip(features[kind], tellings, strict=True)])


def fit_metric(tellings: Sequence[Telling], vectors: Floats) -> Floats:
    """Matrix that shrinks the directions in which tellings of one project differ (language, style, length) and so brings out those
    in which projects do: inverse root of the covariance within projects, as in speaker verification (Hatch et al. 2006).

    Average precision over pairs of one language, in cross-validation by project: 0.71, 0.52 without.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for n, telling in enumerate(tellings):
        if telling.is_announcement:
            groups[telling.story].append(n)
    several = [rows for rows in groups.values() if len(rows) > 1]
    apart = np.concatenate([vectors[rows] - vectors[rows].mean(axis=0) for rows in several]).astype(np.float64)
    within = apart.T @ apart / sum(len(rows) - 1 for rows in several)
    even = np.trace(within) / len(within) * np.eye(len(within))
    values, directions = np.linalg.eigh((1 - _SHRINKAGE) * within + _SHRINKAGE * even)
    matrix = directions @ np.diag(values**-0.5) @ directions.T
    return np.asarray(matrix / np.abs(matrix).max(), np.float16)


def claims_of(
    tellings: Sequence[Telling],
    features: Mapping[str, Any],
    leads: Sequence[str | None],
    spreads: Mapping[str, Sequence[Spread]],
    centres: Mapping[str, Floats],
    folds: int,
) -> list[Claim]:
    """Corpus tellings as claims; `leads` are the names the lead model finds, `spreads` the distributions of sector, application and
    country when each telling's project was held out, as it is from the metric: what the pair model will see of texts nobody labelled.
    """
    use, e5 = (_all_centred(kind, tellings, features, centres) for kind in ("use", "e5"))
    fold = np.array([fold_of(t.story, folds) for t in tellings])
    metrics = [
        fit_metric([t for t, f in zip(tellings, fold, strict=True) if f != n], e5[fold != n]) for n in range(folds)
    ]
    return [
        Claim(
            str(n), t.whole, t.lang, use[n], e5[n], meaning(e5[n], metrics[fold[n]]), leads[n],
            **{name: rows[n] for name, rows in spreads.items()}, date=t.date,
        )
        for n, t in enumerate(tellings)
    ]  # fmt: skip


def _keys(telling: Telling) -> list[tuple[str | None, ...]]:
    """Names of the groups a telling is in: its story's, then one for each of `_STRANGERS`."""
    shared = [("+".join(names), *(getattr(telling, name) for name in names)) for names, _ in _STRANGERS]
    return [("story", telling.story), *shared]


def training_pairs(tellings: Sequence[Telling], claims: Sequence[Claim]) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Pairs of one story, and pairs of strangers: for each telling its nearest by either encoder, and others by `_STRANGERS`,
    near or far. Nearest ones alone would teach that likeness speaks against a match."""
    use, e5 = np.stack([c.use for c in claims]), np.stack([c.e5 for c in claims])
    groups: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for n, telling in enumerate(tellings):
        for key in _keys(telling):
            groups[key].append(n)
    stories = [rows for key, rows in groups.items() if key[0] == "story"]
    same = {pair for rows in stories for pair in itertools.combinations(rows, 2)}
    different: set[tuple[int, int]] = set()
    for i, telling in enumerate(tellings):
        near = [int(n) for v in (use, e5) for n in np.argsort(-(v @ v[i]), kind="stable")[:_NEAREST]]
        for (_, picks), key in zip(_STRANGERS, _keys(telling)[1:], strict=True):
            group = groups[key] if None not in key else []
            step = max(1, len(group) // picks)
            near += group[i % step :: step]
        different |= {(min(i, j), max(i, j)) for j in near if tellings[j].story != telling.story}
    pairs = sorted(same) + sorted(different)
    return pairs, np.array([1.0] * len(same) + [0.0] * len(different))


def _fit(measured: Floats, right: np.ndarray) -> Head:
    """Logistic regression in which likeness never speaks against a match nor strangeness for one (`FEATURES` gives the sign):
    features that say the same in two ways would else take opposite weights and fail on other texts."""
    x, y = measured.astype(np.float64), np.where(right > 0, 1.0, -1.0)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margin = y * (x @ weights[:-1] + weights[-1])
        value = np.logaddexp(0, -margin).sum() + _RIDGE * float(weights[:-1] @ weights[:-1]) / 2
        pull = -y / (1 + np.exp(margin))
        return float(value), np.append(x.T @ pull + _RIDGE * weights[:-1], pull.sum())

    bounds = [(0, None) if sign > 0 else (None, 0) if sign < 0 else (None, None) for _, sign in FEATURES]
    fitted = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    return Head(np.round(fitted[:-1, None], 4).astype(np.float32), np.round(fitted[-1:], 4).astype(np.float32))


def fit_pair(
    tellings: Sequence[Telling],
    claims: Sequence[Claim],
    rarity: Rarity,
    folds: int,
    verdicts: Sequence[tuple[Claim, Claim, bool]] = (),
) -> tuple[Head, dict[str, float]]:
    """The pair ranker, which learns from pairs of the corpus and from those of analysts' `verdicts` (whether one project), and how well it
    links announcements of projects that it never saw: precision, recall and F1 over the pairs put together, in months of a common size.

    Hard strangers are far commoner among the pairs it learns from than among those of a month; the bias makes up for it by the
    largest step that keeps the precision of `_LEAST_PRECISION`.
    """
    pairs, right = training_pairs(tellings, claims)
    measured = compare(claims, pairs, rarity)
    fold = np.array([fold_of(t.story, folds) for t in tellings])
    outside = np.array([[fold[i], fold[j]] for i, j in pairs])
    if verdicts:
        own = [claim for one, two, _ in verdicts for claim in (one, two)]
        rows = compare(own, [(2 * n, 2 * n + 1) for n in range(len(verdicts))], rarity)
        measured = np.vstack([measured, rows])
        right = np.concatenate([right, [float(is_same) for *_, is_same in verdicts]])
        # They tell of no project of the corpus, so no month of it is easier for them: no fold leaves them out.
        outside = np.vstack([outside, np.full((len(verdicts), 2), folds)])
    counted = {step: np.zeros(3, int) for step in _BIAS_STEPS}
    for n in range(folds):
        kept = (outside != n).all(axis=1)
        ranker = _fit(measured[kept], right[kept])
        for month in _months(tellings, claims, [i for i in range(len(tellings)) if fold[i] == n]):
            near = candidates(month, [draw(claim, {}) for claim in month], rarity)
            compared = compare(month, near, rarity)
            story = {c.id: tellings[int(c.id)].story for c in month}
            for step in _BIAS_STEPS:
                judged = judge(month, near, compared, _moved(ranker, step), "fold", "")
                counted[step] += _count(cluster([c.id for c in month], judged), story)
    sound = [s for s in _BIAS_STEPS if _figures(*counted[s])["precision"] >= _LEAST_PRECISION]
    best = max(sound, default=_BIAS_STEPS[0])
    return _moved(_fit(measured, right), best), _figures(*counted[best])


def _months(tellings: Sequence[Telling], claims: Sequence[Claim], rows: Sequence[int]) -> list[list[Claim]]:
    """The announcements of a fold, cut by project into months of about `_MONTH`; undated, for in a month everything is told at one time."""
    told = [i for i in rows if tellings[i].is_announcement]
    parts = max(1, round(len(told) / _MONTH))
    months: list[list[Claim]] = [[] for _ in range(parts)]
    for i in told:
        months[fold_of(f"month of {tellings[i].story}", parts)].append(replace(claims[i], date=None))
    return months


def _moved(ranker: Head, step: float) -> Head:
    return Head(ranker.weights, ranker.bias + np.float32(step))


def _count(groups: Sequence[Sequence[str]], story: Mapping[str, str]) -> tuple[int, int, int]:
    """Pairs rightly put together, put together, and of one story."""
    hits = sum(story[a] == story[b] for group in groups for a, b in itertools.combinations(group, 2))
    sizes = Counter(story.values()).values()
    return hits, sum(math.comb(len(group), 2) for group in groups), sum(math.comb(size, 2) for size in sizes)


def _figures(hits: int, found: int, true: int) -> dict[str, float]:
    precision, recall = int(hits) / max(1, int(found)), int(hits) / max(1, int(true))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "n": int(true)}
