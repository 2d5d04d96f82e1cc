"""ISO 3166-1 countries and the names the news uses for them, in its languages.

Names come from CLDR (Babel); what CLDR lacks (demonyms, short forms, provinces that stand for their country) is listed
here. `ZZ` is a multinational alliance without a lead.
"""

from functools import cache

from babel import Locale

LANGUAGES = (
    "en",
    "zh",
    "zh_Hant",
    "ja",
    "ko",
    "es",
    "pt",
    "fr",
    "de",
    "it",
    "ru",
    "ar",
    "tr",
    "vi",
    "id",
    "th",
    "hi",
    "fa",
    "nl",
    "pl",
    "sv",
    "uk",
)
ALLIANCE = "ZZ"

_ALIASES = """
AE emirati emirates uae u.a.e. 阿联酋 アラブ首長国 emiratos émirats emirati emirate eau الإماراتية
AF afghan
AG antigua
AL albanian
AM armenian
AR argentine argentinian argentino argentina argentin argentinisch アルゼンチン 阿根廷
AT austrian österreich österreichische autrichien austriaco 奥地利
AU australian aussie australiano australien australische 澳洲 濠 豪州 호주
AZ azerbaijani azeri
BA bosnian bosnia
BB barbadian
BD bangladeshi
BE belgian belge belgische belga
BG bulgarian
BH bahraini بحريني البحرين
BM bermudian bermudan
BO bolivian boliviano boliviana
BR brazilian brasileiro brasileira brasileño brésilien brasilianische
BS bahamian bahamas
BT bhutanese
BY belarusian belarus беларуси белорусский
CA canadian canadien canadienne canadiense kanadische 加国 الكندية الكندي
CD congo dr-congo congolese
CH swiss switzerland suisse schweizer schweizerische svizzera svizzero suizo suiza швейцарский السويسرية
CI ivory-coast ivorian costa-de-marfil elfenbeinküste
CL chilean chileno chilena
CN chinese china's p.r.c. mainland-china 我国 内地 大陆 中国人民 chino chinois chinesische cinese китайский 중국의 中國 الصينية الصيني
CO colombian colombiano colombiana
CR costa-rican costarricense
CU cuban cubano
CW curacao
CY cypriot
CZ czech czechia tschechische checo czech-republic
DE german deutsche deutschen deutscher deutsches deutschland bundesrepublik allemand allemande alemán alemana tedesco tedesca немецкий 독일 الألمانية
DK danish dänische danese danés
DO dominican dominicano dominicana
DZ algerian algérien
EC ecuadorian ecuadorean ecuatoriano ecuatoriana
EE estonian estonio estnische
EG egyptian مصري المصري egipcio
ES spanish español española españolas españoles espagnol espagnole spanische spagnolo
ET ethiopian
EU_
FI finnish finlandés finnische finlandais
FR french français française françaises französische francés francesa francese французский الفرنسية
GB british britain u.k. uk england english-council scottish scotland welsh wales britannique britische británico britannico britânico 英国 英國 английский британский البريطانية great-britain
GE georgian-government georgia's-national tbilisi georgiano
GH ghanaian
GR greek griechische griego grec
GT guatemalan guatemalteco
HK hong-kong hongkong hk 香港 港府 本港
HN honduran hondureño
HR croatian
HU hungarian ungarische
ID indonesian
IE irish irlandés irische
IL israeli israelí israelische
IN indian indio india's bharat भारत भारतीय الهندية
IQ iraqi
IR iranian ایران ایرانی iraní
IS icelandic
IT italian italiano italiana italiane italiani italien italienne italienische итальянский
JM jamaican
JO jordanian الأردني
JP japanese 日本 日 日系 国内大手 japonés japonesa japonais japanische giapponese японский 일본의 اليابانية
KE kenyan
KG kyrgyz
KH cambodian
KN st-kitts saint-kitts nevis
KR south-korean korean s.korea 국내 한국 우리나라 韩国 南韓 韓国 surcoreano coreano sud-coréen südkoreanische 韩 الكورية korea
KW kuwaiti الكويتي
KY cayman
KZ kazakh kazakhstani казахстанский
LA laotian
LB lebanese
LC st-lucia
LI liechtenstein
LK sri-lankan
LT lithuanian
LU luxembourgish luxembourgeois
LV latvian
MA moroccan marocain marocaine marroquí المغربي
MC monaco monégasque
MD moldovan
MH marshallese
MK macedonia
MM burmese burma birmania
MN mongolian
MO macau macao 澳门 澳門
MT maltese
MU mauritian
MX mexican mexicano mexicana
MY malaysian 大马
NG nigerian
NI nicaraguan nicaragüense
NL dutch holland niederländische néerlandais holandés neerlandés olandese
NO norwegian noruego norwegische
NP nepali nepalese
NZ new-zealand kiwi neozelandés
OM omani
PA panamanian panameño
PE peruvian peruano peruana
PH philippine filipino filipino-government
PK pakistani
PL polish polnische polaco polska polski polskie
PS palestinian palestine west-bank gaza
PT portuguese português portuguesa portugués portugais portugiesische
PW palauan
PY paraguayan paraguayo
QA qatari القطري
RO romanian
RS serbian
RU russian россия россии российский российская российские российских рф ruso rusa russe russische russo الروسية
RW rwandan
SA saudi saudi-arabian saudí saoudien السعودي السعودية المملكة
SE swedish schwedische sueco svensk svenska
SG singaporean singapur 新加坡 星洲
SI slovenian slovene
SK slovak
SL sierra-leonean
SN senegalese sénégalais
SV salvadoran salvadoreño
SZ swaziland
TH thai ไทย
TL east-timor
TN tunisian tunisien
TR turkish türk türkiye turco turque türkische التركية turkey
TT trinidadian trinidad
TW taiwanese 台湾 台灣 taiwanés
TZ tanzanian
UA ukrainian украинский українськ ucraniano
UG ugandan
US us ee.-uu. american u.s. u.s.a. usa united-states america's us-based washington-d.c. 美 美国 美國 estadounidense estadounidenses norteamericano américain américaine amerikanische statunitense americano americana американский ee.uu. 米国 미국 eeuu الأمريكية الأمريكي أمريكا الأميركية
UY uruguayan uruguayo uruguaya
UZ uzbek
VA vatican
VE venezuelan venezolano
VN vietnamese viet-nam
ZA south-african sudafricano südafrikanische
ZM zambian
ZW zimbabwean
"""

