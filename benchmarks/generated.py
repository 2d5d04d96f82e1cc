"""A generated store: months of projects with all that stands behind them, the same for the same numbers; for benchmarks and tests."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from census.evidence import evidence_of
from census.ledger import Cell, Ledger
from census.merge import in_force, merge
from census.months import Month
from census.records import Announcement, Article, Cue, Judgement, Label, Record, derive_id
from census.store import Store
from census.taxonomy import APPLICATIONS, SECTORS, STAGES, SUBJECTS, codes_of

MODEL = "model/generated"
_COUNTRIES = ("CN", "US", "JP", "DE", "TH", "SG", "AU", "IN", "BR", "FR")
_WORDS = (
    "ledger",
    "bureau",
    "port",
    "invoice",
    "pilot",
    "bank",
    "grid",
    "farm",
    "hospital",
    "court",
    "cargo",
    "school",
)
_OUTLETS = 60
# As many reports of a project as the sample month has on average (100 of 33 projects).
_REPORTS = (1, 2, 3, 3, 4, 5)


@dataclass(frozen=True)
class Told:
    """One report with all that the store keeps of it."""

    project: int
    article: Article
    announcement: Announcement
    labels: tuple[Label, ...]


def clock_of(month: Month) -> str:
    """When the census of a month is made: on the tenth of the next."""
    return f"{month.after}-10T06:00:00Z"


def fill(store: Store, month: Month, projects: int, characters: int = 2000) -> None:
    """Save a month of so many projects, with articles of so many characters, as a run that read and labelled them would."""
    rng = random.Random(f"{month}")
    told = [t for number in range(projects) for t in _reports(rng, month, number, characters)]
    ledger, name = Ledger(store, 600), f"generated-{month}"
    ledger.open_run(str(month), MODEL, [name], clock_of(month))
    cell = Cell("read", f"{name}/articles")
    ledger.lease(cell)

    def save(connection: Connection) -> None:
        store.save_articles(connection, (t.article for t in told), cell.id)
        store.save_announcements(connection, (t.announcement for t in told), MODEL)
        store.save_labels(connection, (label for t in told for label in t.labels))
        store.save_judgements(connection, _judgements(told, clock_of(month)))

    ledger.commit(cell, save)


def linked(store: Store, month: Month) -> list[Record]:
    """Records of a month as linking would hand them on: built from the labels and judgements in the store."""
    told = [a.id for a in store.announcements_until(month, MODEL) if (a.date or "").startswith(str(month))]
    known = evidence_of(store, told)
    return merge(list(known.announcements.values()), in_force(known.labels), known.judgements)


def _reports(rng: random.Random, month: Month, number: int, characters: int) -> Iterator[Told]:
    codes = {
        "sector": rng.choice(SECTORS).code, "application": rng.choice(APPLICATIONS).code, "country": rng.choice(_COUNTRIES),
        "subject": rng.choice(SUBJECTS).code, "stage": rng.choice(STAGES[:4]).code,
    }  # fmt: skip
    for report in range(rng.choice(_REPORTS)):
        outlet = rng.randrange(_OUTLETS)
        url = f"https://outlet{outlet}.example/{month}/{number}-{report}"
        text = " ".join(rng.choices(_WORDS, k=characters // 6))[:characters]
        date = f"{month}-{rng.randint(1, 28):02d}"
        article = Article(derive_id(url), url, f"Outlet {outlet}", f"Project {number} told", text, date, "given", "en")
        id = derive_id("announcement", article.id)
        told = Announcement(id, article.id, (0, 400), article.whole[:400], date, "en", f"Organisation {number}")
        labels = tuple(_label(rng, id, field, code, clock_of(month)) for field, code in codes.items())
        yield Told(number, article, told, labels)


def _label(rng: random.Random, id: str, field: str, code: str, made_at: str) -> Label:
    probability = round(rng.uniform(0.62, 0.99), 4)
    others = [c for c in (_COUNTRIES if field == "country" else codes_of(field)) if c != code][:4]
    spread = ((code, probability), *((other, round((1 - probability) / 4, 4)) for other in others))
    cues = tuple(Cue(start, start + 6, 0.3) for start in sorted(rng.sample(range(380), 3)))
    return Label(id, field, code, probability, MODEL, made_at, spread, cues)


def _judgements(told: Sequence[Told], made_at: str) -> list[Judgement]:
    """Same between the reports of a project, different between its first report and that of the next one."""
    found = []
    for n, one in enumerate(told):
        for other in told[n + 1 : n + 6]:
            a, b = sorted((one.announcement.id, other.announcement.id))
            same = one.project == other.project
            verdict, score = ("same", 0.93) if same else ("different", 0.08)
            found.append(Judgement(a, b, verdict, score, MODEL, made_at, "like meaning, like applications"))
    return found
