"""The code tables of the census: sectors, subjects, stages, topics. One row is one place to add a code.

The definitions are the project's rulebook in short; the codebook of each release is printed from here. A model carries
`taxonomy_hash()` of the tables it learnt and refuses to label under others.
"""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One row of a code table: the code, its label in English and Chinese, and what it holds."""

    code: str
    label: str
    label_zh: str
    definition: str


SECTORS = (
    Code(
        "finance",
        "Finance",
        "金融",
        "banking, payments, trade and supply chain finance, insurance, securities, credit data, digital currency of a central bank",
    ),
    Code(
        "government",
        "Government",
        "政务",
        "public administration: tax and e-invoices, certificates and identity, courts and evidence, voting, registries, policing",
    ),
    Code(
        "supply_chain",
        "Supply chain",
        "供应链",
        "traceability and provenance of goods, anti-counterfeiting, procurement networks",
    ),
    Code("energy", "Energy", "能源", "power trading, grids, oil and gas, renewable certificates, carbon credits"),
    Code(
        "public_welfare",
        "Public welfare",
        "公益",
        "charity, donations, humanitarian aid, volunteering, elderly care, community environment schemes",
    ),
    Code(
        "healthcare",
        "Healthcare",
        "医疗",
        "hospitals, patient records, drug trials, health claims where the hospital is the user",
    ),
    Code("logistics", "Logistics", "物流", "moving goods: freight, shipping lines, ports, post, delivery"),
    Code("trade", "Trade", "贸易", "cross-border trade documents, customs, trade platforms"),
    Code("aerospace", "Aerospace", "航空航天", "aviation and space"),
    Code("education", "Education", "教育", "credentials, schools and universities as users"),
    Code("agriculture", "Agriculture", "农业", "farm production and farm finance where the farm is the user"),
    Code("intellectual_property", "Intellectual property", "知识产权", "registration of copyright, evidence of rights"),
    Code("media_entertainment", "Media and entertainment", "文娱传媒", "media, film, music, games, sport, culture"),
    Code("real_estate", "Real estate", "房地产", "sales and leases of property, land registry"),
    Code("telecom_iot", "Telecom and IoT", "电信与物联网", "carriers and networks of things"),
    Code("mobility", "Mobility", "出行", "cars, public transport, parking, ride sharing"),
    Code("retail_tourism", "Retail and tourism", "零售与旅游", "retail, loyalty, hotels, travel"),
    Code("manufacturing", "Manufacturing", "制造业", "industrial internet, plants"),
    Code(
        "enterprise_services", "Enterprise services", "企业服务", "personnel, contracts, accounting, corporate services"
    ),
    Code("other", "Other", "其他", "a real application that fits none of these"),
)

SUBJECTS = (
    Code("government", "Government body", "政府机构", "public bodies, central banks and regulators among them"),
    Code("financial_institution", "Financial institution", "金融机构", "banks, insurers, exchanges, payment firms"),
    Code(
        "technology_company",
        "Technology company",
        "科技公司",
        "vendors of software, networks or platforms who lead themselves",
    ),
    Code("enterprise", "Enterprise", "企业", "companies of any other trade"),
    Code("consortium", "Consortium", "联盟", "several organisations who lead together"),
    Code(
        "nonprofit_academic",
        "Nonprofit or academic",
        "公益与学术机构",
        "charities, foundations, associations, universities, research institutes",
    ),
)

STAGES = (
    Code("planned", "Planned", "计划", "agreed or about to begin; a pilot announced and not begun"),
    Code("development", "In development", "开发", "being built, a prototype"),
    Code("pilot", "Pilot", "试点", "a trial or proof of concept, begun or done"),
    Code("live", "Live", "上线", "in use"),
    Code("expansion", "Expansion", "扩展", "a known project rolled out to more places or members"),
    Code("ended", "Ended", "终止", "shut down: evidence for a known project, never a row of its own"),
)

TABLES: dict[str, tuple[Code, ...]] = {"sector": SECTORS, "subject": SUBJECTS, "stage": STAGES}

# Free tags beside the sector, found by their words: a month ruled by one theme (26 of 42 projects of February 2020 were
# about the epidemic) cannot be read without them.
TOPIC_CUES: dict[str, tuple[str, ...]] = {
    "epidemic": ("epidemic", "pandemic", "covid", "coronavirus", "疫情", "防疫", "新冠", "コロナ", "코로나"),
    "e_invoice": (
        "e-invoice",
        "electronic invoice",
        "e-receipt",
        "电子发票",
        "電子發票",
        "电子票据",
        "factura electrónica",
    ),
    "cbdc": (
        "cbdc",
        "central bank digital currency",
        "digital yuan",
        "digital euro",
        "数字人民币",
        "数字货币",
        "e-krona",
        "moneda digital",
    ),
    "carbon": ("carbon credit", "carbon market", "emission", "碳交易", "碳排放", "碳足迹", "carbono"),
    "identity": (
        "digital identity",
        "digital id",
        "self-sovereign",
        "数字身份",
        "身份认证",
        "identidad digital",
        "identité numérique",
    ),
    "traceability": (
        "traceab",
        "provenance",
        "溯源",
        "追溯",
        "trazabilidad",
        "traçabilité",
        "rückverfolg",
        "トレーサビリティ",
    ),
    "trade_finance": (
        "trade finance",
        "letter of credit",
        "letters of credit",
        "forfaiting",
        "贸易融资",
        "信用证",
        "福费廷",
    ),
    "elderly_care": ("elderly care", "养老", "time bank", "时间银行"),
    "voting": ("voting", "election", "投票", "选举", "votación", "elecciones"),
    "land_registry": ("land registry", "land title", "cadastre", "不动产登记", "土地登记", "registro de la propiedad"),
}


def codes_of(field: str) -> tuple[str, ...]:
    """Codes of one field (`sector`, `subject` or `stage`), in the order of the code table."""
    return tuple(row.code for row in TABLES[field])


def label_of(field: str, code: str | None, lang: str = "en") -> str:
    """The label to print for a code, in English or Chinese (`lang` "zh"); "unknown" for None or a foreign code."""
    for row in TABLES[field]:
        if row.code == code:
            return row.label_zh if lang == "zh" else row.label
    return "未知" if lang == "zh" else "unknown"


def taxonomy_hash() -> str:
    """Hash of all codes and definitions, 12 hex digits: what a model must have learnt to be used."""
    rows = [f"{field}|{row.code}|{row.definition}" for field, table in TABLES.items() for row in table]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]


def find_topics(text: str) -> tuple[str, ...]:
    """Topics whose cues stand in the text, sorted."""
    folded = text.casefold()
    return tuple(sorted(topic for topic, cues in TOPIC_CUES.items() if any(cue in folded for cue in cues)))
