"""Words by which a text names the technology, in the languages of the news: one table for archives, listings and the gate.

A text without any may still announce a project (headlines of the trade press leave them out), but most are other news.
"""

import re
from functools import cache

# Language -> patterns over case-folded text, simplified Chinese; none holds a group, so that they join by "|".
TECHNOLOGY: dict[str, tuple[str, ...]] = {
    "en": (r"block-?\s?chain", "ledger", r"\bdlt\b", "on-?chain", "smart contract", "ethereum", r"corda\b", "quorum"),
    "cs": (r"bloc?k-?\s?zin[cz]",),
    "hu": ("blokk?jede", "blockkedj"),
    "es": ("cadena de bloques", "registros? distribu"),
    "fr": (r"cha[iî]ne de blocs", "registre (?:distribu|partag)"),
    "ru": ("блокчейн", r"распредел[её]нн\w+ реестр"),
    "zh": ("链", "账本"),
    "zh-Hant": ("鏈", "賬本", "帳本"),
    "ja": ("ブロックチェーン", "台帳"),
    "ko": ("블록체인", "원장"),
    "th": ("บล็อกเชน",),
    "vi": ("chuỗi khối",),
    "ar": ("بلوك ?تش", "البلوكت", "سلسلة الكتل"),
    "hi": ("ब्लॉकचेन",),
}
PATTERN = re.compile("|".join(word for words in TECHNOLOGY.values() for word in words))
# What is built on it and told without its name: digital currencies, tokens, distributed registers, networks and platforms by name.
_BUILT: tuple[str, ...] = (
    r"\bcbdc", r"\be-?cny\b", r"\be-?(?:naira|rupee|krona|euro|dinar|peso|real)\b", r"\bsand dollar", r"\bdrex\b", r"central bank digital",
    r"digital (?:currenc|yuan|rmb|renminbi|euro|dollar|pound|rupee|rupiah|r[ou]+ble|won\b|yen|krona|shekel|peso|lira|baht|dirham|dinar|riyal|naira|cedi|franc|tenge|token|cash)",
    r"(?:moneda|divisa|moeda|peso|euro|real|sol|rupia|rublo|yuan|lira|rupiah|ringgit|dolar|bol[ií]var) digital", r"valuta digitale|(?:monnaie|euro|yuan|franc) num[eé]rique",
    r"digitale[rnms]? (?:euro|w[aä]hrung|zentralbank|yuan|franken)", r"цифров\w+ (?:рубл|валют|юан|тенге)", r"dijital (?:lira|para|yuan)", r"cyfrow\w+ (?:z[łl]ot|walut|euro)",
    r"tiền (?:kỹ thuật )?số|nhân dân tệ số|sổ cái|hợp đồng thông minh", r"数字(?:人民币|货币|港元|欧元|藏品|资产)|數[字位碼](?:人民幣|貨幣|港元|歐元)|数币|通证|代币|哈希|智能合约|智能合約|存证|存證", r"デジタル(?:通貨|円|人民元|証券)|トークン|スマートコントラクト|分散型|コイン",
    r"디지털 ?(?:화폐|원화|위안)|토큰|스마트 ?계약|분산", r"(?:العمل|الدرهم|الدينار|الجنيه|الريال|اليوان)\S* ?(?:ال)?رقمي", r"دفتر|ارز دیجیتال|بلاک", r"เงินดิจิทัล|โทเคน|บาทดิจิทัล",
    r"\btokens?\b|tokeni[sz]|tokenis|t[oó]kens?\b|токен|stable-?coin|\bnfts?\b|cryptograph|\bhash(?:e[sd]|ing)\b|(?:to|on|onto|own|private|public|bitcoin|bitcoin's|tamper-proof|shared|block) chain\b|bitcoin(?:'s)? (?:plumbing|timestamp|tech)|decentrali[sz]ed|descentraliz|dezentral|décentralis|decentralizzat",
    r"contrat(?:o|to|ti|os)? (?:inteligent|intelligent)|akıllı sözleşme|distribut\w+ (?:database|register|record)|registr\w+ distribu|libro mayor|livro distribu|rantai blok|kontrak pintar|catatan terdistribusi|buku besar|dağıtık|elosztott|rozprosz|verteilt\w+ (?:register|datenbank)",
    r"food trust|tradelens|hyperledger|\br3\b|ripple|stellar|algorand|hedera|solana|cardano|tezos|\bebsi\b|alastria|lacchain|energy web|factom|everledger|vechain|polygon|avalanche|mijin|aeternity",
    r"blockcerts?|\bubin\b|helvetia|mbridge|we\.?trade|marco polo|contour|komgo|voltron|vakt\b|gsbn|tradetrust|etradeconnect",
)  # fmt: skip
_NAMED = re.compile("|".join((PATTERN.pattern, *_BUILT)))

