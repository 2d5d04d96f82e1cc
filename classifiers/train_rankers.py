"""Trains the rankers of a text's names: who leads, whose country, and what kind of body that is."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import vstack

from classifiers import country, lead, subject
from classifiers.corpus import Telling, fold_of
from classifiers.fit import FOLDS, cool, examples_of, fit_head, fit_ranker, fit_temperature
from classifiers.model import Head
from classifiers.pair import Spread

_SUBJECT_STRENGTH = 1.0
# A noise story beside an announcement, when countries are learnt.
_STORY_WEIGHT = 0.25


def fit_lead(tellings: Sequence[Telling]) -> tuple[Head, list[lead.Span | None]]:
    """Ranker of leading names, from tellings that name their lead, and whom it chooses in each telling when the telling's project was held
    out. Its bias is set so that it names nobody as often as is right, on tellings that name nobody as well."""
    found = [lead.find_candidates(t.whole) for t in tellings]
    rows = [lead.matrix(candidates) for candidates in found]
    named = [n for n, t in enumerate(tellings) if t.is_announcement and t.lead]
    known = [(n, hits) for n in named if (hits := _hits(tellings[n], found[n])).any()]
    folds = [fold_of(t.story, FOLDS) for t in tellings]

    def fit(fold: int | None) -> Head:
        seen = [(n, hits) for n, hits in known if folds[n] != fold]
        right = np.concatenate([hits for _, hits in seen])
        return fit_ranker(vstack([rows[n] for n, _ in seen], format="csr"), right, np.ones(len(right)))

    held_out = {fold: fit(fold) for fold in range(FOLDS)}
    scores = [lead.score(row, held_out[fold]) for row, fold in zip(rows, folds, strict=True)]
    step = np.float32(_nobody(tellings, found, scores))
    spans = [lead.choose_among(t.whole, c, s + step) for t, c, s in zip(tellings, found, scores, strict=True)]
    ranker = fit(None)
    return Head(ranker.weights, ranker.bias + step), spans


def _hits(telling: Telling, candidates: Sequence[lead.Candidate]) -> np.ndarray:
    """Which candidates are the telling's lead, which it names."""
    assert telling.lead is not None
    start = telling.whole.find(telling.lead)
    gold = (start, start + len(telling.lead))
    return np.array(
        [lead.overlap((c.start, c.end), gold) >= 0.5 or lead.same_name(c.name, telling.lead) for c in candidates]
    )


def _nobody(
    tellings: Sequence[Telling], found: Sequence[Sequence[lead.Candidate]], scores: Sequence[np.ndarray]
) -> float:
    """The step on all scores with which most announcements are answered right: by their lead, or by nobody where nobody is named."""
    told = [row for row in zip(tellings, found, scores, strict=True) if row[0].is_announcement]

    def right(step: float) -> int:
        chosen = ((t, lead.choose_among(t.whole, candidates, s + np.float32(step))) for t, candidates, s in told)
        return sum(_same(lead.name_at(t.whole, span), t.lead) for t, span in chosen)

    return max((0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0), key=right)


def _same(name: str | None, gold: str | None) -> bool:
    return name == gold if name is None or gold is None else lead.same_name(name, gold) or name in gold or gold in name


def fit_country(tellings: Sequence[Telling], places: Sequence[Sequence[country.Place]]) -> Head:
    """Ranker of countries, from the candidate `places` of each telling. Noise stories count too: they teach what is known of a text
    that names nobody, and where news of other things takes place."""
    groups = [country.matrix(candidates) for candidates in places]
    right = [
        _number_of(t.country or country.UNKNOWN, candidates) for t, candidates in zip(tellings, places, strict=True)
    ]
    known = [n for n, hit in enumerate(right) if hit >= 0]
    chosen = np.concatenate([np.arange(len(groups[n])) == right[n] for n in known])
    weights = [1.0 if tellings[n].is_announcement else _STORY_WEIGHT for n in known]
    each = np.concatenate(
        [np.full(len(groups[n]), 3.0 * w / len(groups[n])) for n, w in zip(known, weights, strict=True)]
    )
    # One row at a time, not a choice among them: as right and as true of the corpus, and the home of a leading name weighs more.
    ranker = fit_ranker(np.vstack([groups[n] for n in known]), chosen, each)
    # A country that is no candidate cannot be chosen: what is chosen instead is wrong, and the chances must know it.
    announced = [n for n, telling in enumerate(tellings) if telling.is_announcement]
    return cool(ranker, [groups[n] for n in announced], [right[n] for n in announced])


def _number_of(wanted: str, candidates: Sequence[country.Place]) -> int:
    """Which of the candidates is the wanted country; -1 where none is."""
    return next((n for n, place in enumerate(candidates) if place.country == wanted), -1)


def fit_subject(
    tellings: Sequence[Telling], spans: Sequence[lead.Span | None], proba: Sequence[Spread]
) -> tuple[Head, list[Spread]]:
    """Ranker of kinds of leads, and its probabilities for each telling when the telling's project was held out."""
    rows = subject.matrix(
        proba, [subject.find_evidence(t.whole, span) for t, span in zip(tellings, spans, strict=True)]
    )
    gold, targets, weights = examples_of("subject", tellings, subject.CLASSES)
    folds = np.array([fold_of(t.story, FOLDS) for t in tellings])
    scores = np.zeros((len(tellings), len(subject.CLASSES)), np.float32)
    for fold in range(FOLDS):
        train = folds[gold] != fold
        head = fit_head(rows[gold[train]], targets[train], weights[train], subject.CLASSES, _SUBJECT_STRENGTH)
        scores[folds == fold] = head.logits(rows[folds == fold])
    told = [n for n, t in enumerate(tellings) if t.is_announcement]
    accepted = [(tellings[n].subject, tellings[n].subject_alt) for n in told]
    temperature = fit_temperature(scores[told], accepted, subject.CLASSES)
    fitted = fit_head(rows[gold], targets, weights, subject.CLASSES, _SUBJECT_STRENGTH)
    # A softmax at a temperature is the softmax of scores divided by it.
    cooled = Head(np.round(fitted.weights / temperature, 4), np.round(fitted.bias / temperature, 4))
    answers = np.exp(scores / temperature)
    return cooled, [dict(zip(subject.CLASSES, (row / row.sum()).tolist(), strict=True)) for row in answers]
