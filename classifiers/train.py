"""Corpus to model. The same corpus gives the same bytes: no random number is drawn, sums run in one order on one thread."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from census.taxonomy import TABLES, codes_of
from classifiers import country, lead, train_pair
from classifiers.calibrate import calibrate, choose_blend
from classifiers.card import describe
from classifiers.corpus import Telling, fold_of
from classifiers.decided import JudgedPair, claims_of_pairs
from classifiers.encode import ENCODERS, encode_many
from classifiers.fit import FOLDS, Examples, chance_loss, examples_of, fit_head, target_of
from classifiers.model import (  # fmt: skip
    ANNOUNCEMENT,
    DEAR,
    LIGHT,
    OPENER,
    FieldModel,
    Head,
    Model,
    blended,
    is_in_doubt,
    is_unclear,
    within_sectors,
)
from classifiers.pair import Spread, names_of
from classifiers.pieces import headlines, untitled
from classifiers.rarity import count_names
from classifiers.signs import find_signs
from classifiers.train_boundary import fit_boundary
from classifiers.train_rankers import fit_country, fit_lead, fit_subject
from classifiers.words import Words

# Countries of fewer projects are left to the gazetteer: a head cannot learn them.
_COUNTRY_TELLINGS = 8
# Inverse regularisation by kind of feature, best where whole batches of the corpus, each by one writer, were held out (1, 3, 10, 30 tried):
# relevance AP 0.937; stage 0.51 with USE at 1 and E5 at 3, 0.48 at 10 and 30.
STRENGTH = {"use": 10.0, "e5": 30.0, "words": 10.0, "signs": 0.3}
_GENTLE = {"use": 1.0, "e5": 3.0, "words": 10.0, "signs": 0.3}
# Fields that depend on the turn of a phrase more than on the matter: what is learnt of one writer's matters misleads.
_TURNS = ("stage", "subject")
Features = dict[str, Any]
Progress = Callable[[str], None]


def encode_all(texts: Sequence[str], words: Words) -> Features:
    """All kinds of features of the texts."""
    return {
        "use": encode_many(ENCODERS["use"], texts),
        "e5": encode_many(ENCODERS["e5"], texts),
        "words": words.transform(texts),
        "signs": find_signs(texts),
    }


def classes_of(field: str, tellings: Sequence[Telling]) -> tuple[str, ...]:
    """The values of a field that can be learnt from these texts, in the order of the code table where it has one."""
    present = [t for t in (target_of(field, telling) for telling in tellings) if t]
    if field in TABLES:
        return tuple(code for code in codes_of(field) if code in present)
    least = _COUNTRY_TELLINGS if field == "country" else 2
    return tuple(sorted(c for c in set(present) if present.count(c) >= least))


def balance(field: str, targets: np.ndarray, classes: tuple[str, ...]) -> np.ndarray:
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


def fit_field(field: str, tellings: Sequence[Telling], features: Features, told: int) -> tuple[FieldModel, np.ndarray]:
    """A calibrated field model, and its probabilities for each telling when the telling's project was held out. The first `told`
    tellings are as outlets told them, the others pieces of these: calibration is by the first."""
    classes = classes_of(field, tellings)
    rows, targets, weights = examples_of(field, tellings, classes)
    examples = rows, targets, weights * balance(field, targets, classes)
    folds = np.array([fold_of(t.story, FOLDS) for t in tellings])
    heads, held_out = _fit_held_out(examples, features, folds, classes, strength_of(field))
    blend = choose_blend(held_out, examples)
    scores = blended(held_out, blend)
    calibration = calibrate(field, scores[:told], tellings[:told], classes)
    if field != "relevance":
        return FieldModel(classes, heads, blend, calibration), calibration.proba(scores)
    steps, quick = [], []
    for kinds in (held_out.keys() - {DEAR}, LIGHT):
        part = blended({kind: matrix for kind, matrix in held_out.items() if kind in kinds}, blend)
        steps.append(calibrate(field, part[:told], tellings[:told], classes))
        quick.append(steps[-1].proba(part))
    at = classes.index(ANNOUNCEMENT)
    proba = np.where(is_in_doubt(quick[0][:, at])[:, None], calibration.proba(scores), quick[0])
    proba = np.where(is_unclear(quick[1][:, at])[:, None], proba, quick[1])
    return FieldModel(classes, heads, blend, calibration, *steps), proba


def strength_of(field: str) -> Mapping[str, float]:
    """Inverse regularisation of each kind of feature for a field."""
    return _GENTLE if field in _TURNS else STRENGTH


def fit_heads(
    features: Features, examples: Examples, classes: tuple[str, ...], strength: Mapping[str, float]
) -> dict[str, Head]:
    """A head for each kind of feature."""
    rows, targets, weights = examples
    return {
        kind: fit_head(matrix[rows], targets, weights, classes, strength[kind]) for kind, matrix in features.items()
    }


def _fit_held_out(
    examples: Examples, features: Features, folds: np.ndarray, classes: tuple[str, ...], strength: Mapping[str, float]
) -> tuple[dict[str, Head], dict[str, np.ndarray]]:
    """A head for each kind of feature, and the scores of each when the telling's fold was held out.

    Each fit runs on one thread and knows nothing of the others: in any order, on any number of cores, the same heads.
    """
    rows, targets, weights = examples

    def fit(kind: str, fold: int | None) -> Head:
        train = folds[rows] != fold if fold is not None else np.ones(len(rows), bool)
        return fit_head(features[kind][rows[train]], targets[train], weights[train], classes, strength[kind])

    jobs = [(kind, fold) for kind in features for fold in (*range(FOLDS), None)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        fitted = dict(zip(jobs, pool.map(lambda job: fit(*job), jobs), strict=True))
    held_out = {kind: np.zeros((len(folds), len(classes)), np.float32) for kind in features}
    for (kind, fold), head in fitted.items():
        if fold is not None:
            held_out[kind][folds == fold] = head.logits(features[kind][folds == fold])
    return {kind: fitted[kind, None] for kind in features}, held_out


def _spreads(proba: np.ndarray, classes: tuple[str, ...]) -> list[Spread]:
    return [dict(zip(classes, row.tolist(), strict=True)) for row in proba]


@dataclass(frozen=True)
class Trained:
    """A model, and what it says of each telling it learnt from when the telling's project was held out: a distribution for each field, of
    the gate too (`relevance`)."""

    model: Model
    held_out: Mapping[str, Sequence[Spread]]


def train(tellings: Sequence[Telling], progress: Progress = lambda step: None) -> Model:
    """Fit all parts to the corpus and score them on held-out projects; the scores stand in the model's card."""
    return train_with(tellings, (), (), progress).model


