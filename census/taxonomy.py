"""The code tables of the census: sectors, subjects, stages, topics. One row is one place to add a code.

The definitions are the project's rulebook in short; the codebook of each release is printed from here. A model carries
`taxonomy_hash()` of the tables it learnt and refuses to label under others.
"""

import hashlib
from dataclasses import dataclass
from functools import cache


class ForeignTaxonomy(Exception):
    """Raised when a model was trained for other code tables than those in force; train again."""


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

# The finer use inside a sector: code | label | Chinese label | sector | what it holds.
_APPLICATIONS = """
cross_border_payment|Cross-border payment|跨境支付|finance|payments and remittances from country to country
domestic_payment|Payment|支付|finance|payments and transfers inside a country, vouchers, local currencies
digital_currency|Digital currency|数字货币|finance|money of a central bank or bank on a ledger
trade_finance|Trade finance|贸易金融|finance|letters of credit, forfaiting, guarantees, financing of imports and exports
supply_chain_finance|Supply chain finance|供应链金融|finance|receivables, invoices and bills of suppliers as security
securities_issuance|Securities issuance|证券发行|finance|bonds, funds, shares, asset-backed or tokenised securities issued or sold
securities_settlement|Securities settlement|证券结算|finance|clearing, settlement, custody, lending, confirmation and registers of securities and derivatives
lending|Lending|信贷|finance|loans, mortgages, syndication, pledges
insurance|Insurance|保险|finance|policies, claims, reinsurance, surety
customer_identity|Customer identity|客户身份识别|finance|know-your-customer checks and their sharing
credit_data|Credit data|征信|finance|credit histories, blacklists and scores shared among lenders
interbank_records|Interbank records|银行间对账|finance|reconciliation, shared registers and messages among banks
e_invoice|E-invoices and tax|电子发票与税务|government|electronic invoices and receipts, tax collection and refunds
official_certificates|Certificates and identity|证照与身份|government|licences, permits, certificates and digital identity of citizens and firms
court_evidence|Courts and evidence|司法存证|government|evidence, judgments, notaries, prosecution, prisons
voting|Voting|投票|government|elections, consultations and votes of public bodies and parties
public_procurement|Public procurement|公共采购|government|tenders, bids and public contracts
public_registry|Public registry|公共登记|government|registers of companies, vehicles and citizens
government_data|Government data sharing|政务数据共享|government|data and services shared among offices
supervision|Supervision|监管|government|policing and inspection; oversight of markets, food, drugs and the environment
food_traceability|Food traceability|食品溯源|supply_chain|origin and path of food, drink and fodder
drug_traceability|Drug traceability|药品溯源|supply_chain|origin and path of medicines, vaccines and devices
mineral_provenance|Mineral provenance|矿产溯源|supply_chain|origin of minerals, metals, gems and timber
goods_authentication|Goods authentication|商品防伪|supply_chain|genuineness and origin of luxury and consumer goods
procurement_network|Procurement network|采购网络|supply_chain|suppliers, orders and materials among firms
power_trading|Power trading|电力交易|energy|trading of electricity, peer to peer or wholesale
renewable_certificates|Renewable certificates|绿证|energy|guarantees of origin and green certificates
carbon_credits|Carbon credits|碳信用|energy|emission allowances, credits and records
oil_gas|Oil and gas|油气|energy|trading, accounting and logistics of oil, gas and coal
grid_data|Grid and charging|电网与充电|energy|grid balancing, metering, charging of vehicles
donations|Donations|捐赠|public_welfare|donations and relief goods followed to their use
aid_payments|Aid payments|救助款|public_welfare|cash and vouchers for refugees, the poor and pupils
time_banking|Volunteering and care|志愿与养老|public_welfare|volunteer hours, time banks, care of the elderly
community_environment|Community environment|社区环保|public_welfare|waste sorting, recycling and clean-up schemes with rewards
health_records|Health records|健康档案|healthcare|patient records, prescriptions and vaccination records
clinical_research|Clinical research|临床研究|healthcare|trials and medical research data
health_claims|Health claims|医疗结算|healthcare|claims, bills and provider data of hospitals
hospital_supply|Hospital supply|医院供应|healthcare|drugs, blood, organs and devices inside care
shipping_documents|Shipping documents|航运单证|logistics|bills of lading and documents of carriers
port_data|Port data|港口数据|logistics|release of containers, port and terminal data
freight_tracking|Freight tracking|货运跟踪|logistics|goods followed on road, rail, air and sea; freight invoices
parcel_delivery|Parcel delivery|快递|logistics|post, parcels and last-mile delivery
customs_clearance|Customs clearance|通关|trade|declarations, single windows and trusted traders
trade_documents|Trade documents|贸易单证|trade|certificates of origin, contracts and commodity trade
aircraft_parts|Aircraft and space|航空器与航天|aerospace|parts, maintenance, satellites
air_travel|Air travel|航空出行|aerospace|passengers, tickets, cargo and airports
academic_credentials|Academic credentials|学历证书|education|diplomas, marks and course certificates
school_services|School services|校园服务|education|other uses in schools and universities
farm_production|Farm production|农业生产|agriculture|growing, breeding and farm data
farm_finance|Farm finance|农业金融|agriculture|credit, insurance and sales of farmers
copyright_registration|Copyright registration|版权登记|intellectual_property|registration and evidence of rights
rights_trading|Rights trading|版权交易|intellectual_property|licences and trade of rights
tickets|Tickets|票务|media_entertainment|tickets of matches, concerts and museums
royalties|Royalties and advertising|版税与广告|media_entertainment|payment of creators, advertising data
content_provenance|Content provenance|内容溯源|media_entertainment|news, pictures, art and culture with a proven origin
games_fans|Games and fans|游戏与粉丝|media_entertainment|games, fan votes and collectables with an operator
land_titles|Land titles|土地登记|real_estate|land registries and titles
property_leases|Property sales and leases|房产交易租赁|real_estate|sales, leases and management of property
roaming|Roaming and carrier records|漫游与运营商对账|telecom_iot|settlement and numbers among carriers
device_data|Device data|设备数据|telecom_iot|things, sensors and mobile identity
vehicle_records|Vehicle records|车辆档案|mobility|histories, mileage, parts and documents of vehicles
transport_services|Transport services|出行服务|mobility|rides, parking, tolls, public transport
loyalty_points|Loyalty points|积分|retail_tourism|points, coupons and rewards
travel_booking|Travel booking|旅行预订|retail_tourism|hotels, tours and distribution
retail_services|Retail services|零售服务|retail_tourism|shops, vending and consumer services
industrial_data|Industrial data|工业数据|manufacturing|plants, parts, printing and quality data
contract_records|Contracts and records|合同与存证|enterprise_services|contracts, seals, audits and documents of firms
staff_records|Staff records|人事档案|enterprise_services|credentials, pay and training of staff
shareholder_voting|Shareholder voting|股东投票|enterprise_services|votes at company meetings
other|Other|其他|other|none of these
"""


