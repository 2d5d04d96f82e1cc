"""Trains where another matter begins: on roundups put together from texts of the corpus, whose seams are known, and on its longer
articles, which have none.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from census.countries import country_name
from census.sentences import find_sentences
from classifiers import boundary
from classifiers.corpus import Telling, fold_of
from classifiers.encode import ENCODERS, Matrix, encode_many
from classifiers.model import ANNOUNCEMENT, FieldModel, Head
from classifiers.signs import find_signs
from classifiers.words import Words

OPENS = ("continues", "opens")
# Each text meets other neighbours in so many roundups.
_SHUFFLES = 3
# How many sentences of each text the roundups of each shuffle tell: a month's roundup gives each project one or two.
_KEPT = (None, 1, 2)
# Words with which a roundup turns to the next matter, and how it names a country first; in the languages that we write roundups in.
_TURNS = {
    "en": ("Meanwhile, ", "In addition, ", "Also, ", "Elsewhere, ", "At the same time, "),
    "zh": ("此外，", "另外，", "与此同时，", "同时，", "值得一提的是，"),
    "es": ("Por otra parte, ", "Además, ", "Mientras tanto, "),
    "pt": ("Além disso, ", "Enquanto isso, "),
    "de": ("Unterdessen: ", "Außerdem: "),
    "ja": ("また、", "一方、"),
    "ko": ("한편, ", "또한 "),
}
_PLACES = {"en": "In {}, ", "zh": "在{}，"}
_LEAD_IN = re.compile(
    "^(?:"
    + "|".join(re.escape(turn) for turns in _TURNS.values() for turn in turns)
    + r"|In [A-Z][\w .&'-]{2,30}, |在[^，]{2,8}，)"
)
# Texts a roundup holds: four to twelve.
_FEWEST, _SPREAD = 4, 9
_SHORTEST = 40
_UNSPACED = ("zh", "zh-Hant", "ja", "th")
# Inverse regularisation of the opener; no other was tried (area under its curve, by project: 0.84).
_STRENGTH = 1.0
# The encoder's rows have length one, as those of the bag of words; they weigh twice as much. No other weight was tried.
_USE_WEIGHT = 2.0


@dataclass(frozen=True)
class Composed:
    """A text put together, where its matters begin, and the fold that its projects belong to."""

    text: str
    seams: frozenset[int]
    fold: int


def _draw(*parts: object) -> int:
    """A number that is the same on every machine."""
    return int(hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:8], 16)


def compose(tellings: Sequence[Telling], folds: int) -> list[Composed]:
    """Roundups of the texts of one language and fold, and the longer texts alone."""
    pools: dict[tuple[str, int], list[Telling]] = defaultdict(list)
    for telling in tellings:
        if len(telling.text) >= _SHORTEST:
            pools[telling.lang, fold_of(telling.story, folds)].append(telling)
    found = [
        Composed(t.text, frozenset({0}), fold)
        for (_, fold), pool in sorted(pools.items())
        for t in pool
        if t.form == "body" or (t.form == "lead" and _draw(t.whole) % 3 == 0)
    ]
    for (lang, fold), pool in sorted(pools.items()):
        for shuffle in range(_SHUFFLES):
            shuffled = sorted(pool, key=lambda t: _draw(t.whole, shuffle))
            start = 0
            while start < len(shuffled):
                size = _FEWEST + _draw(lang, start, shuffle) % _SPREAD
                found.append(_join(shuffled[start : start + size], lang, fold, shuffle))
                start += size
    return found


def _join(parts: Sequence[Telling], lang: str, fold: int, shuffle: int) -> Composed:
    """Texts one after the other: two of five on a line of their own, the others in the running paragraph; one of five after a word
    that turns to it, one after its country."""
    gap = "" if lang in _UNSPACED else " "
    text, seams, told = "", set(), set()
    for part in parts:
        if part.story in told:
            continue
        told.add(part.story)
        if text:
            text += "\n" if _draw(part.whole, "line", shuffle) % 5 < 2 else gap
        seams.add(len(text))
        text += _lead_in(part, shuffle) + _entry(part, shuffle, gap)
    return Composed(text, frozenset(seams), fold)


def _entry(part: Telling, shuffle: int, gap: str) -> str:
    """What a roundup tells of a text: all of it, or its first sentences, or its headline as a sentence."""
    if _KEPT[shuffle] and len(part.title) >= _SHORTEST // 2 and _draw(part.whole, "title", shuffle) % 3 == 0:
        stop = "" if part.title[-1] in ".!?。！？" else "." if gap else "。"
        return part.title + stop
    sentences = find_sentences(part.text)[: _KEPT[shuffle]]
    return gap.join(s.text for s in sentences)


def _lead_in(part: Telling, shuffle: int) -> str:
    draw = _draw(part.whole, "turn", shuffle)
    if draw % 5 == 0 and part.lang in _TURNS:
        return _TURNS[part.lang][draw // 5 % len(_TURNS[part.lang])]
    if draw % 5 == 1 and part.country and part.lang in _PLACES:
        return _PLACES[part.lang].format(country_name(part.country, part.lang))
    return ""


def _without_lead_in(sentence: str) -> str:
    return _LEAD_IN.sub("", sentence)


def fit_opener(tellings: Sequence[Telling], words: Words, folds: int) -> tuple[FieldModel, dict[str, float]]:
    """Whether a sentence alone reads like the first of a text, and its answer for each sentence when its project was held out."""
    sentences: list[str] = []
    opens: list[int] = []
    fold: list[int] = []
    for telling in tellings:
        told = [s.text for s in find_sentences(telling.text)]
        # A headline reads like the sentence by which a roundup tells of its project.
        titled = [telling.title] if len(telling.title) >= _SHORTEST // 2 else []
        sentences += titled + told
        opens += [1] * len(titled) + [int(n == 0) for n in range(len(told))]
        fold += [fold_of(telling.story, folds)] * (len(titled) + len(told))
    target, held = np.array(opens), np.array(fold)
    use = encode_many(ENCODERS["use"], sentences)
    features = hstack([csr_matrix(use * _USE_WEIGHT), words.transform(sentences)]).tocsr()
    answers = np.zeros(len(sentences))
    for n in range(folds):
        fitted = LogisticRegression(C=_STRENGTH, max_iter=500).fit(features[held != n], target[held != n])
        answers[held == n] = fitted.decision_function(features[held == n])
    whole = LogisticRegression(C=_STRENGTH, max_iter=500).fit(features, target)
    return _as_field(whole, use.shape[1]), dict(zip(sentences, np.round(answers, 4).tolist(), strict=True))


def _as_field(fitted: LogisticRegression, dimensions: int) -> FieldModel:
    """The two parts of a joint linear model as heads that are added up."""
    weight = np.vstack([-fitted.coef_, fitted.coef_]).T.astype(np.float16).astype(np.float32)
    bias = np.round(np.concatenate([-fitted.intercept_, fitted.intercept_]), 4).astype(np.float32)
    heads = {
        "use": Head(weight[:dimensions] * np.float32(_USE_WEIGHT), bias),
        "words": Head(weight[dimensions:], np.zeros_like(bias)),
    }
    return FieldModel(OPENS, heads, {"use": 1.0, "words": 1.0})


def fit_boundary(
    tellings: Sequence[Telling], words: Words, gate: FieldModel, folds: int
) -> tuple[FieldModel, Head, dict[str, float]]:
    """The opener, the boundary model, and how good it is where its projects were held out: precision and recall of seams in roundups,
    and the share of sentences of ordinary articles that were taken for one."""
    opener, openers = fit_opener(tellings, words, folds)
    texts = compose(tellings, folds)
    sentences = sorted({s.text for composed in texts for s in find_sentences(composed.text)})
    vectors = dict(zip(sentences, encode_many(ENCODERS["use"], sentences), strict=True))
    found = [_examples(text, words, gate, openers, vectors) for text in texts]
    rows = np.vstack([matrix for matrix, _ in found])
    gold = np.concatenate([seams for _, seams in found])
    fold = np.concatenate([np.full(len(seams), text.fold) for text, (_, seams) in zip(texts, found, strict=True)])
    alone = np.concatenate(
        [np.full(len(seams), len(text.seams) == 1) for text, (_, seams) in zip(texts, found, strict=True)]
    )
    said = np.zeros(len(gold), bool)
    for n in range(folds):
        fitted = LogisticRegression(C=1.0, max_iter=3000).fit(rows[fold != n], gold[fold != n])
        said[fold == n] = fitted.predict(rows[fold == n]) == 1
    whole = LogisticRegression(C=1.0, max_iter=3000).fit(rows, gold)
    head = Head(np.round(whole.coef_.T, 4).astype(np.float32), np.round(whole.intercept_, 4).astype(np.float32))
    right = (said & (gold == 1) & ~alone).sum()
    scores = {
        "precision": round(float(right / max(1, (said & ~alone).sum())), 4),
        "recall": round(float(right / max(1, ((gold == 1) & ~alone).sum())), 4),
        "false_seams": round(float((said & alone).sum() / max(1, alone.sum())), 4),
        "n": len(gold),
    }
    return opener, head, scores


def _examples(
    composed: Composed, words: Words, gate: FieldModel, openers: Mapping[str, float], vectors: Mapping[str, Matrix]
) -> tuple[Matrix, np.ndarray]:
    """Figures and gold of the sentences of a text; the first is left out, it opens a matter always."""
    sentences = find_sentences(composed.text)
    texts = [s.text for s in sentences]
    features = {
        "use": np.stack([vectors[text] for text in texts]),
        "words": words.transform(texts),
        "signs": find_signs(texts),
    }
    relevance = gate.predict_proba(features)[:, gate.classes.index(ANNOUNCEMENT)].tolist()
    bare = [_without_lead_in(text) for text in texts]
    told = [openers.get(text, openers.get(text.rstrip(".。"), 0.0)) for text in bare]
    matrix = boundary.matrix(texts, [s.opens_line for s in sentences], features["use"], relevance, told)
    return matrix[1:], np.array([int(s.start in composed.seams) for s in sentences[1:]])