def train_with(
    corpus: Sequence[Telling], decided: Sequence[Telling], judged: Sequence[JudgedPair], progress: Progress
) -> Trained:
    """Fit all parts to the corpus, to what analysts decided, and to pairs that they judged. The card's scores are those on the corpus, so
    that cards can be compared; leads and seams, of which no analyst is asked, are learnt from the corpus alone."""
    with threadpool_limits(1):
        progress("encoding the corpus")
        tellings = [*corpus, *decided]
        examples = [*tellings, *headlines(tellings), *untitled(tellings)]
        texts = [t.whole for t in examples]
        words = Words.fit(texts)
        features = encode_all(texts, words)
        fields, proba = {}, {}
        for name in ("relevance", "sector", "application", "subject", "stage", "country"):
            progress(f"fitting {name}")
            fields[name], proba[name] = fit_field(name, examples, features, len(tellings))
        progress("fitting seams of roundups")
        fields[OPENER], seams, seam_scores = fit_boundary(corpus, words, fields["relevance"], FOLDS)
        progress("fitting lead, country and pair rankers")
        # What follows learns from the texts as told: a headline beside its own text would be too easy a pair.
        features = {kind: matrix[: len(corpus)] for kind, matrix in features.items()}
        proba = {name: matrix[: len(tellings)] for name, matrix in proba.items()}
        begun = Model(words, fields, {"boundary": seams}, {})
        model, answers, links = _with_rankers(begun, corpus, decided, features, proba, judged)
        others = {"pair": links, "seams": seam_scores}
    gate = _spreads(proba["relevance"], fields["relevance"].classes)
    seen = {name: rows[: len(corpus)] for name, rows in answers.items()}
    card = describe(model, corpus, proba["relevance"][: len(corpus)], seen, others)
    return Trained(replace(model, card=card), {**answers, "relevance": gate})


