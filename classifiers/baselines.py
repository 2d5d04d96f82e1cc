"""What a model must beat: the commonest answer, keyword rules, a bag of words, the nearest description. Same rows, same run."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier

from census.taxonomy import TABLES, sector_of
from classifiers.corpus import Telling
from classifiers.country import HOME, UNKNOWN
from classifiers.encode import ENCODERS, encode_many
from classifiers.fit import target_of
from classifiers.gazetteer import find_mentions
from classifiers.model import ANNOUNCEMENT
from classifiers.signs import SIGNS, find_signs
from classifiers.words import find_terms

Answer = Callable[[str, str], str]
# What each reading of a text says, for the baseline that takes the nearest.
_READINGS = {
    ANNOUNCEMENT: "a named organisation launches, tests, builds or plans a blockchain application for a real use",
    "market": "prices and markets of cryptocurrencies, tokens, exchanges, mining and investment",
    "opinion": "opinion, explanation, research, regulation or events about blockchain",
    "off_topic": "news of something else",
}
# Values of fewer texts are not learnt from letters.
_FEWEST = 8
_ACTS = ("plans", "agrees", "develops", "tests", "completes", "launches", "uses")
_CRYPTO = (
    "price",
    "token",
    "exchange",
    "crypto",
    "nft",
    "funding",
    "law",
    "crime",
    "mining",
    "event",
    "opinion",
    "report",
    "hiring",
)


def majority(field: str, tellings: Sequence[Telling]) -> Answer:
    """The commonest value of the corpus, whatever the text."""
    counted = Counter(value for value in (target_of(field, t) for t in tellings) if value)
    best = counted.most_common(1)[0][0]
    return lambda text, lang: best


def keywords(field: str, tellings: Sequence[Telling]) -> Answer:
    """Rules: words of the codes' own labels and definitions; the first country named; acts against the words of the crypto trade."""
    if field == "relevance":
        return _says_act
    if field == "country":
        return _first_named
    fallback = majority(field, tellings)("", "")

    def answer(text: str, lang: str) -> str:
        terms = {term for term, _, _ in find_terms(text)}
        hits = {code: len(terms & own) for code, own in _own_terms(field).items()}
        best = max(hits, key=lambda code: hits[code])
        return best if hits[best] else fallback

    return answer


def _says_act(text: str, lang: str) -> str:
    row = dict(zip(SIGNS, find_signs([text])[0][: len(SIGNS)], strict=True))
    acts = row["technology"] and any(row[name] for name in _ACTS)
    return ANNOUNCEMENT if acts and not any(row[name] for name in _CRYPTO) else "off_topic"


def _first_named(text: str, lang: str) -> str:
    named = [m.country for m in find_mentions(text[:1500]) if m.kind in ("country", "demonym", "province", "city")]
    return named[0] if named else HOME.get(lang, UNKNOWN)


@cache
def _own_terms(field: str) -> dict[str, set[str]]:
    """Terms of each code's label and definition that no other code has; a sector has those of its applications too."""
    told = {row.code: f"{row.label} {row.label_zh} {row.definition}" for row in TABLES[field]}
    if field == "sector":
        for row in TABLES["application"]:
            told[sector_of(row.code)] += f" {row.label} {row.label_zh} {row.definition}"
    terms = {code: {term for term, _, _ in find_terms(text)} for code, text in told.items()}
    counted = Counter(term for own in terms.values() for term in own)
    return {code: {term for term in own if counted[term] == 1} for code, own in terms.items()}


class BagOfWords:
    """TF-IDF of character n-grams in words, and a logistic regression for each field, fitted on the corpus. Of a fold of the corpus it has
    0.57 of the sectors and 0.58 of the countries; fitted by LBFGS at the library's own strength 0.48 and 0.49, in four times the time."""

    def __init__(self, tellings: Sequence[Telling]):
        self._tellings = tellings
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), min_df=3, max_features=20_000, sublinear_tf=True
        )
        self._rows = self._letters.fit_transform([t.whole for t in tellings])

    def answers(self, field: str, texts: Sequence[str]) -> list[str]:
        """What it says of the texts; for relevance `announcement` or "other"."""
        values = [target_of(field, t) for t in self._tellings]
        if field == "relevance":
            values = [value if value == ANNOUNCEMENT else "other" for value in values]
        counted = Counter(values)
        known = [n for n, value in enumerate(values) if value and counted[value] >= _FEWEST]
        fitted = SGDClassifier(loss="log_loss", alpha=1e-5, random_state=0)
        fitted.fit(self._rows[known], [values[n] for n in known])
        return [str(value) for value in fitted.predict(self._letters.transform(texts))]


def nearest_description(field: str, texts: Sequence[str]) -> list[str]:
    """The code whose definition the small transformer finds nearest to each text; "" for the country, which has no definitions."""
    if field == "country":
        return [""] * len(texts)
    told = _READINGS if field == "relevance" else {row.code: f"{row.label}: {row.definition}" for row in TABLES[field]}
    vectors, described = (encode_many(ENCODERS["e5"], rows) for rows in (texts, list(told.values())))
    centre = vectors.mean(axis=0)
    return [list(told)[n] for n in np.argmax((vectors - centre) @ (described - described.mean(axis=0)).T, axis=1)]
