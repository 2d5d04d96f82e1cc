"""Labels that look wrong, by confident learning (Northcutt et al. 2021). The only door to cleanlab."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from cleanlab.filter import find_label_issues

from classifiers.card import FIELDS
from classifiers.corpus import Telling
from classifiers.fit import target_of
from classifiers.model import ANNOUNCEMENT
from classifiers.pair import Spread

# A gate's question is whether a text announces a project; which near miss it is matters to nobody.
_GATE, _OTHER = "relevance", "no announcement"
_LEAST = 1e-6
# A value of fewer texts has too few of its like to be doubted by: a choice.
_LEAST_ROWS = 5


@dataclass(frozen=True)
class Suspect:
    """A label that looks wrong: which telling (its number) and field, what it says, what its neighbours would have it say, and how much they
    believe in what it says (0 to 1, the less the worse)."""

    telling: int
    field: str
    given: str
    suggested: str
    quality: float


def find_suspects(tellings: Sequence[Telling], held_out: Mapping[str, Sequence[Spread]]) -> list[Suspect]:
    """Suspected labels, worst first. `held_out` are the distributions of each field for each telling when its project was held out; a
    label whose second reading they suggest is none."""
    found = [suspect for field in (_GATE, *FIELDS) for suspect in _of_field(field, tellings, held_out[field])]
    return sorted(found, key=lambda s: (s.quality, s.telling, s.field))


def _of_field(field: str, tellings: Sequence[Telling], spreads: Sequence[Spread]) -> list[Suspect]:
    said = {n: value for n, t in enumerate(tellings) if (value := _given(field, t))}
    counted = Counter(said.values())
    given = {n: value for n, value in said.items() if counted[value] >= _LEAST_ROWS}
    classes = sorted(set(given.values()))
    if len(classes) < 2:
        return []
    rows = list(given)
    chances = np.array([_chances(field, spreads[n], classes) for n in rows])
    chances /= chances.sum(axis=1, keepdims=True)
    labels = np.array([classes.index(given[n]) for n in rows])
    issues = find_label_issues(labels, chances, return_indices_ranked_by="self_confidence", n_jobs=1)
    told = [(int(row), classes[int(chances[row].argmax())]) for row in issues]
    return [
        Suspect(rows[row], field, given[rows[row]], better, round(float(chances[row, labels[row]]), 4))
        for row, better in told
        if better not in (given[rows[row]], getattr(tellings[rows[row]], f"{field}_alt", None))
    ]


def _given(field: str, telling: Telling) -> str | None:
    if field == _GATE:
        return ANNOUNCEMENT if telling.is_announcement else _OTHER
    return target_of(field, telling)


def _chances(field: str, spread: Spread, classes: Sequence[str]) -> list[float]:
    if field == _GATE:
        spread = {ANNOUNCEMENT: spread[ANNOUNCEMENT], _OTHER: 1.0 - spread[ANNOUNCEMENT]}
    return [max(spread.get(code, 0.0), _LEAST) for code in classes]
