"""Do two announcements tell of one project? A trained linear model over named comparisons; each judgement says why."""

import re
from collections import defaultdict
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
from classifiers.words import Words, tokens

Floats = NDArray[np.float32]

# Pairs under both bounds are not compared: in cross-validation they hold under 1 % of the true pairs.
LEAST_USE, LEAST_E5 = 0.15, 0.15
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
    sector: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Traits:
    """What is drawn once from each claim."""

    organisations: frozenset[str]
    places: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    words: Mapping[str, float]
    title: str


def _rare_words(text: str, idf: Mapping[str, float]) -> dict[str, float]:
    """Terms weighed by their rarity in the corpus, as a vector of length one; unseen terms are the rarest."""
    weights = {word: idf.get(word, 8.0) for word in dict.fromkeys(tokens(text[:800]))}
    length = sum(w * w for w in weights.values()) ** 0.5
    return {word: w / length for word, w in weights.items()} if length else {}


def _like_words(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    return sum(w * b[word] for word, w in a.items() if word in b)


def _rarest(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Weight of the five heaviest shared terms: names and figures that two texts have in common and few others have."""
    shared = sorted((min(w, b[word]) for word, w in a.items() if word in b), reverse=True)
    return sum(shared[:5])


def _traits(claim: Claim, idf: Mapping[str, float]) -> _Traits:
    mentions = find_mentions(claim.text[:1500])
    return _Traits(
        organisations=frozenset(m.name for m in mentions if m.kind in ("organisation", "vendor")),
        places=frozenset(m.name for m in mentions if m.kind in ("city", "province")),
        numbers=frozenset(n.strip(".,") for n in _NUMBER.findall(claim.text[:1500])),
        names=frozenset(n.casefold() for n in _NAME.findall(claim.text[:1500])),
        words=_rare_words(claim.text, idf),
        title=claim.text.split("\n", 1)[0],
    )


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _near(days: float) -> float:
    return float(np.exp(-days / 20.0))


FEATURES: tuple[tuple[str, Callable[[Claim, Claim, _Traits, _Traits], float]], ...] = (
    ("use similarity", lambda a, b, s, t: float(a.use @ b.use)),
    ("e5 similarity", lambda a, b, s, t: float(a.e5 @ b.e5)),
    ("shared organisations", lambda a, b, s, t: _share(s.organisations, t.organisations)),
    (
        "no shared organisation though both name some",
        lambda a, b, s, t: float(bool(s.organisations and t.organisations) and not s.organisations & t.organisations),
    ),
    ("shared towns", lambda a, b, s, t: _share(s.places, t.places)),
    (
        "no shared town though both name some",
        lambda a, b, s, t: float(bool(s.places and t.places) and not s.places & t.places),
    ),
    ("shared figures", lambda a, b, s, t: min(len(s.numbers & t.numbers), 3) / 3),
    ("shared names", lambda a, b, s, t: _share(s.names, t.names)),
    ("shared words", lambda a, b, s, t: _like_words(s.words, t.words)),
    ("rare shared words", lambda a, b, s, t: _rarest(s.words, t.words)),
    ("same language", lambda a, b, s, t: float(a.lang == b.lang)),
    ("shared words in one language", lambda a, b, s, t: (a.lang == b.lang) * _like_words(s.words, t.words)),
    (
        "like headlines",
        lambda a, b, s, t: (
            fuzz.token_set_ratio(s.title.casefold(), t.title.casefold()) / 100 if a.lang == b.lang else 0.0
        ),
    ),
    (
        "like leads",
        lambda a, b, s, t: (
            fuzz.token_set_ratio(a.lead.casefold(), b.lead.casefold()) / 100 if a.lead and b.lead else 0.5
        ),
    ),
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


def compare(claims: Sequence[Claim], pairs: Sequence[tuple[int, int]], words: Words) -> Floats:
    """Feature matrix of shape (pairs, features); `words` knows how rare a term is."""
    idf = dict(zip(words.vocabulary, words.idf.tolist(), strict=True))
    traits = {index: _traits(claims[index], idf) for index in sorted({i for pair in pairs for i in pair})}
    rows = [[measure(claims[i], claims[j], traits[i], traits[j]) for _, measure in FEATURES] for i, j in pairs]
    return np.array(rows, np.float32).reshape(len(pairs), len(FEATURES))


def pair(
    claims: Sequence[Claim], ranker: Head, words: Words, by: str, made_at: str, least: float = 0.05
) -> list[Judgement]:
    """Judgements on all pairs whose probability of being one project is `least` or more, each with its three best reasons."""
    pairs = candidates(claims)
    measured = compare(claims, pairs, words)
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


def fit_centres(tellings: Sequence[Telling], features: Mapping[str, Any]) -> dict[str, Floats]:
    """Mean vector of each language ("use.zh"), and of all ("use."): texts of one language are all alike to an encoder, so
    likeness is measured from there. Languages of fewer than 15 texts take the mean of all."""
    found = {}
    for kind in ("use", "e5"):
        unit_rows = np.stack([unit(row) for row in features[kind]])
        found[f"{kind}."] = np.round(unit_rows.mean(axis=0), 5)
        for lang in sorted({t.lang for t in tellings}):
            rows = [n for n, t in enumerate(tellings) if t.lang == lang]
            if len(rows) >= 15:
                found[f"{kind}.{lang}"] = np.round(unit_rows[rows].mean(axis=0), 5)
    return found


def centred(vector: Floats, kind: str, lang: str, centres: Mapping[str, Floats]) -> Floats:
    """The vector seen from the centre of its language, at length one."""
    lang = lang.split("-")[0]
    return unit(unit(vector) - centres.get(f"{kind}.{lang}", centres[f"{kind}."]))


def claims_of(
    tellings: Sequence[Telling], features: Mapping[str, Any], sectors: Floats, centres: Mapping[str, Floats]
) -> list[Claim]:
    """Corpus tellings as claims; `sectors` are the model's distributions when each telling's project was held out."""
    use, e5 = (
        [centred(row, kind, t.lang, centres) for row, t in zip(features[kind], tellings, strict=True)]
        for kind in ("use", "e5")
    )
    return [
        Claim(str(n), t.whole, t.lang, t.date, use[n], e5[n], t.lead, tuple(sectors[n].tolist()))
        for n, t in enumerate(tellings)
    ]


def unit(vector: Floats) -> Floats:
    """The vector at length one."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def training_pairs(tellings: Sequence[Telling], claims: Sequence[Claim]) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Pairs of one story, and pairs of strangers: for each telling its nearest by either encoder, and others of its country,
    of its sector and of its language, near or far. Nearest ones alone would teach that likeness speaks against a match."""
    use, e5 = np.stack([c.use for c in claims]), np.stack([c.e5 for c in claims])
    groups: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for n, telling in enumerate(tellings):
        for key in (("country", telling.country), ("sector", telling.sector), ("lang", telling.lang)):
            groups[key].append(n)
    same = {
        (i, j)
        for i in range(len(tellings))
        for j in range(i + 1, len(tellings))
        if tellings[i].story == tellings[j].story
    }
    different: set[tuple[int, int]] = set()
    for i, telling in enumerate(tellings):
        near = [*np.argsort(-(use @ use[i]), kind="stable")[:8], *np.argsort(-(e5 @ e5[i]), kind="stable")[:8]]
        for key, picks in (
            (("country", telling.country), 8),
            (("sector", telling.sector), 6),
            (("lang", telling.lang), 6),
        ):
            group = groups[key] if key[1] else []
            step = max(1, len(group) // picks)
            near += group[i % step :: step]
        different |= {(min(i, int(j)), max(i, int(j))) for j in near if tellings[int(j)].story != telling.story}
    pairs = sorted(same) + sorted(different)
    return pairs, np.array([1] * len(same) + [0] * len(different))


def fit_pair(
    tellings: Sequence[Telling],
    features: Mapping[str, Any],
    words: Words,
    sectors: Floats,
    centres: Mapping[str, Floats],
) -> Head:
    """The pair ranker, from pairs of our corpus."""
    claims = claims_of(tellings, features, sectors, centres)
    pairs, right = training_pairs(tellings, claims)
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit(compare(claims, pairs, words), right)
    return Head(np.round(fitted.coef_.T, 4).astype(np.float32), np.round(fitted.intercept_, 4).astype(np.float32))
