"""Corpus to model. The same corpus gives the same bytes: no random number is drawn, sums run in one order on one thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from census.taxonomy import TABLES, codes_of
from classifiers import country, lead, train_pair
from classifiers.card import describe
from classifiers.corpus import Telling, fold_of
from classifiers.encode import ENCODERS
from classifiers.model import FieldModel, Head, Model
from classifiers.pair import Spread
from classifiers.words import Words

FOLDS = 5
ANNOUNCEMENT = "announcement"
# Countries of fewer projects are left to the gazetteer: a head cannot learn them.
_COUNTRY_TELLINGS = 8
# Inverse regularisation by kind of feature, best of 0.3, 1, 3, 10, 30 in cross-validation by project.
STRENGTH = {"use": 10.0, "e5": 30.0, "words": 10.0}
# A head that is wrong alone still helps the others; the blend is chosen among these by log loss over held-out projects.
_BLENDS = tuple({"use": u, "e5": e, "words": w} for u in (1, 2, 3) for e in (1, 2, 3, 4) for w in (1, 2, 3))
# Two readings of a thing are both right half the time: a second sector counts as half an example.
_ALTERNATIVE_WEIGHT = 0.35

Features = dict[str, Any]
Examples = tuple[np.ndarray, np.ndarray, np.ndarray]
Progress = Callable[[str], None]


def encode_all(texts: Sequence[str], words: Words) -> Features:
    """All kinds of features of the texts."""
    return {"use": ENCODERS["use"].encode(texts), "e5": ENCODERS["e5"].encode(texts), "words": words.transform(texts)}


def target_of(field: str, telling: Telling) -> str | None:
    """Gold value of a field; for relevance the class `announcement` or the reason of the near miss."""
    if field == "relevance":
        return ANNOUNCEMENT if telling.is_announcement else telling.reason
    if not telling.is_announcement:
        return None
    value = getattr(telling, field)
    return value or (country.UNKNOWN if field == "country" else None)


def _classes(field: str, tellings: Sequence[Telling]) -> tuple[str, ...]:
    present = [t for t in (target_of(field, telling) for telling in tellings) if t]
    if field in TABLES:
        return tuple(code for code in codes_of(field) if code in present)
    least = _COUNTRY_TELLINGS if field == "country" else 2
    return tuple(sorted(c for c in set(present) if present.count(c) >= least))


def _fit_head(
    features: Any, targets: np.ndarray, weights: np.ndarray, classes: tuple[str, ...], strength: float
) -> Head:
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


def _examples(field: str, tellings: Sequence[Telling], classes: tuple[str, ...]) -> Examples:
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


def _balance(field: str, targets: np.ndarray, classes: tuple[str, ...]) -> np.ndarray:
    """Weight of each example against the shares that the writers of the corpus happened to choose.

    Relevance: announcements weigh as much as all near-misses together. Other fields: by the root of rarity, half way between
    the corpus' shares and equal ones.
    """
    counts = np.bincount(targets, minlength=len(classes)).clip(1)
    if field == "relevance":
        announced = counts[classes.index(ANNOUNCEMENT)]
        factor = np.ones(len(classes))
        factor[classes.index(ANNOUNCEMENT)] = (counts.sum() - announced) / announced
    else:
        factor = np.sqrt(counts.sum() / len(classes) / counts)
    return np.asarray(factor[targets])


def fit_field(field: str, tellings: Sequence[Telling], features: Features) -> tuple[FieldModel, np.ndarray]:
    """A calibrated field model, and its probabilities for each telling when the telling's project was held out."""
    classes = _classes(field, tellings)
    rows, targets, weights = _examples(field, tellings, classes)
    weights = weights * _balance(field, targets, classes)
    folds = np.array([fold_of(t.story, FOLDS) for t in tellings])
    held_out = {kind: np.zeros((len(tellings), len(classes)), np.float32) for kind in features}
    for fold in range(FOLDS):
        train = folds[rows] != fold
        for kind, matrix in features.items():
            head = _fit_head(matrix[rows[train]], targets[train], weights[train], classes, STRENGTH[kind])
            held_out[kind][folds == fold] = head.logits(matrix[folds == fold])
    blend, temperature = _calibrate(held_out, (rows, targets, weights))
    heads = {
        kind: _fit_head(matrix[rows], targets, weights, classes, STRENGTH[kind]) for kind, matrix in features.items()
    }
    scores = _blended(held_out, blend) / temperature
    shift = _gate_shift(scores, tellings, classes) if field == "relevance" else ()
    if shift:
        scores = scores + np.asarray(shift)
    proba = np.exp(scores - scores.max(axis=1, keepdims=True))
    return FieldModel(classes, heads, blend, temperature, shift), proba / proba.sum(axis=1, keepdims=True)


def _gate_shift(scores: np.ndarray, tellings: Sequence[Telling], classes: tuple[str, ...]) -> tuple[float, ...]:
    """Step on the class `announcement` that makes its probability true against all near-misses taken together, which the
    temperature, fitted over two dozen classes, does not."""
    at = classes.index(ANNOUNCEMENT)
    others = np.delete(scores, at, axis=1)
    top = others.max(axis=1)
    odds = scores[:, at] - top - np.log(np.exp(others - top[:, None]).sum(axis=1))
    gold = np.array([t.is_announcement for t in tellings])
    weights = np.where(gold, 1 / gold.sum(), 1 / (~gold).sum())

    def loss(step: float) -> float:
        return float((weights * np.logaddexp(0, np.where(gold, -1, 1) * (odds + step))).sum())

    step = round(float(minimize_scalar(loss, bounds=(-6, 6), method="bounded", options={"xatol": 1e-3}).x), 3)
    return tuple(step if n == at else 0.0 for n in range(len(classes)))


