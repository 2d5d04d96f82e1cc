"""A world of reports for linking at scale: projects of made-up organisations, told as the corpus tells, with the skew of the real world.

Texts, fields and vectors of some corpus announcements are the themes. A project takes a theme, a lead (few organisations have many
projects, most have one), a country, a name and a day; its reports share most names, and a vector that is part theme, part project, part
their own. A third of the projects have one report, one in fifty has ten to fifty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from census.linkage import Drawn
from census.records import derive_id
from classifiers import pair
from classifiers.candidates import draw_keys, draw_sketch
from classifiers.packing import pack
from classifiers.rarity import Rarity

# Shares of theme, project and report in the squared length of a vector: two reports of a project are 0.42 alike in the mean, two projects of
# a theme 0.12; on the corpus, by held-out metrics, the median of two tellings of a project is 0.34, of strangers 0.0.
_SHARES = (0.12, 0.30, 0.58)
_SIZES = ((1, 0.40), (2, 0.26), (3, 0.16), (4, 0.08), (6, 0.05), (9, 0.03), (20, 0.015), (50, 0.005))
_FIRST, _DAYS = date(2015, 1, 1), 3650
_KINDS = (
    "Bank",
    "Port Authority",
    "Customs",
    "University",
    "Insurance",
    "Energy",
    "Logistics",
    "Hospital",
    "Foods",
    "Ministry",
    "Telecom",
    "Exchange",
)
_SYLLABLES = "ba be bo da de di fa ga go ka ke ko la le lo ma mi mo na ne no pa pe ra re ri ro sa se so ta te to va ve vo za zu".split()
# The share of an organisation's projects falls with its rank.
_SKEW = 0.8


@dataclass(frozen=True)
class Report:
    """A generated announcement: its day, the number of its project, and what is drawn from it."""

    date: str
    project: int
    drawn: Drawn


class World:
    """Reports one after the other, the same for the same seed. `themes` are claims of the corpus with their traits."""

    def __init__(self, themes: Sequence[tuple[pair.Claim, pair.Traits]], rarity: Rarity, seed: int, projects: int):
        self.themes, self.rarity = themes, rarity
        self.random = np.random.default_rng(seed)
        weights = np.arange(1, projects + 1) ** -_SKEW
        self.chances = np.cumsum(weights / weights.sum())
        self.countries = [max(c.country, key=lambda code: c.country[code]) for c, _ in themes if c.country]

    def reports(self, count: int) -> Iterator[Report]:
        """So many reports, project after project."""
        made = project = 0
        sizes, chances = zip(*_SIZES, strict=True)
        while made < count:
            size = min(int(self.random.choice(sizes, p=chances)), count - made)
            yield from self._project(project, size)
            made += size
            project += 1

    def _project(self, number: int, size: int) -> Iterator[Report]:
        claim, traits = self.themes[int(self.random.integers(len(self.themes)))]
        rank = int(np.searchsorted(self.chances, self.random.random()))
        own = np.random.default_rng(rank)
        lead = f"{self._word(own)} {self._word(own)} {_KINDS[rank % len(_KINDS)]}"
        country = self.countries[int(own.integers(len(self.countries)))]
        title, figure = self._word(self.random), str(int(self.random.integers(11, 99_999)))
        begun = int(self.random.integers(_DAYS))
        core = self._mixed(claim.meaning, self._noise(len(claim.meaning)))
        for n in range(size):
            day = _FIRST + timedelta(days=begun + (int(self.random.exponential(25)) if n else 0))
            names = {name for name in (*lead.casefold().split(), title.casefold()) if self.random.random() < 0.6}
            told = replace(
                claim, id=derive_id(str(number), str(n), lead), lead=lead if self.random.random() < 0.8 else None, date=day.isoformat(),
                country={country: 0.9, "US": 0.1} if country != "US" else {"US": 1.0}, meaning=self._told(core),
                lang=claim.lang if self.random.random() < 0.7 else "en",
            )  # fmt: skip
            kept = {word: share for word, share in traits.words.items() if self.random.random() < 0.6}
            drawn = replace(
                traits, names=frozenset(names), organisations=frozenset({lead}) if self.random.random() < 0.6 else frozenset(),
                countries=frozenset({country}), places=frozenset(), quoted=frozenset({title.casefold()} if n % 3 == 0 else ()),
                numbers=frozenset({figure} if self.random.random() < 0.4 else ()), words=kept, lead=lead,
            )  # fmt: skip
            keys = draw_keys(told, drawn, self.rarity)
            yield Report(told.date or "", number, Drawn(told.id, draw_sketch(told), keys, pack(told, drawn)))

    def _word(self, random: np.random.Generator) -> str:
        return "".join(random.choice(_SYLLABLES, 3).tolist()).capitalize()

    def _noise(self, size: int) -> NDArray[np.float32]:
        return pair.unit(self.random.standard_normal(size, dtype=np.float32))

    def _mixed(self, theme: NDArray[np.float32], project: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(theme * _SHARES[0] ** 0.5 + project * _SHARES[1] ** 0.5, np.float32)

    def _told(self, core: NDArray[np.float32]) -> NDArray[np.float32]:
        return pair.unit(core + self._noise(len(core)) * np.float32(_SHARES[2] ** 0.5))
