"""What a text says of a project beside its labels, each with the piece of the text that says it and how sure that is: partners and
their roles, the project's name, place, host countries, amounts, dates, and since when it runs."""

import re
from collections.abc import Iterator, Sequence

from census.records import Partner, Slot, Slots
from classifiers import lead
from classifiers.gazetteer import Mention, find_mentions

# How far into an announcement its slots are sought.
_HEAD = 1500
_MOST_PARTNERS = 8

_MONEY = re.compile(
    r"(?:(?:US|A|C|HK|S|NT|R)?[$€£¥₹₩₽฿]|(?:USD|EUR|GBP|CHF|RMB|CNY|JPY|SGD|HKD|AUD)\s?)\s?\d[\d.,]*(?:[ \u00a0\u202f]\d{3}\b)*(?:\s?(?:million|billion|trillion|bn|mn|[mkb]\b|millones|milhões|Millionen|Mio\.?|Mrd\.?|millions?|milliards?|milioni|miliardi))?"
    r"|\d[\d.,]*(?:[ \u00a0\u202f]\d{3}\b)*\s?(?:million|billion|thousand|millones de|milhões de|Millionen|Mio\.?|Mrd\.?|millions d[e’']|milliards? d[e’']|milioni di|miliardi di|млн|млрд)?\s?(?:US |Hong Kong |Singapore )?(?:dollars?|euros?|pounds|yuan|yen|francs|rupees|won|baht|rubles|dólares|reais|Euro|Franken|рублей|долларов)\b"
    r"|[\d.,]+\s?[余多]?(?:万|亿|千万|百万|兆|億|萬)?(?:余|多)?(?:人民币|美元|欧元|元|日元|港元|港币|英镑|円|원|억\s?원|만\s?원)"
)
_DATE = re.compile(
    r"\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?: (?:19|20)\d\d)?|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?(?:, (?:19|20)\d\d)?\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) (?:19|20)\d\d|(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\b(?:19|20)\d\d-\d\d-\d\d\b"
    r"|\b\d{1,2}\.? (?:de )?(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre)(?: (?:de )?(?:19|20)\d\d)?"
)
# The name of a project: what is quoted, or capitalised, after a word that names it ...
_CALLED = re.compile(
    r"(?:\b(?:called|named|dubbed|known as|code-?named|christened|branded|llamad[oa]|denominad[oa]|chamad[oa]|namens|genannt|baptisé|nommé|chiamat[oa]|denominat[oa])\s+(?:the\s+)?|(?:名为|命名为|取名|称为|名為|品牌为)\s?)"
    r"[\"“”‘'«「『《]?(?P<name>[A-ZÀ-ÖØ-Þ\u3400-\u9fff][\w&.+-]*(?: [A-Z0-9][\w&.+-]*){0,3}|[\u3400-\u9fffA-Za-z0-9]{2,14}(?=[”」』》]))"
)
# ... or a name in quotes before or after a word for what is built.
_QUOTED = re.compile(
    r"(?:\b(?:platform|project|system|network|service|app|solution|initiative|plataforma|proyecto|projeto|red|Plattform|Projekt|plateforme|projet|piattaforma|progetto)\s+|平台|项目|系统|項目)?"
    r"[\"“「『《«](?P<name>[^\"”」』》»\n]{2,24})[\"”」』》»]\s?(?P<after>platform|project|system|network|service|app|solution|initiative|平台|项目|系统|链|網絡|プラットフォーム|システム|플랫폼|서비스)?"
)
_BUILT = re.compile(r"^(?:platform|project|system|network|service|app|solution|initiative|plat|proye|proje|red|Proj|Plat|piat|prog|平台|项目|系统|項目)", re.I)  # fmt: skip
_SINCE = re.compile(
    r"(?:\b(?:since|launched in|started in|introduced in|live since|running since|began in|back in|seit|depuis|desde|dal|с)\s+(?:\w+\s)?|自|早在|于)(?P<year>20[0-3]\d)(?:\s*年)?"
    r"|\b(?:last year|last month|years ago|months ago|el año pasado|hace (?:un|dos) años?|im vergangenen Jahr|l'an dernier)\b|(?:去年|前年|上个月|昨年|지난해)",
    re.I,
)
_IN = re.compile(r"(?:\bin|\bacross|\bthroughout|\ben|\bem|\bau|\bim|\bnel|в|在|于)\s*(?:the |la |el )?$", re.I)
_REGULATOR = re.compile(
    r"(?:approv|licen[sc]|supervis|regulat|sandbox|permission|批准|监管|许可|沙盒|autoriz|genehmig|agré)", re.I
)
_INVESTOR = re.compile(r"(?:invest|back(?:ed|ing)|fund|stake|grant|投资|融资|注资|入股|出资|inver|financ)", re.I)
_CUSTOMER = re.compile(
    r"(?:client|customer|suppl(?:y|ies) to|for use (?:by|at)|first user|used by|客户|kund|cliente)", re.I
)
# How sure each kind is: set by hand, in the order in which they go wrong; only the lead's probability is trained.
_SURE = {"vendor": 0.9, "organisation": 0.8, "amount": 0.95, "date": 0.9, "called": 0.85, "quoted": 0.6, "since": 0.8, "place": 0.8}  # fmt: skip


