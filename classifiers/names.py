"""Names in a text by their looks alone: runs of capitals, and in scripts without them what ends like a body or stands where one would."""

import re

Span = tuple[int, int]

# Sequences of capitalised words, with the small words that names hold.
_JOINER = r"(?:of|de|del|della|di|do|da|dos|das|du|des|la|le|los|für|und|and|&|for|the|y|e|et|voor|van|al|bin|по|и)"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇҐİŞĞÇÖÜ][\w’'\-.&]*[\w]|[A-ZА-Я]"
_LATIN = re.compile(rf"(?:{_CAPITAL})(?:[ \u00a0]+(?:{_JOINER}[ \u00a0]+){{0,2}}(?:{_CAPITAL}|\d{{1,3}}\b))*")
# Where names are not spaced: what ends in a word for a body, with the office or branch that may follow it ...
_CHINESE = re.compile(
    r"(?:(?![在由与與及的了是被据據从從向让讓把将將])[\u3400-\u9fffA-Za-z·]){2,18}?"
    r"(?:银行|銀行|集团|集團|公司|法院|检察院|税务局|稅務局|海关|海關|政府|医院|醫院|大学|大學|学院|管理局|监管局|"
    r"委员会|委員會|中心|协会|協會|基金会|基金會|联盟|聯盟|研究院|研究所|交易所|管委会|公安局|公证处|财政厅|财政局|人民银行|证监会|金管局|部门|"
    r"電力|鉄道|航空|商事|証券|信託|保険|協議会|省|庁|市|区(?!块|塊)|县|州)(?![\u3400-\u9fff]{0,1}(?:银行|公司))"
    r"(?:[\u3400-\u9fff]{0,9}?(?:局|厅|委|办|院|分行|支行|中心|集团|集團|海关|海關|管委会|公证处|血站))?"
)
# ... and what stands at the head of a clause before a word of doing.
_CLAUSE = re.compile(
    r"(?:^|(?<=[\n，。：；！？、“”「」 ]))[\u3400-\u9fffA-Za-z0-9·]{2,12}?(?=推|上线|上線|启|啟|试|試|发|發|联|聯|携|與|与|把|用|以|为|為|称|稱|表示|宣布|"
    r"开出|開出|完成|签|簽|计划|拟|将|將|正|在|建|打造|搭|接入|加入|研|：)"
)
_KOREAN = re.compile(
    r"[\uac00-\ud7afA-Z][\uac00-\ud7afA-Za-z0-9&]{1,14}(?:은행|그룹|공사|공단|시청|도청|카드|증권|전자|텔레콤|대학교|병원|협회|재단|청|처|원|시|도)(?=[은는이가와과의,· ]|$)"
)
_KATAKANA = re.compile(
    r"(?<![A-Za-z])(?=[A-Za-z・]{0,19}[\u30a1-\u30fa])[\u30a0-\u30ffー・A-Za-z]{3,20}(?:銀行|社|グループ)?"
)

_ARABIC = re.compile(
    r"(?:بنك|مصرف|وزارة|هيئة|دائرة|شركة|جامعة|مؤسسة|حكومة|جمارك|ميناء|مجموعة|بورصة|بلدية)(?:\s[\u0621-\u064a]{2,}){1,3}"
)
# Where a run of capitalised words is cut: at acts in the present and past, at auxiliaries, and at the trade's own nouns.
_CUT = re.compile(
    r"((?<![\w-])(?:Launch|Pilot|Test|Trial|Announc|Complet|Conduct|Develop|Build|Introduc|Unveil|Roll|Start|Begin|Us|Deploy|Issu|Adopt|Plan|Explor|Tap|Turn|Eye|Look|Join|Partner|Team|Award|Prov|Host|Claim|"
    r"Expect|Say|Urg|Call|Want|Seek|Put|Bring|Brought|Mak|Tak|Get|Giv|Go|Went|Com|Becom|Add|Expand|Extend|Sign|Ink|Form|Creat|Track|Trac|Mov|Record|Releas|Open|Clos|Set|Give|Experiment|Consider|Embrac|Work|Lead|Help|"
    r"Support|Switch|Select|Pick|Choos|Back|Invest|Rais|Acquir|Enter|Reveal|Demonstrat|Show|Confirm|Approv|Accept|Propos|Publish|Report|Deliver|Offer|Provid|Integrat|Implement|Leverag|Appl|Digiti[sz]|Tokeni[sz]|Streamlin|Collaborat|Cooperat|Ship|Sell|Buy|Buys|Sends?)"
    r"(?:s|es|ed|ing|e|d|ies|ied|ned|ning|ped|ping|ting|ged)?(?![\w-])|(?<![\w-])(?:Will|To|Is|Are|Has|Have|Can|May|Could|Should|With|On|In|By|From|Via|Using|As|At|Its|Their|Into|Over|After|Through|Against|About|Now|First|New|Says?|Not|No|How|Why|What|Blockchain(?:-Based|-Powered)?|Bitcoin|CBDC|DLT|Smart Contracts?|Digital Currency|(?:Reported|Successful|Official|Recent|Joint|Public|Formal|Quiet|Final|Current|Full|Alleged|Actual|Slow|Quick)ly|Halfway|Third|Becomes?)(?![\w-]))"
)
_BEFORE_NAME = re.compile(
    r"(?:在|由|据|对|从|近日|日前|当地|目前|随着|而|但|该|今年|去年|昨天|例如|比如|如|包括|其中|通过|此前|如今)*"
)
_AFTER_NAME = re.compile(
    r"(?:现|最近|近日|日前|已经|已|将|正在|正|也|牵头|则|还|今年|率先|再次|又|方面|于|就|自主|均|共同|正式|今天|昨日)*$"
)
# What joins two names in one run: "and", and the possessive of "Kenya's Central Depository".
_AND = re.compile(r"\s+(?:and|y|e|und|et|en|&)\s+|['’]s?\s+")

# Spaces in a line of capitals from which on it is a headline, not a name or two.
_SHOUTED = 3
_NOT_NAMES = frozenset(
    """
    the a an this that these in on at for from with by to as it its and but or new how why what when who
    blockchain dlt bitcoin ethereum hyperledger corda ripple fabric monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december el la
    los las un una en para por con según de der die das ein eine mit le les une des dans il lo gli nel o os em na
    no на в по о iot ai ceo cto api pilot update report exclusive breaking distributed ledger technology smart
    contract contracts cbdc nft covid according after amid under over one two three four five first world global also meanwhile elsewhere finally then not according further similarly likewise separately additionally además también auch außerdem aussi anche também third more global remember meet watch inside look here what’s
    """.split()
)


def find_names(text: str) -> set[Span]:
    """Where names stand, [start, end); of names that hold others, these too."""
    text = _without_capitals(text)
    trimmed = {_trim(text, *span) for span in _spans(text)}
    return {(start, end) for start, end in trimmed if not _is_no_name(text[start:end])}


def _without_capitals(text: str) -> str:
    """The text with lines of capitals alone written as headlines are, in the same places: wires that shout would be one long name."""
    lines = [line.title() if line.isupper() and line.count(" ") >= _SHOUTED else line for line in text.split("\n")]
    folded = "\n".join(lines)
    return folded if len(folded) == len(text) else text


def _spans(text: str) -> list[Span]:
    spans = [_bared(text, *m.span()) for pattern in (_CHINESE, _CLAUSE) for m in pattern.finditer(text)]
    spans += [m.span() for pattern in (_KOREAN, _KATAKANA, _ARABIC) for m in pattern.finditer(text)]
    for match in _LATIN.finditer(text):
        spans += _pieces(text, *match.span())
    return [(s, e) for s, e in spans if not _is_no_name(text[s:e]) and e - s > 1]


def _bared(text: str, start: int, end: int) -> Span:
    """A Chinese name without the words that lead to it and those that follow it unspaced: "在", "近日", "现", "最近"."""
    start += len(_BEFORE_NAME.match(text[start:end])[0])  # type: ignore[index]
    return start, end - len(_AFTER_NAME.search(text[start:end])[0])  # type: ignore[index]


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """A run of capitalised words, cut at verbs and other words that no name holds: headlines capitalise every word. Of two names
    joined by "and", or of which one is the other's, each is a piece too."""
    found = []
    for part in _CUT.split(text[start:end]):
        if not part or _CUT.fullmatch(part):
            start += len(part or "")
            continue
        bare = part.strip()
        first = start + len(part) - len(part.lstrip())
        found.append((first, first + len(bare)))
        halves = [m.span() for m in _AND.finditer(bare)]
        if len(halves) == 1:
            found += [(first, first + halves[0][0]), (first + halves[0][1], first + len(bare))]
        start += len(part)
    return found


def _is_no_name(text: str) -> bool:
    return text.casefold() in _NOT_NAMES or "区块链" in text or "區塊鏈" in text or "ブロックチェーン" in text


def _trim(text: str, start: int, end: int) -> Span:
    """Cut words that begin a sentence but no name, and the ending of a possessive."""
    while " " in text[start:end] and text[start:end].split(" ", 1)[0].casefold() in _NOT_NAMES:
        start += text[start:end].index(" ") + 1
    return start, end - (2 if text[start:end].endswith(("'s", "’s")) else 0)
