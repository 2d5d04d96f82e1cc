"""Publication date of a page with the signal that gave it: never the day of the crawl alone, never in the future."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from htmldate import find_date

from extractors.blocks import Block
from extractors.calendars import find_written
from extractors.declared import Declared
from extractors.hints import ASIDE, bits_of
from extractors.tree import Tree

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_PATH = re.compile(r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?=[/_.-]|\d*\.s?html?|$)")
_META = (
    "article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "publication_date", "date", "dc.date",
    "dc.date.issued", "dcterms.date", "dcterms.created", "parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime",
)  # fmt: skip
# The web is older than blockchains: pages of others are read too, and a date that is no date must not be taken for one.
_FIRST_WEB = date(1995, 1, 1)
# Blocks before and after the headline among which a date line stands; and at the end of an official notice.
_BEFORE, _AFTER, _LAST = 6, 15, 3
_LONGEST_LINE = 120
_NUMBER = re.compile(r"[\d〇一二三四五六七八九元]")
_SAYS_SO = re.compile(
    r"publi|posted|\bdate\b|veröffentlicht|erstellt|\bdatum|\bfecha|\bdata\b|дата|опублик|发布|發佈|发表|日期|公開|掲載|配信|投稿|입력|등록|게시|"
    r"tarih|yayın|diterbitkan|đăng|เผยแพร่|نشر|تاریخ|تاريخ",
    re.I,
)
_COMMENT = bits_of("comment")


@dataclass(frozen=True)
class Published:
    """When a page says it was published: ISO day, or date-time in its own offset, or month or year where no more is known; the signal."""

    date: str
    origin: str

    @property
    def day(self) -> dt.date:
        """The calendar day in the publisher's own offset; the first one of a month or year."""
        return date.fromisoformat(f"{self.date}-01-01"[:10])

    @property
    def whole(self) -> bool:
        """Whether it names a day."""
        return len(self.date) >= 10


def parse_stamp(text: str) -> str | None:
    """ISO date, or date-time with its offset, of a declared stamp; None if it holds no full date."""
    match = _ISO.search(text)
    if match is None:
        return next((w.date for w in find_written(text[:100]) if len(w.date) == 10), None)
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return None
    stamp = f"{year}-{int(month):02d}-{int(day):02d}"
    if hour is None or offset is None or int(hour) > 23:
        return stamp
    offset = "+00:00" if offset == "Z" else offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"
    return f"{stamp}T{int(hour):02d}:{minute}:{second or '00'}{offset}"


def date_of_path(url: str) -> str | None:
    """ISO day written in the path of an address, None if there is none."""
    match = _PATH.search(urlsplit(url).path)
    return parse_stamp("-".join(match.groups())) if match else None


def declared_dates(root: Tree, declared: Declared) -> list[Published]:
    """Dates that a page declares, in order of trust: JSON-LD, meta elements, marked-up times."""
    stamps = [("json_ld", str(node["datePublished"])) for node in declared.articles if node.get("datePublished")]
    stamps += [("meta", declared.meta[name]) for name in _META if name in declared.meta]
    marked = root.xpath(
        "//*[@itemprop='datePublished' or self::time][@datetime or @content][not(ancestor::aside or ancestor::footer or ancestor::nav)]"
    )
    stamps += [("time", element.get("datetime") or element.get("content") or "") for element in marked[:20]]
    return [Published(stamp, origin) for origin, text in stamps if (stamp := parse_stamp(text))]


def written_dates(blocks: Sequence[Block], heading: int) -> list[Published]:
    """Dates in visible lines, whole ones first: of lines that say so (the nearest to the headline first), then of those around the
    headline, then of the last ones, where official notices have them."""
    start = max(0, heading)
    numbered = [
        (n, block.box.near, line)
        for n, block in enumerate(blocks)
        if _NUMBER.search(line := block.text[:_LONGEST_LINE])
    ]
    saying = [(abs(n - start), line) for n, near, line in numbered if not near & _COMMENT and _SAYS_SO.search(line)]
    own = [(n, line) for n, near, line in numbered if not near & ASIDE]
    lines = [line for _, line in sorted(saying, key=lambda one: one[0])]
    lines += [line for n, line in own if -_BEFORE <= n - start < _AFTER]
    lines += [line for n, line in own if n >= len(blocks) - _LAST]
    found = [Published(written.date, "text") for line in lines for written in find_written(line)]
    return sorted(found, key=lambda published: -len(published.date))


def find_published(
    html: str, url: str, declared: Sequence[Published], written: Sequence[Published], fetched_at: str
) -> Published | None:
    """Publication date, None if no signal gives one.

    Declared stamps come first (0.984 right on news sites), then the date in the address, in the visible lines, and what htmldate
    finds. A date later than the fetch is refused. A date equal to the day of the fetch yields to an earlier one of the address or
    the lines: pages that print today's date are common, news of tomorrow is not. A stamp in UTC yields to the publisher's own day
    beside it.
    """
    fetched = datetime.fromisoformat(fetched_at).astimezone(UTC).date() if fetched_at else date.max - timedelta(2)
    path = date_of_path(url)
    seen = [*([Published(path, "url")] if path else []), *written]
    candidates = [*declared, *seen]
    sound = [c for c in candidates if _FIRST_WEB <= c.day <= fetched + timedelta(1)]
    if not any(c.whole for c in sound):
        sound = [*(c for c in _searched(html, url, fetched) if _agrees(c, sound)), *sound]
    if not sound:
        return None
    best = sound[0]
    settled = [c for c in seen if c.whole and _FIRST_WEB <= c.day < fetched - timedelta(1)]
    if best.day >= fetched - timedelta(1) and settled:
        return settled[0]
    return _local_day(best, [c for c in seen if c.whole])


def _local_day(best: Published, seen: Sequence[Published]) -> Published:
    """The visible day right before or after a stamp in UTC, unless the stamp's own day is shown too."""
    days = {c.day: c for c in reversed(seen)}
    if not best.date.endswith("+00:00") or best.day in days:
        return best
    # No zone is more than 12 hours behind or 14 ahead: a morning in UTC may be the day before, an afternoon the day after.
    other = best.day + (timedelta(-1) if int(best.date[11:13]) < 12 else timedelta(1))
    return days.get(other, best)


def _agrees(found: Published, sound: Sequence[Published]) -> bool:
    """Whether a searched day lies in the month or year that the page writes, if it writes one."""
    return not sound or any(found.date.startswith(c.date) for c in sound)


def _searched(html: str, url: str, fetched: date) -> list[Published]:
    latest = min(fetched, date(2100, 1, 1)).isoformat()
    try:
        found = find_date(
            html, url=url, original_date=True, extensive_search=True, min_date=_FIRST_WEB.isoformat(), max_date=latest
        )
    except (ValueError, TypeError, OverflowError):  # htmldate on impossible stamps
        return []
    # A bare year becomes its first of January there: that is no date.
    return [Published(found, "search")] if found and not found.endswith("-01-01") else []