# Names of one place stand together, the English one of the city lists first.
_PROVINCES = """
CN Beijing/北京/Pekín/Pékin/Peking/Пекин/بكين/베이징/ปักกิ่ง/海淀区/中关村 Shanghai/上海/Шанхай/상하이/شنغهاي/浦东新区/陆家嘴 Tianjin/天津 Chongqing/重庆
CN Guangdong/广东/広東/광둥 Zhejiang/浙江 Jiangsu/江苏/江蘇 Shandong/山东/山東 Fujian/福建 Hunan/湖南 Hubei/湖北 Henan/河南 Hebei/河北 Sichuan/四川
CN Shaanxi/陕西/陝西 Shanxi/山西 Liaoning/辽宁 Jilin/吉林 Heilongjiang/黑龙江 Anhui/安徽 Jiangxi/江西 Hainan/海南 Guizhou/贵州 Yunnan/云南
CN Gansu/甘肃 Qinghai/青海 Guangxi/广西 Inner-Mongolia/内蒙古 Ningxia/宁夏 Xinjiang/新疆 Tibet/西藏 Xiongan/Xiong'an/雄安
CN Shunde/顺德 Shenzhen/南山区/福田区/前海 Guangzhou/天河区/黄埔区 Hangzhou/余杭区/滨江区
CN Greater-Bay-Area/粤港澳大湾区 Yangtze-River-Delta/长三角
US California Texas Florida Illinois Ohio Pennsylvania Michigan Virginia Massachusetts Washington-State Wyoming Vermont Delaware
US New-Mexico/Nuevo-México Nevada Arizona Colorado Utah Minnesota Wisconsin Missouri Tennessee Kentucky Maryland Connecticut Oregon New-York New-Jersey
US West-Virginia North-Carolina South-Carolina Rhode-Island Silicon-Valley Wall-Street
IN Karnataka Maharashtra Telangana Kerala Tamil-Nadu Andhra-Pradesh Uttar-Pradesh Gujarat Punjab-government Rajasthan
IN West-Bengal Haryana Odisha NITI-Aayog
CA Yukon Ontario Quebec/Québec British-Columbia Alberta Ottawa
AU South-Australia New-South-Wales/NSW Queensland Victoria-State Western-Australia
DE Bavaria/Bayern Saxony/Sachsen Hesse/Hessen Nordrhein-Westfalen Baden-Württemberg
ES Catalonia/Cataluña/Catalunya Aragón Andalucía Galicia Basque-Country/País-Vasco/Basque
GB London/Londres/Londra/Лондон/ロンドン/런던/伦敦 Northern-Ireland
CH Zug Crypto-Valley
JP Tokyo/東京 Osaka/大阪 Fukuoka/福岡
KR Gyeonggi/경기도 Gangwon/강원도 Gyeongbuk/경상북도/경북 Jeonbuk/전라북도/전북 Seoul/서울 Busan/부산 Incheon/인천 Jeju/제주 Daegu/대구 Sejong/세종시
RU Moscow/Москва/Москвы/московский Tatarstan/Татарстан Saint-Petersburg/Санкт-Петербург
AE Dubai/迪拜/دبي/ドバイ/두바이/Дубай Abu-Dhabi/أبوظبي/阿布扎比/アブダビ/아부다비 Sharjah/الشارقة
MX Nuevo-León Jalisco
AR Mendoza Misiones
BR São-Paulo Bahia Paraná Minas-Gerais
ZZ multinational international-consortium
"""


