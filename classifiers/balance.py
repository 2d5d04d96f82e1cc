"""How the corpus is spread: counts of every kind, who tells what in which language, the splits, and where it falls short."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from census.taxonomy import codes_of
from classifiers.corpus import Telling, fold_of
from classifiers.fit import FOLDS

# What a corpus worth training on holds at least (issue of the corpus): texts, projects, languages, countries, and of each sector.
WANTED = {
    "announcements": 6000,
    "near-misses and noise": 3000,
    "projects": 1500,
    "languages": 16,
    "countries": 90,
    "announcements of each sector": 150,
    "languages of each sector": 6,
}
# Texts from which a language counts as present.
_PRESENT = 20


@dataclass(frozen=True)
class Balance:
    """Counts of the corpus. `counts` names a kind ("language of announcements") and gives value -> texts, commonest first; `sectors` gives
    sector -> language -> announcements; `splits` the texts and stories of each fold; `reached` what of WANTED there is."""

    counts: Mapping[str, Mapping[str, int]]
    sectors: Mapping[str, Mapping[str, int]]
    splits: tuple[tuple[int, int, int], ...]
    reached: Mapping[str, int]

    @property
    def short(self) -> list[str]:
        """Sentences on what is less than wanted."""
        return [
            f"{name}: {self.reached[name]}, wanted {least}"
            for name, least in WANTED.items()
            if self.reached[name] < least
        ]


def weigh(tellings: Sequence[Telling]) -> Balance:
    """The balance of the corpus."""
    told = [t for t in tellings if t.is_announcement]
    noise = [t for t in tellings if not t.is_announcement]
    sectors = {code: Counter(t.lang for t in told if t.sector == code) for code in codes_of("sector")}
    languages = Counter(t.lang for t in told)
    reached = {
        "announcements": len(told),
        "near-misses and noise": len(noise),
        "projects": len({t.story for t in told}),
        "languages": sum(count >= _PRESENT for count in languages.values()),
        "countries": len({t.country for t in told if t.country}),
        "announcements of each sector": min(own.total() for own in sectors.values()),
        "languages of each sector": min(len(own) for own in sectors.values()),
    }
    counts: dict[str, Counter[Any]] = {
        "language of announcements": languages,
        "language of near-misses and noise": Counter(t.lang for t in noise),
        "sector": Counter(t.sector for t in told),
        "country of the lead": Counter(t.country or "unknown" for t in told),
        "subject": Counter(t.subject for t in told),
        "stage": Counter(t.stage or "unknown" for t in told),
        "form": Counter(t.form for t in tellings),
        "style": Counter(t.style for t in tellings),
        "why a text is no announcement": Counter(t.reason for t in noise),
    }
    return Balance(
        {name: _commonest(counted) for name, counted in counts.items()} | {"year": _years(tellings)},
        {code: _commonest(own) for code, own in sectors.items()},
        tuple(_split(tellings, fold) for fold in range(FOLDS)),
        reached,
    )


def _years(tellings: Sequence[Telling]) -> dict[str, int]:
    return dict(sorted(Counter(t.date[:4] for t in tellings).items()))


def _commonest(counted: Counter[Any]) -> dict[str, int]:
    ordered = sorted(counted.items(), key=lambda row: (-row[1], str(row[0])))
    return {str(name): count for name, count in ordered if count}


def _split(tellings: Sequence[Telling], fold: int) -> tuple[int, int, int]:
    """Announcements, other texts and stories of one fold."""
    own = [t for t in tellings if fold_of(t.story, FOLDS) == fold]
    told = sum(t.is_announcement for t in own)
    return told, len(own) - told, len({t.story for t in own})
