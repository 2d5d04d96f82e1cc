"""Dates written out in text, in any script and calendar, as ISO Gregorian days. The only door to the calendar libraries.

Nearly every date holds a year of four digits, so the years are found first and each way of writing is tried around them:
the many month names then cost nothing where there is no year. A way of writing that is recognised but names no day (31
February, 05/11/2019 that may be May or November) is kept as refused until the end, so that no part of it is read instead.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from babel import Locale
from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

from extractors.letters import FOLDS
from extractors.month_names import AFGHAN, CAPITAL, FARSI, FORMS, LOCALES, LUNAR, NO_MONTHS, PERSIAN, SHORT

_Persian: Any = JalaliDate  # its maker has no types
_FIRST, _LAST = 1990, 2100
_REACH = 36  # the longest way to write a day and month before its year

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_NUMERALS = {"○": 0} | {numeral: n for n, numeral in enumerate("〇一二三四五六七八九")} | {"零": 0}

_HINT = re.compile(r"\d|年")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_THAI_YEAR = re.compile(r"(?<!\d)(?:\d{4}|\d\d)(?!\d|[.:]\d)")
_CN = "[" + "".join(_NUMERALS) + "十廿卅]"
_EAST = re.compile(
    rf"(?=\d|{_CN}|[中民令平昭])(?:(?:中[華华])?(?P<era>令和|平成|昭和|民[國国])\s?(?P<reign>元|\d{{1,3}}|{_CN}{{1,4}})|"
    rf"(?<!\d)(?<!{_CN})(?P<year>\d{{4}}|{_CN}{{4}}))\s{{0,2}}[年년](?![度代도대])"
    rf"(?:\s{{0,2}}(?P<month>\d{{1,2}}|{_CN}{{1,3}})\s{{0,2}}[月월]"
    rf"(?:\s{{0,2}}(?P<day>\d{{1,2}}|{_CN}{{1,4}})\s{{0,2}}[日일号號])?)?"
)
_FALLING = re.compile(r"(\d{4})([-/]|\.\s{0,2})(\d{1,2})\2(\d{1,2})(?!\d)")
_RISING = re.compile(r"(?<!\d)(\d{1,2})([-/]|\.\s?)(\d{1,2})\2(\d{4})\Z")
_DAY_FIRST = re.compile(r"(?:(?<!\w)(?:ngày|le|du|el|del|dia|em|il|vom|dnia|tanggal|pada)|วันที่)\s{0,2}\Z")
_LUNAR_MARK = re.compile(r"\s{0,2}هـ?(?!\w)")
_LETTER = r"[^\s\d!-/:-@\[-`{-~–—،।]"  # Hindi vowel signs are no \w
_LETTERS = re.compile(rf"{_LETTER}{{2,}}")
_WORD = rf"(?<!{_LETTER}){_LETTER}{{2,14}}"
_GAP = r"(?:\.?\s{1,2}|[./-])"
_NTH = r"(?:st|nd|rd|th|er|º|°|:[ea]|-?го|η)?"
_SPAN = rf"(?:[-–]\d{{1,2}}{_NTH})?"  # of 5-7 November the first day is given
_NAMED = re.compile(
    rf"(?:(?<![\da-z])(?<!\d[.,:/])(?P<before>\d{{1,2}}){_NTH}{_SPAN}{_GAP}(?:(?:of|de)\s{{1,2}})?(?P<second>{_WORD})|"
    rf"(?P<first>{_WORD})(?:{_GAP}(?P<after>\d{{1,2}}){_NTH}{_SPAN})?)"
    rf"(?P<gap>[.',]{{0,2}}\s{{1,2}}|[./-])(?:(?:of|de|del)\s{{1,2}})?(?P<year>\d{{4}})\Z"
)
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_GAP}({_WORD}){_GAP}(\d{{1,2}})(?!\d|[.,:]\d|,?\s{{0,2}}\d{{4}})")


@dataclass(frozen=True)
class Written:
    """A date as a text writes it: ISO day, or ISO month or year where it says no more; where it stands in the text."""

    date: str
    start: int
    end: int


class _Reading(NamedTuple):
    start: int
    end: int
    depth: int  # 3 a day, 2 a month, 1 a year
    date: str  # "" where this is no date


class _Script(NamedTuple):
    """The dates of a script, and calendar and month of each name in them, dots and blanks taken out."""

    pattern: re.Pattern[str]
    names: dict[str, tuple[str, int]]


_VIETNAMESE = _Script(
    re.compile(
        r"(?:(?<!\d)(?P<day>\d{1,2})\s{1,2})?(?<!\w)tháng\s{1,2}0?(?P<name>[1-9]|1[0-2])"
        r"(?:\s?[,/]\s?|\s{1,2}(?:năm\s{1,2})?)(?P<year>\d{4})\Z"
    ),
    {str(month): ("", month) for month in range(1, 13)},
)


@cache
def _months() -> tuple[dict[str, int], frozenset[str]]:
    """Month of each name in scripts with spaces, and the names that need no day before them."""
    names: dict[str, int] = {}
    whole = set(SHORT)
    rows = [(row.split(), True) for row in FORMS.strip().splitlines()]
    for width in ("wide", "abbreviated"):
        for locale in LOCALES:
            rows += [(_of_locale(locale, use, width), width == "wide") for use in ("format", "stand-alone")]
        hebrew = _of_locale("he", "format", width)
        rows += [(hebrew, True), (["ב" + name for name in hebrew], True)]
    for row, full in rows:
        for month, name in enumerate((name.translate(FOLDS).rstrip(".") for name in row), 1):
            names |= {name: month, name.rstrip("॰׳"): month}
            whole |= {name} if full else set()
    return {name: month for name, month in names.items() if name not in NO_MONTHS}, frozenset(whole & set(names))


def _of_locale(locale: str, use: str, width: str) -> list[str]:
    months: dict[int, str] = Locale.parse(locale).months[use][width]
    return [months[month] for month in range(1, 13)]


@cache
def _arabic() -> _Script:
    rows = [("persian", PERSIAN.split()), ("persian", AFGHAN.split()), ("", FARSI.split())]
    rows += [("lunar", LUNAR.split(",")), ("", _of_locale("fa", "format", "abbreviated"))]
    rows += [("", _of_locale(locale, "format", "wide")) for locale in ("ar", "ar_LB", "ar_MA", "ar_DZ")]
    names = {
        name.translate(FOLDS): (calendar, month)
        for calendar, row in rows
        for month, spellings in enumerate(row, 1)
        for name in spellings.split("|")
    }
    one_of = "|".join(name.replace(" ", r"\s?") for name in sorted(names, key=len, reverse=True))
    pattern = (
        rf"(?:(?<!\d)(?P<day>\d{{1,2}})\s{{0,2}}(?:من\s)?(?:شهر\s)?)?(?<!\w)(?P<name>{one_of})(?!\w)(?:\s?/\s?(?:{one_of}))?"
        r"(?:\s?ماه)?[\s,،]{1,3}(?:(?:من\s)?(?:عام|سنه|سال)\s)?(?P<year>\d{4})\Z"
    )
    return _Script(re.compile(pattern), {name.replace(" ", ""): month for name, month in names.items()})


@cache
def _thai() -> _Script:
    rows = [_of_locale("th", "format", width) for width in ("wide", "abbreviated")]
    one_of = "|".join(name.rstrip(".").replace(".", r"\.\s?") + r"\.?" for row in rows for name in row)
    pattern = (
        rf"(?:(?:(?<!\d)(?P<day>\d{{1,2}})\s{{0,2}})?(?P<name>{one_of})\s{{0,2}}(?:[พค]\.\s?ศ\.\s{{0,2}})?|[พค]\.\s?ศ\.\s{{0,2}})"
        r"(?P<year>\d{4}|\d\d)\Z"
    )
    names = {name.replace(".", ""): ("", month) for row in rows for month, name in enumerate(row, 1)}
    return _Script(re.compile(pattern), names)


def _iso(year: int, month: int | None = None, day: int | None = None) -> str:
    """ISO date of Gregorian numbers, a Buddhist year allowed; "" where there is no such day or the year is far off."""
    year -= 543 if year >= _FIRST + 543 else 0
    try:
        whole = dt.date(year, 1 if month is None else month, 1 if day is None else day).isoformat()
    except ValueError:
        return ""
    return whole[: 4 if month is None else 7 if day is None else 10] if _FIRST <= year <= _LAST else ""


def _of_calendar(calendar: str, year: int, month: int | None, day: int | None) -> str:
    """ISO date of a calendar ("" is ours); a month of another lies in two of ours, so that it gives at most a year."""
    if not calendar or month is None:
        return _iso(year, month, day)
    if day is None:
        ends = {_of_calendar(calendar, year, month, end)[:4] for end in (1, 29)}
        return ends.pop() if len(ends) == 1 else ""
    try:
        found = (_Persian if calendar == "persian" else Hijri)(year, month, day).to_gregorian()
    except (ValueError, OverflowError):  # no such day; a year the tables do not hold
        return ""
    return _iso(found.year, found.month, found.day)


def _before(pattern: re.Pattern[str], folded: str, years: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The dates of a pattern that end with one of the years."""
    for year in years:
        if match := pattern.search(folded, max(0, year.start() - _REACH), year.end()):
            yield match


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    written = written.replace("元", "一").replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = written.rpartition("十")
    if ten:
        return 10 * (_NUMERALS.get(tens, 0) or 1) + _NUMERALS.get(ones, 0)
    return int("".join(str(_NUMERALS[numeral]) for numeral in ones))