def _rows(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, *listed in (line.split() for line in text.strip().splitlines()):
        if len(code) == 2:
            found.setdefault(code, []).extend(name.replace("-", " ") for name in listed)
    return found


DEMONYMS: dict[str, tuple[str, ...]] = {code: tuple(listed) for code, listed in _rows(_ALIASES).items()}
# Country -> its provinces and towns that stand for it, each with all its names, the English one first.
PROVINCES: dict[str, tuple[tuple[str, ...], ...]] = {
    code: tuple(tuple(place.split("/")) for place in listed) for code, listed in _rows(_PROVINCES).items()
}


@cache
def codes() -> frozenset[str]:
    """All alpha-2 codes of countries and `ZZ`."""
    listed = Locale.parse("en").territories
    return frozenset(
        code
        for code in listed
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "XA", "XB")
    )


@cache
def names(code: str) -> frozenset[str]:
    """Names of a country in LANGUAGES with its demonyms and short forms, case folded."""
    listed = {Locale.parse(lang).territories.get(code, "") for lang in LANGUAGES}
    return frozenset(name.casefold() for name in (*listed, *DEMONYMS.get(code, ())) if name)


@cache
def country_name(code: str | None, lang: str = "en") -> str:
    """Name to print for a code in a language ("zh" for Chinese); "unknown" for None, "multinational" for ZZ."""
    if code is None:
        return "未知" if lang == "zh" else "unknown"
    if code == ALLIANCE:
        return "多国联盟" if lang == "zh" else "multinational"
    short = {
        "HK": ("Hong Kong", "香港"),
        "MO": ("Macao", "澳门"),
        "GB": ("United Kingdom", "英国"),
        "TW": ("Taiwan", "台湾"),
    }
    if code in short:
        return short[code][lang == "zh"]
    return str(Locale.parse(lang).territories.get(code, code))
