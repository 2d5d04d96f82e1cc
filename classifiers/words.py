"""Bag of words for any script: whole words and word pairs where words are spaced, sign pairs where they are not."""

import itertools
import re
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from census.technology import PATTERN
from classifiers.chinese import simplified

_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+|[^\W\d_]+|\d+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def find_terms(text: str) -> list[tuple[str, int, int]]:
    """Words, their stems and pairs, pairs of signs, each with the place [start, end) in the text where it stands."""
    folded = simplified(fold_in_place(text))
    found: list[tuple[str, int, int]] = []
    words: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(folded):
        word, start = match[0], match.start()
        if _UNSPACED.match(word):
            found += [(word[i : i + 2], start + i, start + i + 2) for i in range(len(word) - 1)]
        else:
            words.append(("#" * min(len(word), 5) if word[0].isdigit() else word, start, match.end()))
    # Suffixed languages (Turkish, Finnish, Korean, Russian) meet in the first five letters.
    stems = [(word[:5] + "~", start, end) for word, start, end in words if len(word) > 6]
    pairs = [(f"{a[0]} {b[0]}", a[1], b[2]) for a, b in itertools.pairwise(words)]
    return [*found, *words, *stems, *pairs]


def fold_in_place(text: str) -> str:
    """Case folded with every character kept in its place."""
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(c if len(c := char.casefold()) == 1 else char.lower()[:1] for char in text)


def tokens(text: str) -> list[str]:
    """Terms of a text: words, pairs of neighbouring words, pairs of signs, whether the technology is named; figures by their length."""
    named = "# technology" if PATTERN.search(simplified(text.casefold())) else "# no technology"
    return [*(term for term, _, _ in find_terms(text)), named]


class Words:
    """TF-IDF over `tokens`, with a vocabulary that can be saved as plain lines and numbers."""

    def __init__(self, vocabulary: Sequence[str], idf: np.ndarray):
        self.vocabulary = list(vocabulary)
        self.idf = np.asarray(idf, np.float32)
        self._vectorizer = TfidfVectorizer(analyzer=tokens, vocabulary=self.vocabulary, sublinear_tf=True)
        self._vectorizer.idf_ = self.idf.astype(np.float64)

    @classmethod
    def fit(cls, texts: Sequence[str], size: int = 30_000) -> "Words":
        """Learn the vocabulary: terms of two texts or more, the `size` most frequent."""
        fitted = TfidfVectorizer(analyzer=tokens, min_df=2, max_features=size, sublinear_tf=True).fit(texts)
        return cls(list(fitted.get_feature_names_out()), np.round(fitted.idf_, 4))

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Matrix of shape (texts, vocabulary), rows of length one."""
        return self._vectorizer.transform(texts)