def _part(match: re.Match[str], name: str) -> int | None:
    return int(match[name]) if match[name] else None


def _eastern(folded: str) -> Iterator[_Reading]:
    for match in _EAST.finditer(folded):
        parts = [_number(match[name]) for name in ("month", "day") if match[name]]
        year = _ERAS[match["era"]] + _number(match["reign"]) if match["era"] else _number(match["year"])
        yield _Reading(*match.span(), 1 + len(parts), _iso(year, *parts))


def _in_script(folded: str, years: Iterable[re.Match[str]], script: _Script) -> Iterator[_Reading]:
    for match in _before(script.pattern, folded, years):
        calendar, month = script.names[re.sub(r"[\s.]", "", match["name"])] if match["name"] else ("", None)
        year, day = int(match["year"]), _part(match, "day")
        if year >= 100 or day is not None:  # only a whole Thai day has its year in two digits
            date = _of_calendar(calendar, year + 2500 * (year < 100), month, day)
            yield _Reading(*match.span(), 1 + (month is not None) + (day is not None), date)


def _named(text: str, folded: str, years: list[re.Match[str]]) -> Iterator[_Reading]:
    months, whole = _months()
    near = (
        y for y in years if not months.keys().isdisjoint(_LETTERS.findall(folded, max(0, y.start() - 28), y.start()))
    )
    for match in _before(_NAMED, folded, near):
        name = match["second"] or match["first"]
        day = _part(match, "before" if match["second"] else "after")
        if name not in months or not (match["second"] or name in whole):
            continue
        if day is None and not _alone(text, match, name):
            continue
        yield _Reading(*match.span(), 3 if day is not None else 2, _iso(int(match["year"]), months[name], day))
    for year in years:
        if (found := _YEAR_FIRST.match(folded, year.start())) and found[2] in whole:
            yield _Reading(*found.span(), 3, _iso(int(found[1]), months[found[2]], int(found[3])))