# What the prefilter looks for in raw bytes: sure words only, in the encodings that pages of a script still come in.
_SURE: dict[str, tuple[str, tuple[str, ...]]] = {
    "区块链": ("gb18030", ()), "區塊鏈": ("big5hkscs", ()), "分布式账本": ("gb18030", ()), "分散式帳本": ("big5hkscs", ()),
    "联盟链": ("gb18030", ()), "数字人民币": ("gb18030", ()), "上链": ("gb18030", ()), "上鏈": ("big5hkscs", ()), "ブロックチェーン": ("cp932", ("euc_jp",)),
    "分散型台帳": ("cp932", ("euc_jp",)), "分散台帳": ("cp932", ("euc_jp",)), "블록체인": ("cp949", ()), "분산원장": ("cp949", ()),
    "локчейн": ("cp1251", ("koi8_r",)), "บล็อกเชน": ("cp874", ()), "chuỗi khối": ("utf-8", ()), "بلوكتشين": ("cp1256", ()),
    "بلوك تشين": ("cp1256", ()), "سلسلة الكتل": ("cp1256", ()), "بلاکچین": ("utf-8", ()), "ब्लॉकचेन": ("utf-8", ()), "ব্লকচেইন": ("utf-8", ()),
}  # fmt: skip
# In Latin letters, in any case; digital currencies and tokens of things are told without the word blockchain oftener than not (28 of
# 150 real announcements named none of the other words in headline and teaser): found in lower-cased bytes.
_LATIN = (
    "blockchain", "block chain", "block-chain", "distributed ledger", "distributed-ledger", "ledger technology", "shared ledger", "smart contract",
    "hyperledger", "ethereum", "cbdc", "central bank digital", "digital yuan", "e-cny", "digital euro", "digital rupee", "tokenized", "tokenised", "tokenization", "tokenisation", "blockkedj", "blokzincir", "blok zincir", "cadena de bloques", "registro distribuido", "chaîne de blocs", "registre distribu",
)  # fmt: skip


@cache
def _needles() -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Needles for bytes as they are, and for lower-cased bytes."""
    plain: set[bytes] = set()
    for word, (encoding, others) in _SURE.items():
        for name in ("utf-8", encoding, *others):
            try:
                plain.add(word.encode(name))
            except UnicodeEncodeError:
                continue
    escaped = {word.encode("ascii", "backslashreplace") for word in _SURE}
    return tuple(sorted(plain | escaped)), tuple(word.encode() for word in _LATIN)


def tells_of_technology(text: str) -> bool:
    """Whether a text names the technology or what is built on it. One that does neither may tell of a project, but its reader cannot know."""
    return bool(_NAMED.search(text.casefold()))


def names_technology(body: bytes) -> bool:
    """Whether bytes of a page or listing name the technology, in any of its usual encodings, JSON escapes and UTF-16 included."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = body.decode("utf-16", "replace").encode()
    plain, latin = _needles()
    lower = body.lower()
    return any(needle in lower for needle in latin) or any(needle in body for needle in plain)
