"""Who leads: candidate names in a text, ranked by a trained linear model on where and how each stands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack

from classifiers import contexts
from classifiers.gazetteer import Mention, find_mentions, issuer_of
from classifiers.model import Floats, Head
from classifiers.names import find_names

# What stands in apposition between a name and its verb: ", one of the largest insurers in the country,".
_APPOSED = (
    r"(?:, (?:one of|an?|the|which|who|part of|una?|el|la|eine?|der|die|das|le|un) [^.,\n]{3,90},|\s?\([^)\n]{1,40}\))?"
)
_ACT = re.compile(
    rf"^{_APPOSED}[\s,]*(?:\w+\s){{0,2}}?(?:has |have |had |is |are |was |were |been |will |plans? |to |hat |ha |a |va |sta )*"
    r"(select|chosen|pick|conduct|prov|mak|made|join|partner|team|experiment|propos|work|mov|offer|put|creat|adopt|issu|open|look|agree|sign|receiv|win|won|"
    r"launch|pilot|test|trial|announc|complet|develop|build|introduc|unveil|roll|start|begin|use|deploy|issu|adopt|plan|explor|tap|turn|go|"
    r"lanz|prueb|desarroll|anunci|implement|lanc|test|start|entwickel|setzt|führt|lanci|sperim|запус|тестир|внедр|разраб|başlat|geliştir|meluncur|"
    r"ra mắt|triển khai|تطلق|أطلق|يطلق|اطلق)",
    re.I,
)  # fmt: skip
_ACT_ASIAN = re.compile(
    r"^[^。，,.]{0,12}?(推出|上线|上線|启动|發布|发布|开出|签发|试点|完成|打造|搭建|建设|宣布|落地|联合|应用|は|が|、|은|는|이|가|와|과)"
)
_AFTER_WITH = re.compile(
    r"(?:\bwith|\bby|\bfrom|\bvia|\bof|\bon|\busing|\bcon|\bmit|\bavec|\bpar|\bvon|与|和|由|同|携手|联合|基于|采用|と|와|과)\s*(?:the |el |la |der |dem )?$",
    re.I,
)
# A lead less likely than this is left unknown.
LEAST = 0.2
# A digital currency named in so many characters, with nobody likely to lead: its issuer does, as often as not (set by hand).
_FIRST, _ISSUER = 200, 0.5
_VENDOR_TALK = re.compile(
    r"(?:provider|vendor|start-?up|platform|network|技术支持|提供|スタートアップ|스타트업|anbieter|proveedor)", re.I
)


# Where a leading name stands, and how sure that is.
Span = tuple[int, int, float]


_SPEAKS = re.compile(
    r"^[,\s]{0,2}(?:\w+ ){0,2}(?:says?|said|announced|told|confirmed|stated|dice|dijo|anunció|disse|anunciou|sagt|teilt|erklärt|annonce|a annoncé|ha annunciato|сообщ|заяв|açıkla|duyur)|^(?:称|表示|宣布|透露|介绍|は.{0,12}(?:発表|明らか)|[은는이가].{0,14}(?:밝혔|발표))",
    re.I,
)
_MADE_BY = re.compile(
    r"(?:launched|developed|built|created|run|led|operated|issued|initiated|organi[sz]ed|headed|backed|announced|unveiled|piloted|lanzad[oa]|desarrollad[oa]|impulsad[oa]|desenvolvid[oa]|entwickelt|lancé|développé|par|sviluppat[oa]) (?:by|por|von|par|da|dal|dalla) (?:the |el |la |der |die )?$|(?:由|据)$",
    re.I,
)
# What a text calls a body before it gives its name: "startup Everledger", "insurer Allianz" ...
_INTRODUCED = re.compile(
    r"(?:start-?ups?|company|firm|bank|giant|provider|retailer|insurer|maker|manufacturer|operator|agency|carrier|airline|utility|lender|exchange|developer|supplier|producer|"
    r"brand|city|ministry|university|group|conglomerate|registry|authority|regulator|broker|brewer|miner|grocer|subsidiary|arm|unit|empresa|compañía|firma|gigante|aseguradora|"
    r"unternehmen|konzern|anbieter|versicherer|entreprise|société|assureur|azienda|società|компания|банк|公司|企业|银行|巨头|商|机构|平台)[,，]? ?[“\"「《]?$",
    re.I,
)
# ... and descriptions that stand where a name would: "The Region's Largest Bank", "A Leading Grocer".
_DESCRIBED = re.compile(
    r"\b(?:largest|biggest|leading|major|top|several|two|three|four|five|anonymous|unnamed)\b|(?:start-?ups?|firms?|company|companies|makers?|manufacturers?|candidate|giants?|lenders?|"
    r"retailers?|insurers?|banks|schools|universities|city|cities|town|island|state|country|processor|authorities|residents|users|consumers|farmers|goods)$|^(?:一家|某|多家|各|两家|三家|几家)",
    re.I,
)
# What is built rather than who builds it: "Digital Health Passport System".
_PRODUCT = re.compile(
    r"\b(?:systems?|solutions?|platforms?|services?|tools?|options?|project|apps?|pilots?|program(?:me)?s?|technology|interoperability|wallets?|payments?|taxes|tokens?|bonds?|"
    r"identity|traceability|transactions?|registry|records?|certificates?|currency|plataforma|sistema|proyecto|servicio|Plattform|projet)$|^(?:Project|Proyecto|Projeto|Projekt|Projet) ",
    re.I,
)
# Words that make a name one of a body.
_BODY = re.compile(
    r"bank|banco|banque|banca|ministr|minister|agency|authority|department|council|commission|govern|gobiern|universit|college|institute|foundation|association|inc\b|corp|ltd|plc|gmbh|group|grupo|holding|company|port\b|airport|airlines|airways|insurance|exchange|hospital|railway|post\b|customs|court|police|labs?\b|technolog|motors|energy|银行|銀行|公司|集团|局|法院|海关|政府|委|大学|医院|协会|은행|그룹|공사|시\b|청\b|банк|министер|университет|компания|بنك|وزارة",
    re.I,
)


def _end_of_first(text: str, title_end: int) -> int:
    """Where the first sentence under the title ends."""
    stop = re.compile(r"[.!?](?:\s|$)|[。！？]").search(text, max(0, title_end + 1))
    return stop.end() if stop else len(text)


@dataclass(frozen=True)
class Candidate:
    """A name that may lead: its place, what the gazetteer knows of it, the features a ranker sees; `text` is where it stands."""

    start: int
    end: int
    name: str
    mention: Mention | None
    features: tuple[float, ...]
    text: str


FEATURES = (
    "at_start", "in_title", "position", "times_named", "known_organisation", "known_vendor", "place_name", "acts", "follows_with", "vendor_talk",
    "long_name", "public_name", "financial_name", "one_word", "first_candidate", "asian_script", "known_public", "known_financial", "speaks", "made_by", "opens_sentence",
    "body_word", "possessive", "in_first_sentence", "again_in_text", "known_twice", "whole_title", "introduced", "described", "product",
)  # fmt: skip

_PUBLIC = re.compile(
    r"govern|minist|authority|depart|agency|central bank|reserve|council|city|court|customs|tax|bureau|commission|局|政府|法院|海关|部|省|市|区|庁|청|시|gobierno|banco central|banque de|министер|банк россии",
    re.I,
)
_FINANCIAL = re.compile(
    r"bank|banco|banque|banca|банк|银行|銀行|은행|insur|exchange|capital|financ|bourse|börse|visa|swift|保险|证券|mufg|hsbc",
    re.I,
)


def find_candidates(text: str, limit: int = 600) -> list[Candidate]:
    """Names in the first `limit` characters that could be the lead, in order of place."""
    head = text[:limit]
    mentions = find_mentions(head)
    # A currency leads nothing; its issuer does where nobody else is named (`choose`).
    coins = [(m.start, m.end) for m in mentions if issuer_of(head[m.start : m.end])]
    mentions = tuple(m for m in mentions if (m.start, m.end) not in coins)
    known = {(m.start, m.end): m for m in mentions if m.kind in ("organisation", "vendor")}
    spans = {span for span in find_names(head) if not any(overlap(span, coin) for coin in coins)}
    # A people is no body: "Russian" in "Russian maker Uralkali".
    peoples = {(m.start, m.end) for m in mentions if m.kind == "demonym"}
    spans = spans - peoples | set(known)
    title_end = head.find("\n")
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))
    return [_candidate(head, span, place, title_end, known.get(span), mentions) for place, span in enumerate(ordered)]


def _candidate(
    text: str, span: tuple[int, int], place: int, title_end: int, known: Mention | None, mentions: Sequence[Mention]
) -> Candidate:
    start, end = span
    name = text[start:end]
    inside = known or next(
        (m for m in mentions if m.kind in ("organisation", "vendor") and start <= m.start and m.end <= end), None
    )
    is_place = known is None and any(m.start == start and m.end == end for m in mentions)
    after, before = text[end : end + 60], text[max(0, start - 24) : start]
    asian = bool(re.search(r"[\u3040-\u9fff\uac00-\ud7af]", name))
    features = (
        float(start == 0 or start == title_end + 1),
        float(start < title_end),
        start / len(text),
        min(text.count(name), 4) / 4,
        float(inside is not None and inside.kind == "organisation"),
        float(inside is not None and inside.kind == "vendor"),
        float(is_place),
        float(bool((_ACT_ASIAN if asian else _ACT).match(after))),
        float(bool(_AFTER_WITH.search(before))),
        float(bool(_VENDOR_TALK.search(before + after[:20]))),
        min(len(name) / (12 if asian else 40), 1.0),
        float(bool(_PUBLIC.search(name))),
        float(bool(_FINANCIAL.search(name))),
        float(" " not in name and not asian),
        float(place == 0),
        float(asian),
        float(inside is not None and inside.subject == "government"),
        float(inside is not None and inside.subject == "financial_institution"),
        float(bool(_SPEAKS.match(after))),
        float(bool(_MADE_BY.search(before))),
        float(start == 0 or text[:start].rstrip()[-1:] in '.!?。！？\n"“'),
        float(bool(_BODY.search(name))),
        float(bool(re.match(r"['’]s?\b", after))),
        float(start < _end_of_first(text, title_end)),
        float(start < title_end and name in text[title_end:]),
        float(inside is not None and sum(m.name == inside.name for m in mentions) > 1),
        float(start == 0 and end >= title_end - 1 and title_end > 0),
        float(bool(_INTRODUCED.search(before))),
        float(known is None and bool(_DESCRIBED.search(name))),
        float(known is None and bool(_PRODUCT.search(name))),
    )
    return Candidate(start, end, name, inside, features, text)


_PAIRS = (
    ("in_title", "known_organisation"), ("at_start", "acts"), ("in_title", "known_vendor"), ("in_title", "public_name"), ("place_name", "at_start"),
    ("follows_with", "known_vendor"), ("opens_sentence", "acts"), ("body_word", "acts"), ("body_word", "in_title"), ("speaks", "body_word"), ("known_organisation", "acts"),
    ("in_first_sentence", "body_word"), ("in_first_sentence", "known_organisation"), ("in_first_sentence", "acts"), ("one_word", "at_start"), ("asian_script", "acts"), ("asian_script", "at_start"), ("introduced", "acts"), ("introduced", "one_word"), ("place_name", "acts"), ("described", "in_title"),
)  # fmt: skip


def matrix(candidates: Sequence[Candidate]) -> csr_matrix:
    """Feature matrix of the candidates of one text, with products that let a name's place weigh by its kind, what its rivals do, and the
    words around it; shape (candidates, features)."""
    base = np.array([c.features for c in candidates], np.float32).reshape(len(candidates), len(FEATURES))
    column = {name: base[:, i] for i, name in enumerate(FEATURES)}
    products = [column[a] * column[b] for a, b in _PAIRS]
    dense = np.column_stack([base, *products, *_rivals(candidates, column)])
    return hstack(
        [csr_matrix(dense), contexts.matrix([contexts.find_contexts(c.text, c.start, c.end) for c in candidates])],
        format="csr",
    )


def _rivals(candidates: Sequence[Candidate], column: Mapping[str, Floats]) -> list[Floats]:
    """Whether another name acts, is known, acts as a body, is introduced; and the same where the candidate is a place: "Vermont" of the
    title leads less where the text goes on "start-up Propy announces"."""
    names = [c.name for c in candidates]
    spans = np.array([(c.start, c.end) for c in candidates]).reshape(len(candidates), 2)
    apart = (spans[:, None, 0] >= spans[None, :, 1]) | (spans[None, :, 0] >= spans[:, None, 1])
    others = apart & np.array([[a != b for b in names] for a in names], bool).reshape(apart.shape)
    acts = column["acts"] * (1 - column["place_name"]) * (1 - column["described"]) * (1 - column["product"])
    does = [acts, column["known_organisation"], column["body_word"] * column["acts"], column["introduced"]]
    rivals = [(others & (done > 0)[None, :]).any(axis=1).astype(np.float32) for done in does]
    return [*rivals, *(rival * column["place_name"] for rival in rivals)]


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Shared characters of two spans over all their characters, 0 to 1."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0]))


def same_name(a: str, b: str) -> bool:
    """Whether two writings are one name but for case, articles and punctuation."""
    return _bare(a) == _bare(b) and bool(_bare(a))


def _bare(name: str) -> str:
    return re.sub(r"^(the|el|la|der|die|das|le) |['’]s$|[^\w ]", "", name.casefold()).strip()


def _initials(name: str) -> str:
    """The first letters of the words that are written large: "BIS" of Bank for International Settlements."""
    return "".join(re.findall(r"\b([A-Z])", re.sub(r"\(.*?\)", "", name)))


def same_body(a: str, b: str) -> bool:
    """Whether two names mean one body: written alike, one inside the other, one the initials of the other (three or more), or known as
    one by the table of organisations."""
    short, long = sorted((re.sub(r"[^\w]", "", name.casefold()) for name in (a, b)), key=len)
    # "EY" stands in "Disney", and what is left of "e&" in nearly every name.
    is_telling = len(short) > 2 or not short.isascii()
    if short and (short == long or (is_telling and short in long)):
        return True
    if any(short.isupper() and len(short) >= 3 and short == _initials(long) for short, long in ((a, b), (b, a))):
        return True
    known = [{m.name for m in find_mentions(name) if m.kind in ("organisation", "vendor")} for name in (a, b)]
    return bool(known[0] & known[1])


def choose(text: str, ranker: Head) -> Span | None:
    """Span of the name likeliest to lead and its probability among the names and nobody, or of a digital currency whose issuer leads
    where no name is likely; None where nothing is found."""
    candidates = find_candidates(text)
    return choose_among(text, candidates, score(matrix(candidates), ranker))


def score(features: csr_matrix, ranker: Head) -> Floats:
    """How likely each candidate of one text leads, from their `matrix`, as log-odds against nobody; shape (candidates,)."""
    return np.asarray(features @ ranker.weights + ranker.bias)[:, 0]


def choose_among(text: str, candidates: Sequence[Candidate], scores: Floats) -> Span | None:
    """What `choose` gives, from the candidates of the text and their scores, shape (candidates,)."""
    best = _best(candidates, scores)
    if best and best[2] >= LEAST:
        return best
    coins = [m for m in find_mentions(text[:_FIRST]) if issuer_of(text[m.start : m.end])]
    return (coins[0].start, coins[0].end, _ISSUER) if coins else best


def _best(candidates: Sequence[Candidate], scores: Floats) -> Span | None:
    if not candidates:
        return None
    best = int(np.argmax(scores))
    weights = np.exp(scores - scores[best])
    # Nobody at all scores zero: a text may leave its lead unnamed. Pieces of one name, and its other mentions, speak for it together.
    start, end = candidates[best].start, candidates[best].end
    own = [n for n, c in enumerate(candidates) if (c.start < end and c.end > start) or c.name == candidates[best].name]
    proba = float(weights[own].sum() / (weights.sum() + np.exp(-scores[best])))
    return start, end, proba


def name_at(text: str, span: Span | None) -> str | None:
    """The leading name as it is published, from what `choose` gave, for a digital currency its issuer; None where none is likely enough."""
    if not span or span[2] < LEAST:
        return None
    written = text[span[0] : span[1]]
    return issuer_of(written) or written
