"""Whether a publisher keeps its texts from mining: the TDM reservation protocol, `noai`, `X-Robots-Tag`.

An article so reserved is kept as metadata only (URL, title, date): it is not archived, labelled or quoted.
"""

import re

from census.records import Page

_TAGS = re.compile(rb"<meta\s[^>]{0,300}>", re.IGNORECASE)
_RESERVED = re.compile(rb"""name\s*=\s*["']?tdm-reservation["']?[^>]*content\s*=\s*["']?1""", re.IGNORECASE)
_NO_AI = re.compile(rb"""name\s*=\s*["']?robots["']?[^>]*content\s*=\s*["'][^"']*\bno(?:image)?ai\b""", re.IGNORECASE)
# Reservations stand in the head.
_HEAD = 64 * 1024


def reservation(page: Page) -> str | None:
    """The sign by which a page is reserved, None if it is not."""
    if page.header("tdm-reservation").strip() == "1":
        return "tdm-reservation header"
    tags = {word.strip() for word in re.split(r"[,:;\s]+", page.header("x-robots-tag").lower())}
    if tags & {"noai", "notdm"}:
        return "x-robots-tag header"
    for tag in _TAGS.findall(page.body[:_HEAD]):
        if _RESERVED.search(tag):
            return "tdm-reservation meta"
        if _NO_AI.search(tag):
            return "noai meta"
    return None