_ROWS = [line.split("|") for line in _APPLICATIONS.strip().splitlines()]
_SECTOR_OF = {code: sector for code, _, _, sector, _ in _ROWS}
APPLICATIONS = tuple(Code(code, label, label_zh, held) for code, label, label_zh, _, held in _ROWS)

TABLES: dict[str, tuple[Code, ...]] = {
    "sector": SECTORS,
    "subject": SUBJECTS,
    "stage": STAGES,
    "application": APPLICATIONS,
}

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


# The fields of a project that hold a code; countries have theirs in `countries`.
CODED = ("sector", "application", "country", "subject", "stage")


@cache
def codes_of(field: str) -> tuple[str, ...]:
    """Codes of one field (`sector`, `application`, `subject` or `stage`), in the order of the code table."""
    return tuple(row.code for row in TABLES[field])


def sector_of(application: str) -> str:
    """The sector that an application code belongs to."""
    return _SECTOR_OF[application]


def label_of(field: str, code: str | None, lang: str = "en") -> str:
    """The label to print for a code, in English or Chinese (`lang` "zh"); "unknown" for None or a foreign code."""
    return _labels(field, lang).get(code, "未知" if lang == "zh" else "unknown")


@cache
def _labels(field: str, lang: str) -> dict[str | None, str]:
    return {row.code: row.label_zh if lang == "zh" else row.label for row in TABLES[field]}


def taxonomy_hash() -> str:
    """Hash of all codes and definitions, 12 hex digits: what a model must have learnt to be used."""
    rows = [f"{field}|{row.code}|{row.definition}" for field, table in TABLES.items() for row in table]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]


def find_topics(text: str) -> tuple[str, ...]:
    """Topics whose cues stand in the text, sorted."""
    folded = text.casefold()
    return tuple(sorted(topic for topic, cues in TOPIC_CUES.items() if any(cue in folded for cue in cues)))
