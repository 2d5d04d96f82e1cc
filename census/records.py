"""The nouns of the census in the order of their life, as frozen values; ids are derived from content, never random.

Link -> Fetch -> Page -> Article -> Announcement -> Label -> Judgement -> Record -> Release, and Problem beside all of them.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from census.sayings import Saying
from census.urls import normalise_url


def derive_id(*parts: str) -> str:
    """16 hex digits derived from the parts: the same parts give the same id on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Link:
    """A URL that a source listed, with the listing that gave it, and the title and date (ISO, None unknown) given there; `at` is the
    address of its archived copy where that is to be read."""

    url: str
    source: str
    listing: str
    date: str | None = None
    title: str = ""
    at: str = ""

    @cached_property
    def id(self) -> str:
        """Hash of the normalised URL: the id of the article that it leads to, unless that names another address."""
        return derive_id(normalise_url(self.url))


@dataclass(frozen=True)
class Page:
    """One fetched document: raw bytes as they came; `fetched_at` is ISO UTC and never a publication date."""

    url: str
    fetched_at: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @cached_property
    def id(self) -> str:
        """Hash of URL and bytes."""
        return derive_id(self.url, hashlib.sha256(self.body).hexdigest())

    def header(self, name: str) -> str:
        """Value of a header, "" where absent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True)
class Fetch:
    """One URL asked for and what came of it: `reason` is empty where a page came, "unchanged" where the host says so, else the
    named fault; `rule`, `robots` (hash) and `delay` (seconds) are the host's wishes as they were decided on."""

    url: str
    final_url: str
    fetched_at: str
    status: int
    reason: str
    detail: str
    rule: str
    robots: str
    delay: float | None
    etag: str = ""
    modified: str = ""
    page: Page | None = None

    def document(self) -> Page:
        """The page that came. Raises Unreadable with the reason where none did."""
        if self.page is None:
            raise Unreadable(self.reason, self.detail)
        return self.page


@dataclass(frozen=True)
class Article:
    """A news text. `date` is ISO in the publisher's own offset, a month or year where no day is known, None unknown; `date_origin`
    says which signal gave it. `kind` says what limits the text (extractors/kinds.py), `quality` how far it can be trusted, 0 to 1."""

    id: str
    url: str | None
    outlet: str
    title: str
    text: str
    date: str | None = None
    date_origin: str | None = None
    lang: str = "und"
    authors: tuple[str, ...] = ()
    kind: str = "article"
    quality: float = 1.0

    @property
    def whole(self) -> str:
        """Title, newline, text: what spans count in."""
        return f"{self.title}\n{self.text}"

    @property
    def day(self) -> str | None:
        """The publication day, ISO, None where only a month or nothing is known."""
        return self.date[:10] if self.date and len(self.date) >= 10 else None

    @property
    def month(self) -> str | None:
        """The month of publication, ISO, None where only a year or nothing is known."""
        return self.date[:7] if self.date and len(self.date) >= 7 else None


@dataclass(frozen=True)
class Partner:
    """An organisation named beside the lead; role: vendor, customer, regulator, investor or partner."""

    name: str
    role: str


@dataclass(frozen=True)
class Verdict:
    """What the gate says of one text: probability of an announcement, of its being an old project retold, and what else it would be:
    the likeliest reason for a drop (`corpus.REASONS`)."""

    relevance_proba: float
    retold_proba: float
    reason: str = ""


@dataclass(frozen=True)
class Slot:
    """One thing that a text says of a project: its `name` (lead, partner, project, place, host_country, amount, date, since), what
    stands at [start, end) of the text, the value read from it, and the probability that it is so."""

    name: str
    start: int
    end: int
    value: str
    probability: float


@dataclass(frozen=True)
class Slots:
    """What the tagger finds in one text; unknown is None or empty. `found` shows where each of them stands."""

    lead: str | None
    partners: tuple[Partner, ...]
    place: str | None
    host_countries: tuple[str, ...]
    found: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Announcement:
    """One claim in one article: `span` is [start, end) in characters of the article's `whole`, `text` what stands there."""

    id: str
    article_id: str
    span: tuple[int, int]
    text: str
    date: str | None
    lang: str
    lead: str | None = None
    partners: tuple[Partner, ...] = ()
    place: str | None = None
    host_countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    relevance_proba: float = 1.0
    is_retold: bool = False
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Cue:
    """A piece of an announcement's text, [start, end), that spoke for a label, and by how much of all that spoke (0 to 1)."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Label:
    """One field of one announcement as one maker sees it: `by` is `model/VERSION` or `analyst/NAME`, `made_at` ISO UTC.

    `distribution` holds (code, probability) of all codes for a model, nothing for an analyst; `cues` the words that carried it;
    `evidence` (standing.evidence_hash) is the text that an analyst saw: of another text the label says nothing.
    """

    announcement_id: str
    field: str
    value: str | None
    probability: float
    by: str
    made_at: str
    distribution: tuple[tuple[str, float], ...] = ()
    cues: tuple[Cue, ...] = ()
    evidence: str | None = None

    @property
    def strongest(self) -> tuple[Cue, ...]:
        """The three words that spoke most for it, the strongest first."""
        return tuple(sorted(self.cues, key=lambda cue: (-cue.weight, cue.start))[:3])


@dataclass(frozen=True)
class Judgement:
    """Whether two announcements tell of one project: `verdict` same, different, unsure or (taking the last one back) withdrawn;
    `score` is P(same), `evidence` (standing.evidence_hash) the two texts that an analyst saw."""

    a: str
    b: str
    verdict: str
    score: float
    by: str
    made_at: str
    why: str = ""
    evidence: str | None = None


@dataclass(frozen=True)
class Record:
    """One project of the rulebook with the announcements that are its evidence; unknown values are None."""

    id: str
    month: str
    headline: str
    lead: str | None
    partners: tuple[str, ...]
    sector: str
    sector_alt: str | None
    application: str | None
    country: str | None
    host_countries: tuple[str, ...]
    place: str | None
    subject: str
    stage: str
    topics: tuple[str, ...]
    announcement_ids: tuple[str, ...]
    probabilities: tuple[tuple[str, float], ...]
    labelled_by: tuple[tuple[str, str], ...]
    reviewed: bool
    needs_review: tuple[str, ...]
    first_disclosed: str
    is_new: bool
    why_merged: str = ""


@dataclass(frozen=True)
class Problem:
    """What went wrong with one document: the stage, where it came from, and a reason of the closed list of that stage."""

    stage: str
    source: str
    url: str | None
    reason: str
    seen_at: str
    detail: str = ""

    @property
    def id(self) -> str:
        """Hash of stage, source, url and reason: seen twice is kept once."""
        return derive_id(self.stage, self.source, self.url or "", self.reason)


@dataclass(frozen=True)
class Release:
    """A published month: its version, records and the checks it passed or failed."""

    month: str
    version: str
    made_at: str
    model: str
    records: tuple[Record, ...]
    checks: tuple["CheckResult", ...] = field(default=())


@dataclass(frozen=True)
class CheckResult:
    """One gate of a release: what it found, a plain sentence in each language, and its weight where it did not pass: `hard` is never
    published past, `soft` only provisionally, a `note` tells the reader and refuses nothing."""

    name: str
    passed: bool
    weight: str
    found: Saying


class Unreadable(Exception):
    """Raised when one document cannot be used; it is quarantined under `reason` and the run goes on."""

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
