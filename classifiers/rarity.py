"""How rare a word or a name is in the corpus: what two reports share says the more the fewer others have it."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from classifiers.words import Words

# A name of fewer texts counts as one that nobody else has.
_FEWEST = 3


@dataclass(frozen=True)
class Rarity:
    """Weights of words, and names with the number of corpus texts that hold them, of `texts` in all."""

    words: Words
    names: Mapping[str, int]
    texts: int

    def idf(self) -> dict[str, float]:
        """Inverse document frequency of each known term."""
        return dict(zip(self.words.vocabulary, self.words.idf.tolist(), strict=True))

    def of(self, name: str) -> float:
        """1 for a name that no text of the corpus holds, or hardly any, 0 for one that all do, by the logarithm of its share."""
        return 1 - math.log(self.names.get(name, 1)) / math.log(self.texts + 1)


def count_names(words: Words, named: Iterable[frozenset[str]]) -> Rarity:
    """Rarity of the names of a corpus, each text's names given as a set."""
    listed = list(named)
    counted = Counter(name for names in listed for name in names)
    return Rarity(words, {name: count for name, count in sorted(counted.items()) if count >= _FEWEST}, len(listed))