def _alone(text: str, match: re.Match[str], name: str) -> bool:
    """Whether name and number are a month and year: not "we may 2019 times", "in November. 2019 was", "May 2019.5"."""
    if name in CAPITAL and not text[match.start()].isupper():
        return False
    after = text[match.end() : match.end() + 2]
    return not ("." in match["gap"] and name not in SHORT) and not re.match(r"[.,:]\d", after)


def _chained(folded: str, match: re.Match[str]) -> bool:
    """Whether the numbers go on in the same way, as in a telephone number, an address or a version."""
    mark, (start, end) = match[2][0], match.span()
    before, after = folded[max(0, start - 2) : start], folded[end : end + 2]
    return (before[1:] == mark and before[0].isdigit()) or (after[:1] == mark and after[1:].isdigit())


def _in_digits(folded: str, years: list[re.Match[str]]) -> Iterator[_Reading]:
    for year in years:
        if (match := _FALLING.match(folded, year.start())) and not _chained(folded, match):
            y, m, d = int(match[1]), int(match[3]), int(match[4])
            calendar = "lunar" if _LUNAR_MARK.match(folded, match.end()) else "persian"
            other = 1300 <= y <= 1450 and match[2] in "-/"
            yield _Reading(*match.span(), 3, _of_calendar(calendar, y, m, d) if other else _iso(y, m, d))
    rising = [match for match in _before(_RISING, folded, years) if not _chained(folded, match)]
    seconds = [(int(match[1]), int(match[3])) for match in rising if match[2] in "-/"]
    settled = any(a > 12 for a, _ in seconds) and not any(b > 12 for _, b in seconds)
    for match in rising:
        yield _Reading(*match.span(), 3, _rising(folded, match, settled))


def _rising(folded: str, match: re.Match[str], settled: bool) -> str:
    """ISO day of numbers that end with the year, "" where nothing says which of the first two is the month."""
    a, b, year = int(match[1]), int(match[3]), int(match[4])
    if _LUNAR_MARK.match(folded, match.end()):
        return _of_calendar("lunar", year, b, a)
    if b > 12:
        return _iso(year, a, b)
    marked = settled or year > _LAST or _DAY_FIRST.search(folded, max(0, match.start() - 12), match.start())
    return _iso(year, b, a) if a > 12 or a == b or match[2][0] == "." or marked else ""


def _readings(text: str, folded: str) -> Iterator[_Reading]:
    years = list(_YEAR.finditer(folded))
    if "年" in folded or "년" in folded:
        yield from _eastern(folded)
    if re.search("[ก-ฮ]", folded):
        yield from _in_script(folded, _THAI_YEAR.finditer(folded), _thai())
    if not years:
        return
    yield from _in_digits(folded, years)
    yield from _named(text, folded, years)
    if re.search("[ا-ي]", folded):
        yield from _in_script(folded, years, _arabic())
    if "tháng" in folded:
        yield from _in_script(folded, years, _VIETNAMESE)


def find_written(text: str) -> list[Written]:
    """Dates written in a text, in their order; none twice, a day before a month, and no date that may be two.

    A year alone is given only where a mark makes it one (年, 년, พ.ศ., an era), or for a month of another calendar.
    """
    if not _HINT.search(text):
        return []
    folded = text.translate(FOLDS)
    taken, kept = bytearray(len(text)), []
    for found in sorted(_readings(text, folded), key=lambda r: (-r.depth, r.start, -r.end)):
        if any(taken[found.start : found.end]):
            continue
        taken[found.start : found.end] = b"\1" * (found.end - found.start)
        kept.append(found)
    return [Written(found.date, found.start, found.end) for found in sorted(kept) if found.date]
