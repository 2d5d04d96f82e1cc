"""The words of the report and the site, one file a language: `en.toml` is the pattern, any other file with the same keys adds a language.

A file other than English and Chinese also carries `[label.sector]`, `[label.application]`, `[label.subject]` and `[label.stage]` with
every code, which the code tables hold for these two.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from census.countries import country_name
from census.months import Month
from census.sayings import Saying, Value
from census.taxonomy import TABLES, label_of

_FOLDER = Path(__file__).parent
_IN_CODE_TABLES = ("en", "zh")
# Percent without and with a digit behind the point.
_PLACES = (Decimal("0.01"), Decimal("0.001"))


def languages() -> tuple[str, ...]:
    """Codes of the languages that reports are made in, English first."""
    return tuple(sorted((path.stem for path in _FOLDER.glob("*.toml")), key=lambda code: (code != "en", code)))


def flatten(words: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Dotted key -> text or plural forms (a table with `other`)."""
    flat: dict[str, Any] = {}
    for key, value in words.items():
        nested = isinstance(value, dict) and "other" not in value
        flat |= flatten(value, f"{above}{key}.") if nested else {above + key: value}
    return flat


class Texts:
    """The words, numbers, dates and names of one language."""

    def __init__(self, lang: str, words: Mapping[str, Any]):
        self.lang = lang
        self.words = flatten(words)
        self.locale = Locale.parse(self.words.get("locale", lang))
        # The library puts the name together anew each time it is asked.
        self._locale = str(self.locale)

    def say(self, key: str, /, **values: Any) -> str:
        """The text of a key with its values filled in; numbers are written as the language writes them, and `n` chooses the plural.
        Raises KeyError for a key that no text stands under."""
        text = self.words[key]
        if isinstance(text, dict):
            text = text.get(self.locale.plural_form(abs(values["n"])), text["other"])
        for name, value in values.items():
            if isinstance(value, int):
                values[name] = self.number(value)
        return str(text).format_map(values)

    def tell(self, said: Saying) -> str:
        """The sentence of a saying. Its key names a text, or is `label` (field, code), `month` (ISO) or `clauses` (parts in a row)."""
        if said.key == "label":
            return self.label(str(said.values["field"]), str(said.values["code"] or "") or None)
        if said.key == "month":
            return self.month(Month.parse(str(said.values["month"])))
        if said.key == "clauses":
            return self.say("headline.joint").join(map(self.tell, said.parts))
        return self.say(said.key, **{name: self._told(value) for name, value in said.values.items()})

    def _told(self, value: Value) -> Any:
        if isinstance(value, Saying):
            return self.tell(value)
        if isinstance(value, tuple):
            return self.say("list.joint").join(map(self.tell, value))
        return self.number(value) if isinstance(value, float) else value

    def has(self, key: str) -> bool:
        """Whether a text stands under the key."""
        return key in self.words

    def number(self, value: float) -> str:
        """1,234 or 0.5."""
        return _decimal(value, self._locale)

    def signed(self, value: int) -> str:
        """+12, −3 or 0."""
        return f"{'+' if value > 0 else '−' if value < 0 else ''}{self.number(abs(value))}"

    def percent(self, value: float, digits: int = 0) -> str:
        """A share of one as percent."""
        # Rounded here, half to even as the library does: of 101 whole percents each is written once, of 10,000 probabilities each anew.
        whole = Decimal(str(round(value, 6))).quantize(_PLACES[digits], ROUND_HALF_EVEN)
        return _percent(whole, digits, self._locale)

    def share(self, count: int, base: int) -> str:
        """A share with its numerator and denominator in sight: 30% (10/33)."""
        return f"{self.percent(count / base)} ({self.number(count)}/{self.number(base)})" if base else "0/0"

    def interval(self, low: int, high: int) -> str:
        """19–24."""
        return f"{self.number(low)}–{self.number(high)}"

    def month(self, month: Month) -> str:
        """November 2019."""
        return str(format_date(date(month.year, month.number, 1), self.words["month_format"], locale=self.locale))

    def day(self, iso: str) -> str:
        """A day as the language writes it; a month where no day is known."""
        if len(iso) < 10:
            return self.month(Month.of(iso)) if len(iso) >= 7 else iso
        return _date(iso[:10], self._locale)

    def country(self, code: str | None) -> str:
        """Name of a country; `ZZ` is an alliance, None unknown."""
        if self.lang in _IN_CODE_TABLES or code not in (None, "ZZ"):
            return country_name(code, self._locale if self.lang not in _IN_CODE_TABLES else self.lang)
        return self.say("unknown" if code is None else "alliance")

    def label(self, field: str, code: str | None) -> str:
        """Label of a code of a field, a country or a topic; "unknown" for None."""
        if field == "country":
            return self.country(code)
        if code is None:
            return self.say("unknown")
        if field == "topics":
            return self.say(f"topic.{code}") if self.has(f"topic.{code}") else code
        if self.lang in _IN_CODE_TABLES:
            return label_of(field, code, self.lang)
        return self.say(f"label.{field}.{code}")

    def language(self, code: str) -> str:
        """Name of a language; the code itself where it has none."""
        return _language(code, self._locale)


# A month of 1,500 projects writes 25,000 numbers and dates, most of them again and again.
@lru_cache(maxsize=20_000)
def _decimal(value: float, locale: str) -> str:
    return str(format_decimal(value, locale=locale))


@lru_cache(maxsize=20_000)
def _percent(value: Decimal, digits: int, locale: str) -> str:
    return str(format_percent(value, f"0.{'0' * digits}%" if digits else "0%", locale=locale))


@lru_cache(maxsize=20_000)
def _language(code: str, locale: str) -> str:
    return str(Locale.parse(locale).languages.get(code.replace("-", "_"), code))


@lru_cache(maxsize=20_000)
def _date(iso: str, locale: str) -> str:
    return str(format_date(date.fromisoformat(iso), "medium", locale=locale))


@cache
def texts(lang: str) -> Texts:
    """The texts of a language. Raises ValueError for one without a file, or whose file lacks keys of the English one."""
    if lang not in languages():
        raise ValueError(f"there is no report in {lang!r}: choose one of {', '.join(languages())}")
    return complete(Texts(lang, _read(lang)))


def complete(told: Texts) -> Texts:
    """The texts as given. Raises ValueError naming what they lack beside the English ones."""
    wanted = set(flatten(_read("en"))) | {
        f"label.{field}.{row.code}"
        for field, rows in TABLES.items()
        for row in rows
        if told.lang not in _IN_CODE_TABLES
    }
    if missing := sorted(wanted - set(told.words)):
        raise ValueError(f"texts/{told.lang}.toml lacks {len(missing)} texts: {', '.join(missing[:5])}")
    return told


def _read(lang: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
