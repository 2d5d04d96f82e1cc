"""What more texts would buy, and what an unseen language costs: heads fitted on parts of the corpus, measured on projects outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.corpus import Telling, fold_of
from classifiers.fit import FOLDS, examples_of, target_of
from classifiers.model import ANNOUNCEMENT, Floats, blended
from classifiers.train import Features, balance, classes_of, fit_heads, strength_of

# Shares of the training projects, each twice as large as the one before but for the last.
SHARES = (0.125, 0.25, 0.5, 1.0)
# Heads weigh alike here: the curve is of the texts, not of the blend.
_EVEN = {"use": 1.0, "e5": 1.0, "words": 1.0, "signs": 1.0}


@dataclass(frozen=True)
class Learnt:
    """One point of a curve: the part of the corpus learnt from, how many texts that is, and the share of right answers outside."""

    part: str
    texts: int
    accuracy: float


def learning_curve(field: str, tellings: Sequence[Telling], features: Features) -> list[Learnt]:
    """Accuracy on the last fold's projects by the share of the other projects that was learnt from; of the gate, of the decision between
    announcement and anything else."""
    outside = np.array([fold_of(t.story, FOLDS) == FOLDS - 1 for t in tellings])
    # Another hash than that of the folds: shares of it are spread over all of them.
    place = np.array([fold_of(f"share of {t.story}", 1000) / 1000 for t in tellings])
    found = []
    for share in SHARES:
        inside = ~outside & (place < share)
        found.append(Learnt(f"{share:.0%}", int(inside.sum()), _accuracy(field, tellings, features, inside, outside)))
    return found


def without_languages(
    field: str, tellings: Sequence[Telling], features: Features, languages: Sequence[str]
) -> Mapping[str, tuple[float, float]]:
    """Language -> accuracy on its texts of the last fold, learnt from all other folds, and from these without any of the languages."""
    outside = np.array([fold_of(t.story, FOLDS) == FOLDS - 1 for t in tellings])
    unseen = np.array([t.lang in languages for t in tellings])
    found = {}
    for lang in languages:
        asked = outside & np.array([t.lang == lang for t in tellings])
        found[lang] = (
            _accuracy(field, tellings, features, ~outside, asked),
            _accuracy(field, tellings, features, ~outside & ~unseen, asked),
        )
    return found


def _accuracy(
    field: str, tellings: Sequence[Telling], features: Features, inside: np.ndarray, asked: np.ndarray
) -> float:
    known = [t for t, chosen in zip(tellings, inside, strict=True) if chosen]
    classes = classes_of(field, known)
    rows, targets, weights = examples_of(field, known, classes)
    part = {kind: matrix[np.flatnonzero(inside)] for kind, matrix in features.items()}
    heads = fit_heads(part, (rows, targets, weights * balance(field, targets, classes)), classes, strength_of(field))
    questions = [n for n in np.flatnonzero(asked).tolist() if target_of(field, tellings[n])]
    scores: Floats = blended({kind: heads[kind].logits(matrix[questions]) for kind, matrix in features.items()}, _EVEN)
    told = [classes[best] for best in scores.argmax(axis=1)]
    return round(
        float(np.mean([_is_right(field, tellings[n], said) for n, said in zip(questions, told, strict=True)])), 4
    )


def _is_right(field: str, telling: Telling, said: str) -> bool:
    if field == "relevance":
        return telling.is_announcement == (said == ANNOUNCEMENT)
    return said in (target_of(field, telling), getattr(telling, f"{field}_alt", None))
