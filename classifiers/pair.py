"""Do two announcements tell of one project? A trained linear model over named comparisons; each judgement says why."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from census.records import Judgement
from classifiers.candidates import candidates
from classifiers.gazetteer import Mention, find_mentions, fold
from classifiers.model import Head
from classifiers.rarity import Rarity
from classifiers.words import tokens

Floats = NDArray[np.float32]
Spread = Mapping[str, float]

# Name of the learnt metric among a model's centres.
METRIC = "metric"
_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*\d|\d{2,}")
_NAME = re.compile(r"\b[A-Z][\w&’'-]{2,}|[\u30a0-\u30ffー]{3,}")
_QUOTED = re.compile(r"[“「『《«„\"‘]([^”」』》»“\"’\n]{2,24})[”」』》»“\"’]")
# Characters of a title, or of the beginning of a text that has none.
_TITLE = 160
# Leads as like as this are one: a group named with and without its last word.
_ONE_LEAD = 0.9
# Likeness where nothing can be said, neither for a match nor against it.
_NEUTRAL = 0.5


@dataclass(frozen=True)
class Claim:
    """What the pair model sees of one announcement; vectors have length one, `meaning` is `e5` in the learnt metric; spreads are
    the labels' distributions, empty where nothing was labelled."""

    id: str
    text: str
    lang: str
    use: Floats
    e5: Floats
    meaning: Floats
    lead: str | None = None
    sector: Spread = field(default_factory=dict)
    application: Spread = field(default_factory=dict)
    country: Spread = field(default_factory=dict)
    date: str | None = None


@dataclass(frozen=True)
class Traits:
    """What is drawn once from the text of a claim."""

    organisations: frozenset[str]
    vendors: frozenset[str]
    places: frozenset[str]
    countries: frozenset[str]
    quoted: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    words: Mapping[str, float]
    title: Mapping[str, float]
    lead: str | None

    @property
    def known(self) -> frozenset[str]:
        """All names by which a project is told from others."""
        return self.organisations | self.places | self.quoted | self.names


def _rare_words(text: str, idf: Mapping[str, float]) -> dict[str, float]:
    """Terms weighed by their rarity in the corpus, as a vector of length one; unseen terms are the rarest."""
    weights = {word: idf.get(word, 8.0) for word in dict.fromkeys(tokens(text[:800]))}
    length = sum(w * w for w in weights.values()) ** 0.5
    return {word: w / length for word, w in weights.items()} if length else {}