def _blended(scores: Mapping[str, np.ndarray], blend: Mapping[str, float]) -> np.ndarray:
    total = sum(blend.values())
    return np.asarray(sum(scores[kind] * (weight / total) for kind, weight in blend.items()))


def _log_loss(scores: np.ndarray, gold: Examples, temperature: float) -> float:
    rows, targets, weights = gold
    scaled = scores[rows] / temperature
    top = scaled.max(axis=1, keepdims=True)
    log_sum = top[:, 0] + np.log(np.exp(scaled - top).sum(axis=1))
    return float(np.average(log_sum - scaled[np.arange(len(scaled)), targets], weights=weights))


def _calibrate(held_out: Mapping[str, np.ndarray], gold: Examples) -> tuple[dict[str, float], float]:
    """The blend and the temperature of least log loss over held-out projects."""
    best: tuple[float, dict[str, float], float] | None = None
    for candidate in _BLENDS:
        blend = {kind: float(candidate[kind]) for kind in held_out}
        scores = _blended(held_out, blend)
        found = minimize_scalar(
            lambda t, s=scores: _log_loss(s, gold, t), bounds=(0.2, 3.0), method="bounded", options={"xatol": 1e-3}
        )
        if best is None or found.fun < best[0] - 1e-6:
            best = float(found.fun), blend, round(float(found.x), 3)
    assert best is not None
    return best[1], best[2]


def _fit_ranker(matrix: np.ndarray, right: np.ndarray, weights: np.ndarray) -> Head:
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(matrix, right, sample_weight=weights)
    return Head(np.round(fitted.coef_.T, 4).astype(np.float32), np.round(fitted.intercept_, 4).astype(np.float32))


def fit_lead(tellings: Sequence[Telling]) -> Head:
    """Ranker of leading names, from tellings that name their lead."""
    rows, right, weights = [], [], []
    for telling in tellings:
        candidates = lead.find_candidates(telling.whole)
        if telling.lead is None or not candidates:
            continue
        start = telling.whole.find(telling.lead)
        hits = [
            lead.overlap((c.start, c.end), (start, start + len(telling.lead))) >= 0.5
            or lead.same_name(c.name, telling.lead)
            for c in candidates
        ]
        if any(hits):
            rows.append(lead.matrix(candidates))
            right += hits
            weights += [1.0] * len(candidates)
    return _fit_ranker(np.vstack(rows), np.array(right), np.array(weights))


def _spreads(proba: np.ndarray, classes: tuple[str, ...]) -> list[Spread]:
    return [dict(zip(classes, row.tolist(), strict=True)) for row in proba]


def fit_country(tellings: Sequence[Telling], places: Sequence[Sequence[country.Place]]) -> Head:
    """Ranker of countries, from the candidate `places` of each telling."""
    rows, right, weights = [], [], []
    for telling, candidates in zip(tellings, places, strict=True):
        hits = [p.country == (telling.country or country.UNKNOWN) for p in candidates]
        if telling.is_announcement and any(hits):
            rows.append(country.matrix(candidates))
            right += hits
            weights += [3.0 / len(candidates)] * len(candidates)
    return _fit_ranker(np.vstack(rows), np.array(right), np.array(weights))


def headlines(tellings: Sequence[Telling]) -> list[Telling]:
    """The headlines alone of longer tellings: feeds often give no more."""
    longer = [t for t in tellings if len(t.title) >= 12 and t.text]
    return [replace(t, text="", form="headline", lead=None, place=None) for t in longer]


def train(tellings: Sequence[Telling], progress: Progress = lambda step: None) -> Model:
    """Fit all parts and score them on held-out projects; the scores stand in the model's card."""
    with threadpool_limits(1):
        progress("encoding the corpus")
        examples = [*tellings, *headlines(tellings)]
        texts = [t.whole for t in examples]
        words = Words.fit(texts)
        features = encode_all(texts, words)
        fields, proba = {}, {}
        for name in ("relevance", "sector", "application", "subject", "stage", "country"):
            progress(f"fitting {name}")
            fields[name], proba[name] = fit_field(name, examples, features)
        progress("fitting lead, country and pair rankers")
        # What follows learns from the texts as told: a headline beside its own text would be too easy a pair.
        features = {kind: matrix[: len(tellings)] for kind, matrix in features.items()}
        proba = {name: matrix[: len(tellings)] for name, matrix in proba.items()}
        model, links = _with_rankers(Model(words, fields, {}, {}), tellings, features, proba)
    return replace(model, card=describe(model, tellings, proba, links))


def _with_rankers(
    model: Model, tellings: Sequence[Telling], features: Features, proba: Mapping[str, np.ndarray]
) -> tuple[Model, dict[str, float]]:
    """The model with its rankers and centres, and the figures of linking. What the rankers see of the fields comes from held-out
    projects (`proba`), as it will for unseen ones."""
    spreads = {name: _spreads(proba[name], model.fields[name].classes) for name in ("sector", "application", "country")}
    leads = fit_lead(tellings)
    spans = [lead.choose(t.whole, leads) for t in tellings]
    places = [
        country.find_places(t.whole, t.lang, span, head)
        for t, span, head in zip(tellings, spans, spreads["country"], strict=True)
    ]
    countries = fit_country(tellings, places)
    spreads["country"] = [country.rank(candidates, countries) for candidates in places]
    named = [lead.name_at(t.whole, span) for t, span in zip(tellings, spans, strict=True)]
    centres = train_pair.fit_centres(tellings, features)
    claims = train_pair.claims_of(tellings, features, named, spreads, centres, FOLDS)
    pairs, links = train_pair.fit_pair(tellings, claims, model.words, FOLDS)
    rankers = {"lead": leads, "country": countries, "pair": pairs}
    return replace(model, rankers=rankers, centres=centres), links
