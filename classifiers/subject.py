"""Who leads, as a kind: what the text model says, set right by what is known of the leading name itself.

A text about letters of credit reads like a bank's whether a bank or a ministry leads; the name tells them apart.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from census.taxonomy import codes_of
from classifiers.gazetteer import Mention, find_mentions
from classifiers.lead import Span
from classifiers.model import Floats, Head

CLASSES = codes_of("subject")
# What a name looks like: alternatives in the languages of the corpus.
_LOOKS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.I)
    for name, pattern in {
        "central_bank": r"central bank|reserve bank|monetary authority|banco central|banque (?:centrale|de france)|bundesbank|riksbank|banca d.italia|bank of (?:england|canada|japan|korea|thailand|israel|ghana|russia|lithuania|finland|spain)|央行|人民银行|金管局|中央銀行|日本銀行|日銀|한국은행|中央银行|банк россии|merkez bankası|bank indonesia|ธนาคารแห่งประเทศไทย|المركزي",
        "public": r"govern|minist|authorit|agency|department|council|\bcity\b|\bstate of|county|court|customs|\btax\b|bureau|commission|parliament|police|\barmy|navy|municipal|gobierno|ayuntamiento|junta|governo|prefeitura|gouvernement|mairie|regierung|bundes|landes|stadt\b|comune\b|regione|министер|правительств|мэри|bakanlı|belediye|局|政府|法院|检察|海关|部$|省|市$|区$|州$|厅|委$|委员会|管委会|庁|省$|県|府$|청$|시$|부$|도$|구청|kementerian|pemerintah|bộ |حكومة|وزارة|هيئة|กรม|กระทรวง",
        "bank": r"\bbank|banco\b|banque|banca\b|sparkasse|банк|银行|銀行|은행|ngân hàng|بنك|ธนาคาร|\bbbva|santander|hsbc|citi|barclays|\bing\b|ubs\b|mufg|mizuho",
        "finance": r"insur|exchange|capital|financ|bourse|börse|\bvisa\b|mastercard|swift\b|securities|asset management|pay(?:ments|pal)?\b|versicher|assur|seguro|fondo|保险|证券|基金公司|信托|支付|生命|保険|証券|カード|보험|증권|카드|страх|sigorta|clearing|depositor|nasdaq|allianz|axa\b|prudential",
        "firm": r"\b(?:inc|ltd|llc|corp|gmbh|ag|plc|s\.?a\.?|s\.?p\.?a|group|holdings?|motors|foods|airlines?|airways|energy|mining|steel|port|shipping|lines?|stores?|pharma)\b|集团|公司|股份|电力|航空|港|汽车|能源|地产|社$|グループ|電力|그룹|전자|공사|조선|항공",
        "vendor": r"labs?\b|tech\b|technolog|software|chain|ledger|systems|network|protocol|\bdlt|digital asset|\bcoin|\.io\b|\bai\b|科技|技术|信息|蚂蚁|腾讯|链|テクノロジー|테크|블록",
        "consortium": r"consorti|alliance|initiative|coalition|联盟|コンソーシアム|협의체|컨소시엄|консорци|and others|\bbanks\b|members",
        "nonprofit": r"universit|universi[td]ad|foundation|charit|red cross|unicef|institut|association|society|college|school|ngo\b|world food|programme|hochschule|stiftung|fundaci|fondation|大学|学院|基金会|协会|研究院|研究所|慈善|公益|財団|協会|대학|재단|협회|университет|фонд|üniversite|vakf|جامعة|hospital|clinic|医院",
    }.items()
}  # fmt: skip
EVIDENCE = (
    *(f"known_{code}" for code in CLASSES), *(f"looks_{name}" for name in _LOOKS), "nameless", "several_known", "vendor_beside", "public_beside", "bank_beside",
    *(f"first_known_{code}" for code in CLASSES), *(f"titled_{name}" for name in _LOOKS),
)  # fmt: skip
_LEAST = 1e-4
# Characters of a text's opening, where the first body named most often leads, whatever is sure of its name.
_OPENING = 160


def find_evidence(text: str, span: Span | None, limit: int = 1500) -> tuple[float, ...]:
    """What is known of the leading name (`span` as `lead.choose` gives it) and of those beside it; one figure for each of `EVIDENCE`."""
    mentions = [m for m in find_mentions(text[:limit]) if m.kind in ("organisation", "vendor")]
    name = text[span[0] : span[1]] if span else ""
    title = text[: text.find("\n") if "\n" in text else _OPENING][:_OPENING]
    sure = span[2] if span else 0.0
    own = next((m for m in mentions if span and m.start < span[1] and m.end > span[0]), None)
    kind = _kind(own) if own else ""
    beside = {_kind(m) for m in mentions if m is not own}
    return (
        *(sure * (kind == code) for code in CLASSES),
        *(sure * bool(pattern.search(name)) for pattern in _LOOKS.values()),
        1.0 - sure,
        float(len({m.name for m in mentions}) >= 3),
        float("technology_company" in beside),
        float("government" in beside),
        float("financial_institution" in beside),
        *(float(bool(mentions) and mentions[0].end <= _OPENING and _kind(mentions[0]) == code) for code in CLASSES),
        *(float(bool(pattern.search(title))) for pattern in _LOOKS.values()),
    )


def _kind(mention: Mention) -> str:
    return "technology_company" if mention.kind == "vendor" else mention.subject


def matrix(rows: Sequence[Mapping[str, float]], evidence: Sequence[Sequence[float]]) -> Floats:
    """Figures of each text, shape (texts, classes + evidence): log-probabilities of the text model, then the evidence."""
    logs = [[float(np.log(max(row.get(code, 0.0), _LEAST))) for code in CLASSES] for row in rows]
    return np.hstack([np.array(logs, np.float32), np.array(evidence, np.float32)])


def rank(row: Mapping[str, float], evidence: Sequence[float], ranker: Head) -> dict[str, float]:
    """Probability of each kind."""
    proba = np.exp(ranker.logits(matrix([row], [evidence])))[0]
    return dict(zip(CLASSES, proba.tolist(), strict=True))
