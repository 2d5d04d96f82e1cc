"""Tips: addresses and texts that analysts hand in. Each is kept at once; what became of it, and why it gave nothing, is told to them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import Connection, Exists, func, select

from census.records import derive_id
from census.review_tables import queue, tip_outcomes, tips
from census.reviews import moment
from census.store import Store, insert_once
from census.tables import announcements

# The longest address that browsers and servers agree on; a sentence; a long report with room to spare.
_LONGEST_URL, _SHORTEST, _LONGEST = 2000, 40, 60_000
_LINE = 300
KNOWN, UNDATED, NOTHING = "known", "undated", "no_announcement"
# Reasons in words; those of the crawl and the reader that are not named here stand with their detail.
REASONS = {
    KNOWN: "the census had read it before",
    UNDATED: "it names no day of publication: hand it in again with its date",
    NOTHING: "the model finds no announcement of a project in it",
    "private_address": "its address leads into a private network, which is never asked",
    "scheme": "it leads to an address that is not of the web",
    "dns": "no host of that name is known",
    "robots": "the site's robots.txt forbids reading it",
    "robots_unreachable": "the site's robots.txt cannot be reached, which counts as a no: try again another day",
    "reserved": "the publisher reserves its texts from mining",
    "http_error": "the site answered with an error",
    "timeout": "the site did not answer in time: try again",
    "connection": "the site could not be reached: try again",
    "busy": "the site asks for a pause: try again later",
    "content_type": "it is no page of text",
    "too_large": "it is too large for a page of text",
    "redirects": "it leads on from address to address without end",
    "js_only": "it is an empty shell that a script would fill: hand in its text",
    "cookie_wall": "it shows only a request for consent: hand in its text",
    "no_text": "nothing on it reads as the text of an article: hand in its text",
}


@dataclass(frozen=True)
class Tip:
    """What an analyst (`by`, analyst/NAME) handed in: an address, or a title and text; outlet and date (ISO day) as far as they know."""

    id: str
    by: str
    made_at: str
    url: str = ""
    title: str = ""
    text: str = ""
    outlet: str = ""
    date: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a tip: its article, or the reason why there is none or nothing in it."""

    tip_id: str
    article_id: str | None
    reason: str
    detail: str
    read_at: str

    @property
    def word(self) -> str:
        """The reason in words, "" where an announcement was found."""
        return REASONS.get(self.reason, f"{self.reason.replace('_', ' ')} {self.detail}".strip()) if self.reason else ""


@dataclass(frozen=True)
class Told:
    """A tip with what became of it (None: it waits), the announcements in its article, and those of them that have a case by now."""

    tip: Tip
    outcome: Outcome | None
    announcement_ids: tuple[str, ...]
    queued: frozenset[str] = frozenset()

    @property
    def is_settled(self) -> bool:
        """Whether there is no more to come."""
        return self.outcome is not None and len(self.queued) == len(self.announcement_ids)


def tip_of(by: str, ticket: str, form: Mapping[str, str]) -> Tip:
    """The tip that a form says; a form (ticket) sent twice is one unless something else was typed. Raises ValueError saying what to mend."""
    given = {name: form.get(name, "").strip() for name in ("url", "title", "text", "outlet", "date")}
    if bool(given["url"]) == bool(given["text"]):
        raise ValueError("Give an address or a text, one of the two.")
    if given["url"]:
        _check_url(given["url"])
    elif not _SHORTEST <= len(given["text"]) <= _LONGEST:
        raise ValueError(
            f"The text has {len(given['text']):,} signs: {_SHORTEST} to {_LONGEST:,} can be read. Give the part that tells of the project."
        )
    if any(len(given[name]) > _LINE for name in ("title", "outlet")):
        raise ValueError(f"Title and source have {_LINE} signs at most.")
    if given["date"]:
        _check_day(given["date"])
    id = derive_id("tip", by, ticket, given["url"], given["text"])
    return Tip(id, by, moment(), **{**given, "date": given["date"] or None})  # type: ignore[arg-type]


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as fault:
        raise ValueError(f"The address cannot be read ({fault}): copy it anew.") from fault
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f]", url):
        raise ValueError("The address must begin with http:// or https:// and name a host.")
    if parts.username is not None or len(url) > _LONGEST_URL:
        raise ValueError(f"The address must hold no name or password, and {_LONGEST_URL:,} signs at most.")


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as fault:
        raise ValueError("The date must be a day as 2019-11-13, or left out.") from fault


class Tips:
    """The tips of a store."""

    def __init__(self, store: Store):
        self.store = store

    def keep(self, tip: Tip) -> None:
        """Keep a tip; the same once."""
        with self.store.transaction() as connection:
            insert_once(connection, tips, [asdict(tip)])

    def settle(self, connection: Connection, outcome: Outcome) -> None:
        """Save what became of a tip."""
        insert_once(connection, tip_outcomes, [asdict(outcome)])

    def unread(self) -> list[Tip]:
        """Tips that wait, oldest first."""
        query = select(tips).where(~_is_read()).order_by(tips.c.made_at, tips.c.id)
        with self.store.engine.connect() as connection:
            return [Tip(**row) for row in connection.execute(query).mappings()]

    def count_unread(self) -> int:
        """How many tips wait."""
        query = select(func.count()).select_from(tips).where(~_is_read())
        with self.store.engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def latest(self, most: int = 50) -> list[Told]:
        """The latest tips, newest first, with what became of them."""
        with self.store.engine.connect() as connection:
            rows = connection.execute(select(tips).order_by(tips.c.made_at.desc(), tips.c.id).limit(most)).mappings()
            given = [Tip(**row) for row in rows]
            wanted = tip_outcomes.c.tip_id.in_([tip.id for tip in given])
            read = {
                row["tip_id"]: Outcome(**row)
                for row in connection.execute(select(tip_outcomes).where(wanted)).mappings()
            }
            told = announcements.c
            articles = [outcome.article_id for outcome in read.values() if outcome.article_id]
            of_article = select(told.article_id, told.id).where(told.article_id.in_(articles)).order_by(told.id)
            found: dict[str, list[str]] = {}
            for row in connection.execute(of_article):
                found.setdefault(row.article_id, []).append(row.id)
            ids = [id for own in found.values() for id in own]
            cased = select(queue.c.announcement_id).where(queue.c.announcement_id.in_(ids), queue.c.other_id == "")
            queued = frozenset(connection.execute(cased).scalars())
        return [_told(tip, read.get(tip.id), found, queued) for tip in given]


def _is_read() -> Exists:
    return select(tip_outcomes.c.tip_id).where(tip_outcomes.c.tip_id == tips.c.id).exists()


def _told(tip: Tip, outcome: Outcome | None, found: Mapping[str, Sequence[str]], queued: frozenset[str]) -> Told:
    ids = tuple(found.get(outcome.article_id or "", ())) if outcome else ()
    return Told(tip, outcome, ids, queued & frozenset(ids))
