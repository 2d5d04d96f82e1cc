"""A world of reports for linking at scale: projects of made-up organisations, told as the corpus tells, with the skew of the real world.

Texts, fields and vectors of some corpus announcements are the themes. A project takes a theme, a lead (few organisations have many
projects, most have one), a country, a name and a day; its reports share most names, and a vector that is part theme, part project, part
their own. Four in ten projects have one report, one in fifty has twenty or more, one in 3,000 a hundred and fifty; most reports come
within weeks, one in ten within a year. Of the reports of a night three in ten follow up a project of any time before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from census.linkage import Drawn
from census.records import derive_id
from census.taxonomy import codes_of
from classifiers import pair
from classifiers.candidates import draw_keys, draw_sketch
from classifiers.packing import SHARE, pack, pack_words
from classifiers.rarity import Rarity

# Shares of theme, project and report in the squared length of a vector: two reports of a project are 0.42 alike in the mean, two projects of
# a theme 0.12; on the corpus, by held-out metrics, the median of two tellings of a project is 0.34, of strangers 0.0.
_SHARES = (0.12, 0.30, 0.58)
_SIZES = ((1, 0.40), (2, 0.26), (3, 0.16), (4, 0.08), (6, 0.05), (9, 0.03), (20, 0.015), (50, 0.0047), (150, 0.0003))
# A million reports are ten years of the trade: so many a day, and a smaller store is a shorter time of the same.
_FIRST, _A_DAY = date(2015, 1, 1), 274
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
# The share of a night's reports that tell of a project known before.
_FOLLOWING_UP = 0.3


@dataclass(frozen=True)
class Report:
    """A generated announcement: its day, the number of its project, and what is drawn from it."""

    date: str
    project: int
    drawn: Drawn


@dataclass(frozen=True)
class Theme:
    """What reports of one kind have in common: a claim, its traits, its weighed words as packed and how many of them are of the title."""

    claim: pair.Claim
    traits: pair.Traits
    words: NDArray[np.void]
    title: int


def theme_of(claim: pair.Claim, traits: pair.Traits) -> Theme:
    """A theme from a corpus claim; its labels are spread over all codes, as a model's are."""
    spread = {
        name: {code: 0.8 * getattr(claim, name).get(code, 0.0) + 0.2 / len(codes_of(name)) for code in codes_of(name)}
        for name in ("sector", "application")
    }
    packed = pack_words(traits)
    return Theme(replace(claim, **spread), traits, np.frombuffer(packed[16:], SHARE), len(traits.title))


class World:
    """Projects by number and their reports, the same for the same seed. `themes` are claims of the corpus with their traits."""

    def __init__(self, themes: Sequence[tuple[pair.Claim, pair.Traits]], rarity: Rarity, seed: int, reports: int):
        self.themes, self.seed = [theme_of(*theme) for theme in themes], seed
        weights = np.arange(1, reports // 2 + 1) ** -_SKEW
        self.chances = np.cumsum(weights / weights.sum())
        # A model trained in this world would know the names that many texts hold.
        often = {
            self._lead(rank): int(share * rarity.texts) for rank, share in enumerate(weights[:1000] / weights.sum())
        }
        counted = {
            name: count for lead, count in often.items() if count > 2 for name in (lead, *lead.casefold().split())
        }
        self.rarity = replace(rarity, names={**counted, **rarity.names})
        self.days = max(1, reports // _A_DAY)
        self.countries = [max(c.country, key=lambda code: c.country[code]) for c, _ in themes if c.country]
        self.projects = 0

    def reports(self, count: int) -> Iterator[Report]:
        """So many reports, project after project, from days of all the time."""
        made = 0
        sizes, chances = zip(*_SIZES, strict=True)
        while made < count:
            random = np.random.default_rng([self.seed, self.projects, 1])
            size = min(int(random.choice(sizes, p=chances)), count - made)
            yield from self._project(self.projects, range(size))
            made += size
            self.projects += 1

    def night(self, count: int) -> Iterator[Report]:
        """So many reports of the day after all others: new projects, and follow-ups of old ones."""
        random = np.random.default_rng([self.seed, 0, 2])
        before = self.projects
        for n in range(count):
            old = random.random() < _FOLLOWING_UP
            number = int(random.integers(before)) if old else self.projects
            self.projects += not old
            yield from self._project(number, range(1000 + n, 1001 + n), self.days)

    def _project(self, number: int, told: range, today: int | None = None) -> Iterator[Report]:
        random = np.random.default_rng([self.seed, number])
        theme = self.themes[int(random.integers(len(self.themes)))]
        rank = int(np.searchsorted(self.chances, random.random()))
        lead, country = self._lead(rank), self.countries[rank % len(self.countries)]
        title, figure, begun = (
            self._word(random),
            str(int(random.integers(11, 99_999))),
            int(random.integers(self.days)),
        )
        core = self._mixed(theme.claim.meaning, self._noise(random, len(theme.claim.meaning)))
        random = np.random.default_rng([self.seed, number, told.start, 3])
        for n in told:
            later = int(random.exponential(25) if random.random() < 0.9 else random.integers(366)) if n else 0
            day = _FIRST + timedelta(days=begun + later if today is None else today)
            names = frozenset(word for word in (*lead.casefold().split(), title.casefold()) if random.random() < 0.6)
            claim = replace(
                theme.claim, id=derive_id(str(number), str(n), lead), lead=lead if random.random() < 0.8 else None,
                date=day.isoformat(), country={country: 0.9, "US": 0.1} if country != "US" else {"US": 1.0},
                meaning=pair.unit(core + self._noise(random, len(core)) * np.float32(_SHARES[2] ** 0.5)),
                lang=theme.claim.lang if random.random() < 0.7 else "en",
            )  # fmt: skip
            traits = replace(
                theme.traits, names=names, organisations=frozenset({lead}) if random.random() < 0.6 else frozenset(),
                countries=frozenset({country}), places=frozenset(), quoted=frozenset({title.casefold()} if n % 3 == 0 else ()),
                numbers=frozenset({figure} if random.random() < 0.4 else ()), lead=lead,
            )  # fmt: skip
            yield Report(day.isoformat(), number, self._drawn(claim, traits, theme, random))

    def _drawn(self, claim: pair.Claim, traits: pair.Traits, theme: Theme, random: np.random.Generator) -> Drawn:
        kept = random.random(len(theme.words)) < 0.6
        sizes = np.array([kept[: -theme.title].sum(), kept[-theme.title :].sum()], np.int64)
        words = sizes.tobytes() + theme.words[kept].tobytes()
        keys = draw_keys(claim, traits, self.rarity)
        return Drawn(claim.id, draw_sketch(claim), keys, pack(claim, traits, self.rarity), words)

    def _lead(self, rank: int) -> str:
        random = np.random.default_rng(rank)
        return f"{self._word(random)} {self._word(random)} {_KINDS[rank % len(_KINDS)]}"

    def _word(self, random: np.random.Generator) -> str:
        return "".join(random.choice(_SYLLABLES, 3).tolist()).capitalize()

    def _noise(self, random: np.random.Generator, size: int) -> NDArray[np.float32]:
        return pair.unit(random.standard_normal(size, dtype=np.float32))

    def _mixed(self, theme: NDArray[np.float32], project: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(theme * _SHARES[0] ** 0.5 + project * _SHARES[1] ** 0.5, np.float32)