def find_slots(text: str, span: lead.Span | None) -> Slots:
    """Slots of an announcement's text; `span` is where its lead stands and how sure that is (`lead.choose`)."""
    head = text[:_HEAD]
    mentions = find_mentions(head)
    named = lead.name_at(text, span)
    found = [Slot("lead", span[0], span[1], named, round(span[2], 3))] if span and named else []
    others = [m for m in mentions if not (span and m.start < span[1] and m.end > span[0])]
    partners = list(_partners(head, others, named))[:_MOST_PARTNERS]
    places = list(_places(head, mentions))
    found += [slot for _, slot in partners] + places + list(_figures(head)) + list(_project(head, named))
    place = next((slot.value for slot in places if slot.name == "place"), None)
    hosts = tuple(dict.fromkeys(slot.value for slot in places if slot.name == "host_country"))
    ordered = tuple(sorted(found, key=lambda slot: (slot.start, slot.name)))
    return Slots(named, tuple(partner for partner, _ in partners), place, hosts, ordered)


def _partners(text: str, mentions: Sequence[Mention], named: str | None) -> Iterator[tuple[Partner, Slot]]:
    """Organisations beside the lead, each once, with the role that the words around it or its kind give."""
    seen = {(named or "").casefold()}
    for m in mentions:
        if m.kind not in ("vendor", "organisation") or m.name.casefold() in seen or text[m.start : m.end] == named:
            continue
        seen.add(m.name.casefold())
        written = text[m.start : m.end]
        yield Partner(written, _role(text, m)), Slot("partner", m.start, m.end, m.name, _SURE[m.kind])


def _role(text: str, mention: Mention) -> str:
    around = text[max(0, mention.start - 40) : mention.start] + " " + text[mention.end : mention.end + 30]
    if mention.subject == "government" and _REGULATOR.search(around):
        return "regulator"
    if mention.kind == "vendor":
        return "vendor"
    if _INVESTOR.search(around):
        return "investor"
    return "customer" if _CUSTOMER.search(around) else "partner"


def _places(text: str, mentions: Sequence[Mention]) -> Iterator[Slot]:
    """The first town or province, and the countries where the text sets the activity: after a preposition of place."""
    told = False
    for m in mentions:
        if m.kind in ("city", "province") and not told:
            told = True
            yield Slot("place", m.start, m.end, text[m.start : m.end], _SURE["place"])
        if m.kind in ("country", "city", "province") and _IN.search(text[max(0, m.start - 16) : m.start]):
            yield Slot("host_country", m.start, m.end, m.country, _SURE["place"])


def _figures(text: str) -> Iterator[Slot]:
    """Amounts of money, dates, and what says since when it runs."""
    for name, pattern in (("amount", _MONEY), ("date", _DATE), ("since", _SINCE)):
        for match in pattern.finditer(text):
            yield Slot(name, match.start(), match.end(), match[0].strip(), _SURE[name])


def _project(text: str, named: str | None) -> Iterator[Slot]:
    """The project's own name: the first that a text calls by name, else the first in quotes beside a word for what is built."""
    called = _CALLED.search(text)
    if called and called["name"] != named:
        yield Slot("project", *called.span("name"), called["name"], _SURE["called"])
        return
    for match in _QUOTED.finditer(text):
        if (match["after"] or _BUILT.match(match[0])) and match["name"] != named:
            yield Slot("project", *match.span("name"), match["name"], _SURE["quoted"])
            return
