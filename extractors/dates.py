"""Publication date of a page with the signal that gave it: never the day of the crawl alone, never in the future."""

import datetime as dt
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from htmldate import find_date

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_PATH = re.compile(r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?=[/_.-]|\d*\.s?html?|$)")
_ASIAN = re.compile(r"((?:19|20)\d{2})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_THAI_MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
_THAI = re.compile(r"(\d{1,2})\s+(" + "|".join(_THAI_MONTHS) + r")\s+(?:พ\.ศ\.\s*)?(25\d{2})")
_FIRST_NEWS = date(2008, 1, 1)  # no text on blockchain is older


@dataclass(frozen=True)
class Published:
    """When a page says it was published: ISO date or date-time in its own offset, and the signal."""

    date: str
    origin: str

    @property
    def day(self) -> dt.date:
        """The calendar day in the publisher's own offset."""
        return date.fromisoformat(self.date[:10])


def parse_stamp(text: str) -> str | None:
    """ISO date, or date-time with its offset, of a declared stamp; None if it holds no full date."""
    match = _ISO.search(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return None
    stamp = f"{year}-{int(month):02d}-{int(day):02d}"
    if hour is None or offset is None:
        return stamp
    offset = "+00:00" if offset == "Z" else offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"
    return f"{stamp}T{int(hour):02d}:{minute}:{second or '00'}{offset}"


def date_of_path(url: str) -> str | None:
    """ISO day written in the path of an address, None if there is none."""
    match = _PATH.search(urlsplit(url).path)
    return parse_stamp("-".join(match.groups())) if match else None


def _of_text(text: str) -> str | None:
    """The first date written out in a byline: Chinese, Japanese, Korean, or Thai with Buddhist years."""
    head = text[:600]
    if match := _ASIAN.search(head):
        return parse_stamp("-".join(match.groups()))
    if match := _THAI.search(head):
        return parse_stamp(f"{int(match[3]) - 543}-{_THAI_MONTHS.index(match[2]) + 1}-{match[1]}")
    return None


def find_published(
    html: str, url: str, declared: tuple[tuple[str, str], ...], byline: str, fetched_at: str
) -> Published | None:
    """Publication date, None if no signal gives one.

    Declared stamps come first (0.984 right on news sites), then the date in the address, in the byline, and what htmldate
    finds. A date later than the fetch is refused. A date equal to the day of the fetch yields to an earlier one of the
    address or byline: pages that print today's date are common, news of tomorrow is not.
    """
    fetched = datetime.fromisoformat(fetched_at).astimezone(UTC).date() if fetched_at else date.max - timedelta(2)
    candidates = [Published(stamp, origin) for origin, text in declared if (stamp := parse_stamp(text))]
    candidates += [
        Published(stamp, origin) for origin, stamp in (("url", date_of_path(url)), ("text", _of_text(byline))) if stamp
    ]
    if not candidates:
        candidates += _searched(html, url, fetched)
    sound = [c for c in candidates if _FIRST_NEWS <= c.day <= fetched + timedelta(1)]
    if not sound and candidates:
        sound = [c for c in _searched(html, url, fetched) if _FIRST_NEWS <= c.day <= fetched]
    settled = [c for c in sound if c.day < fetched - timedelta(1)]
    if sound and sound[0].day >= fetched - timedelta(1) and any(c.origin in ("url", "text") for c in settled):
        return next(c for c in settled if c.origin in ("url", "text"))
    return sound[0] if sound else None


def _searched(html: str, url: str, fetched: date) -> list[Published]:
    latest = min(fetched, date(2100, 1, 1)).isoformat()
    try:
        found = find_date(
            html, url=url, original_date=True, extensive_search=True, min_date=_FIRST_NEWS.isoformat(), max_date=latest
        )
    except (ValueError, TypeError, OverflowError):  # htmldate on impossible stamps
        return []
    # A bare year becomes its first of January there: that is no date.
    return [Published(found, "search")] if found and not found.endswith("-01-01") else []
