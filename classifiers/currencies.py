"""Sums of money in a text and the one country whose money each is: "33 million rand", "RM50m", "NT$ 12". From CLDR (Babel)."""

import re
from functools import cache

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

from census.countries import LANGUAGES, codes

# What CLDR lacks: signs before a number, words behind one, as the news writes them.
_SIGNS = {"RM": "MY", "S$": "SG", "C$": "CA", "RMB": "CN", "Rs": "IN", "US$": "US", "£": "GB"}
_WORDS = {
    "rmb": "CN",
    "renminbi": "CN",
    "roubles": "RU",
    "pounds": "GB",
    "sterling": "GB",
    "crore": "IN",
    "lakh": "IN",
    "円": "JP",
    "원": "KR",
    "jamaica": "JM",
}
# Units that are common words of some language too: a real estate, a drama, all three.
_COMMON = frozenset(
    "real reals mark marks marka sum won drama arab united unidos unis uniti marco marcos leu lev som".split()
)
# Between a number and its unit stand at most words like "million": "33.5 mln", "3億".
_AMOUNT = r"\d[\d.,]*\s?(?:(?:thousand|hundred|million|billion|trillion|mln|bln|mn|bn|m|k|mil|millones|milhões|millions|milliards|mio|mrd|миллион\w*|млн|млрд|juta|miliar|triệu|tỷ|万|億|亿|千|만|억|조)\s?)*(?:de |d')?"


def _own(country: str) -> str | None:
    """The currency that this country alone pays with, by its first two letters; None where it shares one or borrows another's."""
    return next((c for c in get_territory_currencies(country) if c[:2] == country), None)


@cache
def _units() -> tuple[dict[str, str], dict[str, str]]:
    """Words for units that one country alone uses -> country, and signs and codes likewise."""
    words: dict[str, set[str]] = {}
    signs: dict[str, set[str]] = {}
    for country in sorted(codes()):
        own = _own(country)
        for lang in LANGUAGES if own else ():
            locale = Locale.parse(lang)
            forms = {get_currency_name(own, count, locale) for count in (None, 1, 2, 5)}
            for form in forms:
                for word in (form.split()[0], form.split()[-1]):
                    words.setdefault(word.casefold(), set()).add(country)
            for sign in {locale.currency_symbols.get(own, ""), own}:
                signs.setdefault(sign, set()).add(country)
    alone = {word: next(iter(where)) for word, where in words.items() if len(where) == 1 and len(word) > 2}
    return {w: c for w, c in alone.items() if w not in _COMMON} | _WORDS, {
        s: next(iter(where)) for s, where in signs.items() if len(where) == 1 and s
    } | _SIGNS


# A number with the word or sign behind it, and letters or a sign before a number.
_BEHIND = re.compile(rf"{_AMOUNT}(円|원|[^\W\d_]+|[^\w\s])", re.I)
_BEFORE = re.compile(r"(?<!\w)([A-Za-z]{0,3}[^\w\s]|[A-Za-z]{2,3})\s?\d")


def find_currencies(text: str) -> frozenset[str]:
    """Countries whose own money a text counts in."""
    words, signs = _units()
    found = {words.get(m[1].casefold()) or signs.get(m[1]) for m in _BEHIND.finditer(text)}
    found |= {signs.get(m[1]) for m in _BEFORE.finditer(text)}
    return frozenset(country for country in found if country)