def _with_rankers(
    model: Model,
    corpus: Sequence[Telling],
    decided: Sequence[Telling],
    features: Features,
    proba: dict[str, np.ndarray],
    judged: Sequence[JudgedPair],
) -> tuple[Model, dict[str, list[Spread]], dict[str, float]]:
    """The model with its rankers and centres, the answers that it gives each telling, and the figures of linking. What the rankers see of
    the fields comes from held-out projects (`proba`), as it will for unseen ones."""
    tellings = [*corpus, *decided]
    ranked = ("sector", "application", "country", "subject", "stage")
    spreads = {name: _spreads(proba[name], model.fields[name].classes) for name in ranked}
    leads, spans = fit_lead(corpus)
    spans += [lead.choose(t.whole, leads) for t in decided]
    places = [
        country.find_places(t.whole, t.lang, span, head)
        for t, span, head in zip(tellings, spans, spreads["country"], strict=True)
    ]
    countries = fit_country(tellings, places)
    subjects, spreads["subject"] = fit_subject(tellings, spans, spreads["subject"])
    spreads["country"] = [country.rank(candidates, countries) for candidates in places]
    model, spreads["application"] = _within_sectors(model, tellings, spreads)
    centres = train_pair.fit_centres(corpus, features)
    rankers = {**model.rankers, "lead": leads, "country": countries, "subject": subjects}
    model = replace(model, rankers=rankers, centres=centres)
    named = [lead.name_at(t.whole, span) for t, span in zip(corpus, spans, strict=False)]
    compared = {name: spreads[name][: len(corpus)] for name in ("sector", "application", "country")}
    claims = train_pair.claims_of(corpus, features, named, compared, centres, FOLDS)
    rarity = count_names(model.words, map(names_of, claims))
    pairs, links = train_pair.fit_pair(corpus, claims, rarity, FOLDS, claims_of_pairs(model, judged))
    return replace(model, rankers={**rankers, "pair": pairs}, names=rarity.names), spreads, links


def _within_sectors(
    model: Model, tellings: Sequence[Telling], spreads: Mapping[str, Sequence[Spread]]
) -> tuple[Model, list[Spread]]:
    """The model with applications calibrated as they are published, inside their sectors, and the answers so made: what is true of a code
    alone is too sure beside a sector that may be wrong."""
    rows = [n for n, t in enumerate(tellings) if t.is_announcement and t.application]

    def joined(temperature: float) -> list[Spread]:
        cooled = ({code: p ** (1 / temperature) for code, p in used.items()} for used in spreads["application"])
        return [within_sectors(used, sectors) for used, sectors in zip(cooled, spreads["sector"], strict=True)]

    def loss(temperature: float) -> float:
        answers = joined(temperature)
        best = [max(answers[n].items(), key=lambda pair: (pair[1], pair[0])) for n in rows]
        right = np.array([code == tellings[n].application for n, (code, _) in zip(rows, best, strict=True)])
        return chance_loss(np.array([p for _, p in best]), right)

    step = min((1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5), key=loss)
    part = model.fields["application"]
    calibration = replace(part.calibration, temperature=round(part.calibration.temperature * step, 4))
    fields = {**model.fields, "application": replace(part, calibration=calibration)}
    return replace(model, fields=fields), joined(step)
