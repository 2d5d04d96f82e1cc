"""Whose country: candidates named or implied by a text, ranked by a trained linear model. A gazetteer finds, the model decides."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from census.countries import ALLIANCE
from classifiers.currencies import find_currencies
from classifiers.gazetteer import Mention, find_mentions
from classifiers.lead import Span
from classifiers.model import Head

# Where a text names no country, its language speaks of home: shares in the corpus and in news of each language.
HOME = {
    "zh": "CN",
    "ja": "JP",
    "ko": "KR",
    "th": "TH",
    "vi": "VN",
    "id": "ID",
    "tr": "TR",
    "it": "IT",
    "pl": "PL",
    "sv": "SE",
    "fa": "IR",
    "hi": "IN",
    "ru": "RU",
    "de": "DE",
    "nl": "NL",
    "fr": "FR",
    "pt": "BR",
}
UNKNOWN = "none"
# An office that every country has says less of its country than a name of its own, whatever the table of organisations knows.
_OFFICE = re.compile(
    r"(?:(?:department|ministry|bureau|office|agency|treasury|court|bank|council|commission|authority|national|central|federal|supreme|state|high|public|"
    r"of|the|and|for|education|finance|health|justice|energy|defen[cs]e|commerce|trade|agriculture|interior|labou?r|transport(?:ation)?|statistics|"
    r"planning|economy|economic|affairs|development|home|foreign|internal|revenue|customs|service|security|environment|science|technology)\b\s*)+",
    re.I,
)

FEATURES = (
    "bias", "is_unknown", "in_title", "in_first_third", "share", "by_country", "by_demonym", "by_province", "by_city", "by_organisation", "by_vendor",
    "is_lead", "in_lead", "before_lead", "first_named", "only_one_named", "home_of_language", "head_log_proba", "head_best", "outlet_country", "lead_elsewhere",
    "by_office", "by_currency", "alliance_beside", "vendor_leads",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A candidate country with the features a ranker sees."""

    country: str
    features: tuple[float, ...]


def find_places(
    text: str,
    lang: str,
    lead: Span | None,
    head: Mapping[str, float],
    outlet: str = "",
    limit: int = 1500,
) -> list[Place]:
    """Candidates for the country of the lead: the countries named, the three the text model finds likeliest, the home of the
    language, and `none`. `lead` is the span of the leading name and its probability, `head` the text model's probability of each country."""
    mentions = find_mentions(text[:limit])
    # Whose software it is says little of who uses it: vendors are candidates, but do not count among the names.
    named = Counter(m.country for m in mentions if m.kind != "vendor")
    likely = sorted(head, key=lambda c: (-head[c], c))[:3]
    home = HOME.get(lang)
    money = find_currencies(text[:limit])
    wanted = [
        *sorted({*(m.country for m in mentions), *likely, *money, *([home] if home else [])} - {UNKNOWN}),
        UNKNOWN,
    ]
    return [Place(c, _features(c, text, mentions, named, lead, head, home, likely, outlet, money)) for c in wanted]


def _features(
    country: str, text: str, mentions: Sequence[Mention], named: Counter[str], lead: Span | None,
    head: Mapping[str, float], home: str | None, likely: Sequence[str], outlet: str, money: frozenset[str],
) -> tuple[float, ...]:  # fmt: skip
    own = [m for m in mentions if m.country == country]
    title_end = text.find("\n")
    kinds = {"office" if _is_office(m, text) else m.kind for m in own}
    leading = [m for m in mentions if lead and m.start < lead[1] and m.end > lead[0]]
    known = {m.country for m in leading if m.kind == "organisation" and not _is_office(m, text)}
    sure = lead[2] if lead else 0.0
    return (
        1.0,
        float(country == UNKNOWN),
        float(any(m.start < title_end for m in own)),
        float(any(m.start < len(text) / 3 for m in own)),
        sum(m.kind != "vendor" for m in own) / max(1, sum(named.values())),
        *(float(kind in kinds) for kind in ("country", "demonym", "province", "city", "organisation", "vendor")),
        sure * (country in known),
        sure * any(m.country == country for m in leading),
        float(any(lead is not None and 0 <= lead[0] - m.end <= 12 for m in own)),
        float(bool(mentions) and mentions[0].country == country),
        float(len(named) == 1 and country in named),
        float(country == home),
        float(np.log(max(head.get(country, 0.0), 1e-3)) + 3.0) if country != UNKNOWN else 0.0,
        float(bool(likely) and likely[0] == country),
        float(outlet.lower().endswith(f".{country.lower()}") or (country == "GB" and outlet.endswith(".uk"))),
        sure * bool(known and country not in known),
        float("office" in kinds),
        float(country in money),
        # The World Bank in Uganda: a body of many countries beside one that is named.
        float(
            country == ALLIANCE and any(m.kind in ("country", "demonym") and m.country != ALLIANCE for m in mentions)
        ),
        sure * any(m.kind == "vendor" and m.country == country for m in leading),
    )


def _is_office(mention: Mention, text: str) -> bool:
    return mention.kind == "organisation" and bool(_OFFICE.fullmatch(text[mention.start : mention.end]))


def matrix(places: Sequence[Place]) -> np.ndarray:
    """Feature matrix of shape (candidates, features + products)."""
    base = np.array([p.features for p in places], np.float32)
    column = {name: base[:, i] for i, name in enumerate(FEATURES)}
    named = (column["share"] > 0).astype(np.float32)
    pairs = (
        ("in_title", "by_demonym"),
        ("in_title", "by_country"),
        ("by_vendor", "lead_elsewhere"),
        ("home_of_language", "is_unknown"),
        ("in_title", "first_named"),
        ("by_city", "in_title"),
        ("by_organisation", "in_title"),
    )
    none_named = (column["share"].sum() == 0) * (1 - named)
    extra = [
        none_named * column["home_of_language"],
        none_named * column["head_log_proba"],
        none_named * column["is_unknown"],
    ]
    return np.column_stack([base, *(column[a] * column[b] for a, b in pairs), *extra])


def rank(places: Sequence[Place], ranker: Head) -> dict[str, float]:
    """Probability of each candidate country."""
    scores = (matrix(places) @ ranker.weights + ranker.bias)[:, 0]
    weights = np.exp(scores - scores.max())
    return {p.country: float(w) for p, w in zip(places, weights / weights.sum(), strict=True)}