def _like_words(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Root of the cosine of two texts' rare words: the step from nothing shared to a little says most."""
    return float(sum(w * b[word] for word, w in a.items() if word in b) ** 0.5)


def _own_names(text: str, mentions: Sequence[Mention]) -> frozenset[str]:
    """Words written as names, but for those of vendors and countries: many projects share these, and they are compared as such."""
    common = [range(m.start, m.end) for m in mentions if m.kind in ("vendor", "country", "demonym")]
    return frozenset(
        fold(found[0]) for found in _NAME.finditer(text) if not any(found.start() in span for span in common)
    )


def draw(claim: Claim, idf: Mapping[str, float]) -> Traits:
    """What its text gives a claim to be compared by; `idf` weighs the words."""
    mentions = find_mentions(claim.text[:1500])
    return Traits(
        organisations=frozenset(m.name for m in mentions if m.kind in ("organisation", "vendor")),
        vendors=frozenset(m.name for m in mentions if m.kind == "vendor"),
        places=frozenset(m.name for m in mentions if m.kind in ("city", "province")),
        countries=frozenset(m.country for m in mentions),
        quoted=frozenset(fold(q) for q in _QUOTED.findall(claim.text[:1500])),
        numbers=frozenset(n.strip(".,") for n in _NUMBER.findall(claim.text[:1500])),
        names=_own_names(claim.text[:1500], mentions),
        words=_rare_words(claim.text, idf),
        title=_rare_words(claim.text.strip().split("\n", 1)[0][:_TITLE], idf),
        lead=next((m.name for m in find_mentions(claim.lead) if m.kind in ("organisation", "vendor")), None)
        if claim.lead
        else None,
    )


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _none_shared(a: frozenset[str], b: frozenset[str]) -> float:
    return float(bool(a and b) and not a & b)


def _same_known_lead(s: Traits, t: Traits) -> float:
    return float(s.lead is not None and s.lead == t.lead)


def _other_known_lead(s: Traits, t: Traits) -> float:
    """Two leads, each known and neither named by the other text."""
    apart = s.lead is not None and t.lead is not None and s.lead != t.lead
    return float(apart and s.lead not in t.organisations and t.lead not in s.organisations)


def _beside(s: Traits, t: Traits) -> tuple[frozenset[str], frozenset[str]]:
    """The known bodies of two texts beside those that lead either."""
    leads = {s.lead, t.lead}
    return s.organisations - leads, t.organisations - leads


def _is_one_lead(a: Claim, b: Claim, s: Traits, t: Traits) -> bool:
    if s.lead or t.lead:
        return s.lead == t.lead
    return bool(a.lead and b.lead) and _like_leads(a.lead, b.lead) >= _ONE_LEAD


def _of_one_lead(a: Claim, b: Claim, s: Traits, t: Traits, likeness: float) -> float:
    """How unlike two texts of one lead are: a body has several projects, and its name alone makes their texts alike."""
    return 1 - likeness if _is_one_lead(a, b, s, t) else 0.0


def names_of(claim: Claim) -> frozenset[str]:
    """The names of a text that are counted for their rarity."""
    return draw(claim, {}).known


def _like_leads(a: str | None, b: str | None) -> float:
    """Likeness of two leading names; names in two scripts say nothing of each other."""
    if not a or not b or a.isascii() != b.isascii():
        return _NEUTRAL
    return _like_texts(a, b)


def _like_texts(a: str, b: str) -> float:
    return fuzz.token_set_ratio(a.casefold(), b.casefold()) / 100


def _like(a: Spread, b: Spread) -> float:
    """Cosine of two distributions over codes."""
    if not a or not b:
        return _NEUTRAL
    lengths = math.hypot(*a.values()) * math.hypot(*b.values())
    return sum(p * b.get(code, 0.0) for code, p in a.items()) / lengths


@dataclass(frozen=True)
class Feature:
    """One comparison: its name in reasons, the sign its weight may have, and the measure."""

    name: str
    sign: int
    measure: Callable[[Claim, Claim, Traits, Traits], float]


MEASURES = (
    Feature("like meaning", 1, lambda a, b, s, t: float(a.meaning @ b.meaning)),
    Feature("shared organisations", 1, lambda a, b, s, t: _share(s.organisations, t.organisations)),
    Feature("no organisation shared", -1, lambda a, b, s, t: _none_shared(s.organisations, t.organisations)),
    Feature("shared towns", 1, lambda a, b, s, t: _share(s.places, t.places)),
    Feature("no town shared", -1, lambda a, b, s, t: _none_shared(s.places, t.places)),
    Feature("shared countries", 1, lambda a, b, s, t: _share(s.countries, t.countries)),
    Feature("no country shared", -1, lambda a, b, s, t: _none_shared(s.countries, t.countries)),
    Feature("shared quotations", 1, lambda a, b, s, t: float(bool(s.quoted & t.quoted))),
    Feature("shared figures", 1, lambda a, b, s, t: min(len(s.numbers & t.numbers), 3) / 3),
    Feature("shared words", 1, lambda a, b, s, t: _like_words(s.words, t.words)),
    Feature("same language", 0, lambda a, b, s, t: float(a.lang == b.lang)),
    Feature("like leads", 1, lambda a, b, s, t: _like_leads(a.lead, b.lead)),
    Feature("same known lead", 1, lambda a, b, s, t: _same_known_lead(s, t)),
    Feature("other known lead", -1, lambda a, b, s, t: _other_known_lead(s, t)),
    Feature("no vendor shared", -1, lambda a, b, s, t: _none_shared(s.vendors, t.vendors)),
    Feature("shared partners", 1, lambda a, b, s, t: _share(*_beside(s, t))),
    Feature("no partner shared", -1, lambda a, b, s, t: _none_shared(*_beside(s, t))),
    Feature("shared title words", 1, lambda a, b, s, t: _like_words(s.title, t.title)),
    Feature("one lead, other words", -1, lambda a, b, s, t: _of_one_lead(a, b, s, t, _like_words(s.words, t.words))),
    Feature("one lead, other meaning", -1, lambda a, b, s, t: _of_one_lead(a, b, s, t, float(a.meaning @ b.meaning))),
    Feature("like sectors", 1, lambda a, b, s, t: _like(a.sector, b.sector)),
    Feature("like applications", 1, lambda a, b, s, t: _like(a.application, b.application)),
    Feature("like countries", 1, lambda a, b, s, t: _like(a.country, b.country)),
)

# Names and signs of all comparisons in the order of a row of `compare`.
FEATURES = (*((measure.name, measure.sign) for measure in MEASURES), ("rarest shared name", 1))


def compare(
    claims: Sequence[Claim],
    pairs: Sequence[tuple[int, int]],
    rarity: Rarity,
    drawn: Mapping[int, Traits] | None = None,
    ranker: Head | None = None,
) -> Floats:
    """Feature matrix of shape (pairs, features), the last the rarity of the rarest name that both texts hold. `drawn` are the traits
    of claims by their number, where they are known. What a `ranker` gives no weight is not measured and stays 0."""
    traits = dict(drawn or {})
    if missing := sorted({i for pair in pairs for i in pair} - traits.keys()):
        idf = rarity.idf()
        traits |= {index: draw(claims[index], idf) for index in missing}
    known = {index: own.known for index, own in traits.items()}
    rare = {name: rarity.of(name) for names in known.values() for name in names}
    weighed = [n for n in range(len(MEASURES)) if ranker is None or ranker.weights[n, 0]]
    measures = [MEASURES[n].measure for n in weighed]
    rows = [
        [
            *(measure(claims[i], claims[j], traits[i], traits[j]) for measure in measures),
            max((rare[name] for name in known[i] & known[j]), default=0.0),
        ]
        for i, j in pairs
    ]
    matrix = np.zeros((len(pairs), len(FEATURES)), np.float32)
    matrix[:, [*weighed, len(MEASURES)]] = np.array(rows, np.float32).reshape(len(pairs), len(weighed) + 1)
    return matrix


def pair(
    claims: Sequence[Claim], ranker: Head, rarity: Rarity, by: str, made_at: str, least: float = 0.05
) -> list[Judgement]:
    """Judgements on all pairs whose probability of being one project is `least` or more, each with its three best reasons."""
    idf = rarity.idf()
    traits = {n: draw(claim, idf) for n, claim in enumerate(claims)}
    near = candidates(claims, list(traits.values()), rarity)
    return judge(claims, near, compare(claims, near, rarity, traits, ranker), ranker, by, made_at, least)


def judge(
    claims: Sequence[Claim],
    pairs: Sequence[tuple[int, int]],
    measured: Floats,
    ranker: Head,
    by: str,
    made_at: str,
    least: float = 0.05,
) -> list[Judgement]:
    """Judgements on pairs whose features are `measured`, as `pair`."""
    proba = chances(measured, ranker)
    likely = np.flatnonzero(proba >= least)
    found = []
    for n, best in zip(likely.tolist(), spoke_most(measured[likely], ranker).tolist(), strict=True):
        p = float(proba[n])
        a, b = sorted((claims[pairs[n][0]].id, claims[pairs[n][1]].id))
        verdict = "same" if p >= 0.5 else "different" if p < 0.2 else "unsure"
        why = ", ".join(FEATURES[k][0] for k in best if k >= 0)
        found.append(Judgement(a, b, verdict, round(p, 4), by, made_at, why))
    return sorted(found, key=lambda judgement: (judgement.a, judgement.b))


def chances(measured: Floats, ranker: Head) -> NDArray[np.float64]:
    """Probability of each row of features to be a pair of one project; the same for a row in any batch, to the last bit."""
    scores = (measured.astype(np.float64) * ranker.weights[:, 0].astype(np.float64)).sum(axis=1) + float(ranker.bias[0])
    return np.asarray(1 / (1 + np.exp(-scores)))


def spoke_most(rows: Floats, ranker: Head) -> NDArray[np.int8]:
    """Numbers of the three comparisons that spoke most for each row, -1 where fewer spoke for it."""
    weights = rows * ranker.weights[:, 0]
    best = np.argsort(-weights, axis=1, kind="stable")[:, :3]
    return np.where(np.take_along_axis(weights, best, axis=1) > 0, best, -1).astype(np.int8)


def centred(vector: Floats, kind: str, lang: str, centres: Mapping[str, Floats]) -> Floats:
    """The vector seen from the centre of its language, at length one."""
    lang = lang.split("-")[0]
    return unit(unit(vector) - centres.get(f"{kind}.{lang}", centres[f"{kind}."]))


def meaning(e5: Floats, metric: Floats) -> Floats:
    """A centred E5 vector in the learnt metric, at length one."""
    return unit(e5 @ metric.astype(np.float32))


def unit(vector: Floats) -> Floats:
    """The vector at length one."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
