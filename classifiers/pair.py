"""Do two announcements tell of one project? A trained linear model over named comparisons; each judgement says why."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from sklearn.linear_model import LogisticRegression

from census.records import Judgement
from classifiers.corpus import Telling
from classifiers.gazetteer import find_mentions
from classifiers.model import Head
from classifiers.words import tokens

Floats = NDArray[np.float32]

# Pairs under both bounds are not compared: in cross-validation they hold under 1 % of the true pairs.
LEAST_USE, LEAST_E5 = 0.30, 0.86
_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*\d|\d{2,}")
_NAME = re.compile(r"\b[A-Z][\w&’'-]{2,}|[\u30a0-\u30ffー]{3,}")


@dataclass(frozen=True)
class Claim:
    """What the pair model sees of one announcement; vectors have length one, `sector` is a distribution or empty."""

    id: str
    text: str
    lang: str
    date: str | None
    use: Floats
    e5: Floats
    lead: str | None = None
    country: str | None = None
    sector: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Traits:
    """What is drawn once from each claim."""

    organisations: frozenset[str]
    places: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]
    title: str


def _traits(claim: Claim) -> _Traits:
    mentions = find_mentions(claim.text[:1500])
    return _Traits(
        organisations=frozenset(m.name for m in mentions if m.kind in ("organisation", "vendor")),
        places=frozenset(m.name if m.kind == "city" else m.country for m in mentions if m.kind not in ("organisation", "vendor")),
        numbers=frozenset(n.strip(".,") for n in _NUMBER.findall(claim.text[:1500])),
        names=frozenset(n.casefold() for n in _NAME.findall(claim.text[:1500])),
        words=frozenset(tokens(claim.text[:800])),
        title=claim.text.split("\n", 1)[0],
    )


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _near(days: float) -> float:
    return float(np.exp(-days / 20.0))


FEATURES: tuple[tuple[str, Callable[[Claim, Claim, _Traits, _Traits], float]], ...] = (
    ("use similarity", lambda a, b, s, t: float(a.use @ b.use)),
    ("e5 similarity", lambda a, b, s, t: (float(a.e5 @ b.e5) - 0.8) * 5),
    ("shared organisations", lambda a, b, s, t: _share(s.organisations, t.organisations)),
    ("no shared organisation though both name some", lambda a, b, s, t: float(bool(s.organisations and t.organisations) and not s.organisations & t.organisations)),
    ("shared places", lambda a, b, s, t: _share(s.places, t.places)),
    ("no shared place though both name some", lambda a, b, s, t: float(bool(s.places and t.places) and not s.places & t.places)),
    ("shared figures", lambda a, b, s, t: min(len(s.numbers & t.numbers), 3) / 3),
    ("shared names", lambda a, b, s, t: _share(s.names, t.names)),
    ("shared words", lambda a, b, s, t: len(s.words & t.words) / max(1.0, float(np.sqrt(len(s.words) * len(t.words))))),
    ("same language", lambda a, b, s, t: float(a.lang == b.lang)),
    ("shared words in one language", lambda a, b, s, t: (a.lang == b.lang) * len(s.words & t.words) / max(1.0, float(np.sqrt(len(s.words) * len(t.words))))),
    ("like headlines", lambda a, b, s, t: fuzz.token_set_ratio(s.title.casefold(), t.title.casefold()) / 100 if a.lang == b.lang else 0.0),
    ("like leads", lambda a, b, s, t: fuzz.token_set_ratio(a.lead.casefold(), b.lead.casefold()) / 100 if a.lead and b.lead else 0.5),
    ("same country", lambda a, b, s, t: float(a.country == b.country) if a.country and b.country else 0.5),
    ("like sectors", lambda a, b, s, t: float(np.dot(a.sector, b.sector)) if a.sector and b.sector else 0.4),
    ("near in time", lambda a, b, s, t: _near(days_apart(a, b))),
)


def days_apart(a: Claim, b: Claim) -> float:
    """Days between two publications, 15 where one is undated."""
    if not (a.date and b.date):
        return 15.0
    return float(abs((date.fromisoformat(a.date[:10]) - date.fromisoformat(b.date[:10])).days))


def candidates(claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """Pairs worth comparing, found exactly and whatever the order: near by either encoder."""
    if len(claims) < 2:
        return []
    use, e5 = np.stack([c.use for c in claims]), np.stack([c.e5 for c in claims])
    found: list[tuple[int, int]] = []
    block = 512
    for start in range(0, len(claims), block):
        near = (use[start : start + block] @ use.T >= LEAST_USE) | (e5[start : start + block] @ e5.T >= LEAST_E5)
        rows, columns = np.nonzero(near)
        found += [(int(r) + start, int(c)) for r, c in zip(rows, columns, strict=True) if r + start < c]
    return found


def compare(claims: Sequence[Claim], pairs: Sequence[tuple[int, int]]) -> Floats:
    """Feature matrix of shape (pairs, features)."""
    traits = {index: _traits(claims[index]) for index in sorted({i for pair in pairs for i in pair})}
    rows = [[measure(claims[i], claims[j], traits[i], traits[j]) for _, measure in FEATURES] for i, j in pairs]
    return np.array(rows, np.float32).reshape(len(pairs), len(FEATURES))


def pair(claims: Sequence[Claim], ranker: Head, by: str, made_at: str, least: float = 0.05) -> list[Judgement]:
    """Judgements on all pairs whose probability of being one project is `least` or more, each with its three best reasons."""
    pairs = candidates(claims)
    measured = compare(claims, pairs)
    scores = (measured @ ranker.weights + ranker.bias)[:, 0]
    proba = 1 / (1 + np.exp(-scores))
    found = []
    for (i, j), row, p in zip(pairs, measured, proba, strict=True):
        if p >= least:
            a, b = sorted((claims[i].id, claims[j].id))
            verdict = "same" if p >= 0.5 else "different" if p < 0.2 else "unsure"
            found.append(Judgement(a, b, verdict, round(float(p), 4), by, made_at, _why(row, ranker)))
    return sorted(found, key=lambda judgement: (judgement.a, judgement.b))


def _why(row: Floats, ranker: Head) -> str:
    weight = row * ranker.weights[:, 0]
    best = sorted(range(len(FEATURES)), key=lambda n: -weight[n])[:3]
    return ", ".join(FEATURES[n][0] for n in best if weight[n] > 0)


def claims_of(tellings: Sequence[Telling], features: Mapping[str, Any]) -> list[Claim]:
    """Corpus tellings as claims; their gold country stands in for the model's, the sector stays unknown."""
    return [
        Claim(str(n), t.whole, t.lang, t.date, unit(features["use"][n]), unit(features["e5"][n]), t.lead, t.country if t.is_announcement else None)
        for n, t in enumerate(tellings)
    ]


