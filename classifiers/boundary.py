"""Where another thing begins in a text: for each sentence the chance that it opens a new announcement, seen from its neighbours.

A roundup in running prose has no marks to go by; what tells its entries apart is a change of names, places and matter at once. The
linear model over the figures below is trained on roundups put together from the corpus, whose seams are known, and on ordinary articles, which
have none (`train_boundary`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.encode import Matrix
from classifiers.gazetteer import find_mentions
from classifiers.lead import find_candidates

FEATURES = (
    "bias", "opens_line", "anaphora", "turns", "opens_with_place", "enumerated", "dated", "new_organisation", "shared_organisation", "new_country",
    "shared_country", "new_name", "shared_name", "opens_with_new_name", "opens_with_known_name", "like_last", "like_before", "like_next", "drop", "relevance", "last_relevance", "next_relevance", "length",
    "last_length", "names_technology", "last_opens", "next_opens_line", "opener", "last_opener", "next_opener",
)  # fmt: skip

# Words by which a sentence leans on the one before it.
_ANAPHORA = re.compile(
    r"^[\"“«]?(?:(?:the|this|that|these|those|its?|their|they|he|she|such|both|under|once|users?|customers|participants|according|as part|by doing|with this|more than|so far|initially|"
    r"el (?:proyecto|sistema|banco)|la (?:plataforma|iniciativa|red|entidad|solución)|este|esta|esto|según|con (?:ello|esto)|además,|das (?:system|projekt)|die (?:plattform|lösung|bank)|dies|damit|laut|il (?:progetto|sistema)|la (?:piattaforma|plateforme)|"
    r"le (?:projet|système)|ce(?:tte|la)?\b|selon|o (?:projeto|sistema)|a (?:plataforma|iniciativa)|segundo|por ejemplo|по словам|это|проект|платформа|система|bu\b|sistem|proje|platform)\b"
    r"|该|此次|这|其|据(?:介绍|悉|了解)|目前|通过|用户|平台|系统|双方|未来|該|這|同(?:社|行|システム|プロジェクト)|これ|この|その|이(?:번|를|는)\b|해당|그\b|이 )",
    re.I,
)
# Words by which a text turns to another matter.
_TURN = re.compile(
    r"^(?:(?:it is )?(?:also |what is )?(?:worth (?:mention|not)|noteworthy|notabl)|not (?:willing )?to (?:fall|lag) behind|(?:first|then|now),? (?:look|let us)|in (?:terms|the (?:field|area|sector|case)) of|as for|turning to|when it comes to|meanwhile|elsewhere|separately|in other news|also|another|finally|further|over in|across the|not to be outdone|next|then there|similarly|likewise|"
    r"mientras|por otra parte|por su parte|en otro|asimismo|también|unterdessen|derweil|auch in|außerdem|par ailleurs|de son côté|pendant ce temps|intanto|anche in|enquanto isso|já\b|тем временем|также|"
    r"bu arada|sementara|trong khi|一方|また|さらに|한편|또한|이 밖에|另外|此外|值得(?:一提|注意)|不仅如此|除了|首先|其次|最后|与此同时|同时|而在?|再看|在.{2,8}方面|與此同時|除此)",
    re.I,
)
_IN_PLACE = re.compile(r"^(?:In|En|Em|Au|Aux|Im|Nel|In der|In den|В|Di|Tại|在|于)\s?$", re.I)
_ENUMERATED = re.compile(
    r"^\s*(?:#{1,4}\s|\d{1,2}[.)、．]|[-•*▶■●◆]|[一二三四五六七八九十]{1,2}[、.]|[(（]\d{1,2}[)）])"
)
_DATED = re.compile(
    r"^\s*(?:On )?(?:[A-Z][a-z]{2,8}\.? \d{1,2}\b|\d{1,2}月\d{1,2}日|\d{1,2} de [a-z]+|\d{1,2}\. [A-ZÄÖÜ][a-zä]+)"
)
# Sentences of a window: what went before counts that far.
_BEFORE = 3
_LONG = 160.0
# A name that begins within so many characters opens its sentence.
_OPENING = 24


@dataclass(frozen=True)
class _Seen:
    organisations: frozenset[str]
    countries: frozenset[str]
    names: frozenset[str]
    first_name: str
    opens_with_place: bool


def _see(text: str) -> _Seen:
    mentions = find_mentions(text)
    organisations = frozenset(m.name for m in mentions if m.kind in ("organisation", "vendor"))
    countries = frozenset(m.country for m in mentions)
    first = next((m for m in mentions if m.kind not in ("organisation", "vendor")), None)
    opens = first is not None and (first.start == 0 or bool(_IN_PLACE.match(text[: first.start])))
    candidates = find_candidates(text)
    leading = next((c.name for c in candidates if c.start <= _OPENING), "")
    return _Seen(organisations, countries, frozenset(c.name for c in candidates), leading, opens)


def matrix(
    texts: Sequence[str], opens_line: Sequence[bool], vectors: Matrix, relevance: Sequence[float], openers: Sequence[float]
) -> np.ndarray:  # fmt: skip
    """Figures of each sentence, shape (sentences, features); `vectors` are the sentences' rows of the cheap encoder, `relevance` the
    gate's answer to each alone, `openers` how much each reads like the first sentence of a text (log odds)."""
    seen = [_see(text) for text in texts]
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    rows = np.array([_row(n, texts, opens_line, seen, unit, relevance) for n in range(len(texts))], np.float32)
    around = np.concatenate([[0.0], np.asarray(openers, np.float32), [0.0]])
    return np.column_stack([rows, around[1:-1], around[:-2], around[2:]]).astype(np.float32)


def _row(
    n: int, texts: Sequence[str], opens_line: Sequence[bool], seen: Sequence[_Seen], unit: Matrix, relevance: Sequence[float]
) -> tuple[float, ...]:  # fmt: skip
    text, own, before = texts[n], seen[n], seen[max(0, n - _BEFORE) : n]
    organisations = frozenset().union(*(s.organisations for s in before))
    countries = frozenset().union(*(s.countries for s in before))
    names = frozenset().union(*(s.names for s in before))
    like_last = float(unit[n] @ unit[n - 1]) if n else 0.0
    like_before = float(unit[n] @ unit[max(0, n - _BEFORE) : n].mean(axis=0)) if n else 0.0
    like_next = float(unit[n] @ unit[n + 1]) if n + 1 < len(texts) else 0.0
    last, following = (relevance[n - 1] if n else 0.0), (relevance[n + 1] if n + 1 < len(texts) else 0.0)
    return (
        1.0,
        float(opens_line[n]),
        float(bool(_ANAPHORA.match(text))),
        float(bool(_TURN.match(text))),
        float(own.opens_with_place),
        float(bool(_ENUMERATED.match(text))),
        float(bool(_DATED.match(text))),
        float(bool(own.organisations - organisations)),
        float(bool(own.organisations & organisations)),
        float(bool(own.countries - countries)),
        float(bool(own.countries & countries)),
        float(bool(own.names - names)),
        float(bool(own.names & names)),
        float(bool(own.first_name) and own.first_name not in names),
        float(bool(own.first_name) and own.first_name in names),
        like_last,
        like_before,
        like_next,
        like_next - like_last,
        relevance[n],
        last,
        following,
        min(len(text) / _LONG, 2.0),
        min(len(texts[n - 1]) / _LONG, 2.0) if n else 0.0,
        float("lockchain" in text or "链" in text or "ブロックチェーン" in text or "블록체인" in text),
        float(bool(n and opens_line[n - 1])),
        float(n + 1 < len(texts) and opens_line[n + 1]),
    )