def unit(vector: Floats) -> Floats:
    """The vector at length one."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def training_pairs(tellings: Sequence[Telling], claims: Sequence[Claim]) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Pairs of one story, and look-alikes of others: for each telling its eight nearest strangers, in its own and other languages."""
    stories = np.array([t.story for t in tellings])
    use = np.stack([c.use for c in claims])
    same = [(i, j) for i in range(len(tellings)) for j in range(i + 1, len(tellings)) if stories[i] == stories[j]]
    near: set[tuple[int, int]] = set()
    likeness = use @ use.T
    for i in range(len(tellings)):
        strangers = np.argsort(-likeness[i], kind="stable")
        picked = [int(j) for j in strangers[:60] if stories[j] != stories[i]][:8]
        near |= {(min(i, j), max(i, j)) for j in picked}
    different = sorted(near)
    return same + different, np.array([1] * len(same) + [0] * len(different))


def fit_pair(tellings: Sequence[Telling], features: Mapping[str, Any]) -> Head:
    """The pair ranker, from pairs of our corpus."""
    claims = claims_of(tellings, features)
    pairs, right = training_pairs(tellings, claims)
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit(compare(claims, pairs), right)
    return Head(np.round(fitted.coef_.T, 4).astype(np.float32), np.round(fitted.intercept_, 4).astype(np.float32))
