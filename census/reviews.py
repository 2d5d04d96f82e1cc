"""The ledger of review: what analysts did with cases, entry by entry, and the labels and judgements that follow from it.

Nothing is ever changed or deleted: who takes an entry back adds one that says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from census.choices import UNKNOWN
from census.corrections import IS_ANNOUNCEMENT, NO, YES
from census.merge import FIELDS
from census.records import Judgement, Label, derive_id
from census.review_tables import reviews
from census.standing import WITHDRAWN
from census.store import Store, insert_once

VERDICTS = ("same", "different", "unsure")
LABELLING = ("accept", "correct", "not_project")
DECISIONS = (*LABELLING, *VERDICTS)
# What can be taken back.
UNDONE = (*DECISIONS, "skip")
# A case asked again because its labels look wrong (recheck.py); who answers sees neither the answer before nor that it is doubted.
RECHECK = "recheck"
# One case in so many is labelled by a second analyst who does not see the first one's labels.
_DOUBLED = 10


def case_of(announcement_id: str, other_id: str = "") -> str:
    """Id of the case of an announcement's labels, or of the question whether two are one project (in any order)."""
    return derive_id("pair", *sorted((announcement_id, other_id))) if other_id else derive_id("label", announcement_id)


def is_doubled(case_id: str) -> bool:
    """Whether a second analyst labels the case too; it follows from the id alone, so nobody chooses."""
    return int(derive_id("doubled", case_id), 16) % _DOUBLED == 0


def moment() -> str:
    """The present as ISO UTC to the microsecond: two decisions of one analyst never share it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True)
class Entry:
    """One thing that an analyst (`by`, analyst/NAME) did with a case: a decision with its `values` by field (those `changed` are not
    what the model said), skip, undo (`undoes` names the entry), comment, requeue, or recheck (`by` a model); `seconds` is the time it took, `model` whose
    labels were shown, `evidence` the text's hash."""

    case_id: str
    announcement_id: str
    other_id: str
    action: str
    by: str
    made_at: str
    values: Mapping[str, str | None] = field(default_factory=dict)
    changed: Sequence[str] = ()
    seconds: float = 0.0
    model: str = ""
    evidence: str = ""
    undoes: str = ""
    comment: str = ""
    id: str = ""

    @property
    def choices(self) -> dict[str, str]:
        """Of an entry on labels: what is chosen for each question that it answers (`choices.QUESTIONS`)."""
        if self.action == "not_project":
            return {IS_ANNOUNCEMENT: NO}
        return {IS_ANNOUNCEMENT: YES, **{name: value or UNKNOWN for name, value in self.values.items()}}

    @property
    def answer(self) -> tuple[str, ...]:
        """What two analysts are compared by: the verdict, or that it is no project, or the value of each coded field."""
        if self.action not in ("accept", "correct"):
            return (self.action,)
        return tuple(f"{name}={self.values.get(name)}" for name in FIELDS)


def awaits_of(case_id: str, standing: Sequence[Entry]) -> str | None:
    """Who is to decide a case next: "first", "second" (blind), "senior" (two disagree), or nobody. `standing` are its entries that
    were not taken back, oldest first."""
    decided: list[Entry] = []
    twice = is_doubled(case_id)
    for entry in standing:
        if entry.action == "requeue":
            decided = []
        elif entry.action == RECHECK:
            # The last answer is held against a second one, as of a case that two label.
            decided, twice = decided[-1:], True
        elif entry.action in DECISIONS:
            decided.append(entry)
    if not decided:
        return "first"
    if not twice or len(decided) > 2:
        return None
    if len(decided) == 1:
        return "second"
    agree = decided[0].answer == decided[1].answer or decided[0].by == decided[1].by
    return None if agree else "senior"


class Reviews:
    """The ledger of review in a store; what changes takes the connection of a transaction."""

    def __init__(self, store: Store):
        self.store = store

    def append(self, connection: Connection, entry: Entry) -> Entry:
        """Append an entry with the labels or the judgement that it says or takes back; the entry with its id."""
        made = replace(entry, id=entry.id or derive_id(entry.case_id, entry.by, entry.made_at))
        insert_once(connection, reviews, [asdict(made)])
        if made.action == "undo":
            self._withdraw(connection, made)
        elif made.action in LABELLING:
            self.store.save_labels(connection, _labels_of(made))
        elif made.action in VERDICTS:
            self.store.save_judgements(connection, [_judgement_of(made, made.action, f"{made.by} says {made.action}")])
        return made

    def append_once(self, connection: Connection, entry: Entry) -> bool:
        """Append an entry that has its id, unless the ledger holds it; whether it did."""
        if connection.execute(select(reviews.c.id).where(reviews.c.id == entry.id)).first():
            return False
        self.append(connection, entry)
        return True

    def take_back(self, connection: Connection, entry: Entry) -> Entry:
        """Append that the maker of an entry takes it back."""
        told = (entry.case_id, entry.announcement_id, entry.other_id, "undo", entry.by, moment())
        return self.append(connection, Entry(*told, undoes=entry.id))

    def _withdraw(self, connection: Connection, undo: Entry) -> None:
        """Save that the labels or the judgement of the entry are taken back which an undo names."""
        row = connection.execute(select(reviews).where(reviews.c.id == undo.undoes)).mappings().first()
        if row is None:
            raise ValueError(f"the ledger holds no entry {undo.undoes}, which {undo.id} takes back")
        entry = Entry(**row)
        if entry.action in LABELLING:
            named = [label.field for label in _labels_of(entry)]
            back = [Label(entry.announcement_id, name, None, 0.0, entry.by, undo.made_at) for name in named]
            self.store.save_labels(connection, back)
        elif entry.action in VERDICTS:
            said = replace(entry, made_at=undo.made_at, evidence="")
            self.store.save_judgements(connection, [_judgement_of(said, WITHDRAWN, f"{entry.by} takes it back")])

    def last_of(self, by: str) -> Entry | None:
        """The analyst's latest entry that can be taken back and was not."""
        found = self._entries(_standing().where(reviews.c.by == by, reviews.c.action.in_(UNDONE)), 1, newest=True)
        return found[0] if found else None

    def entry(self, id: str) -> Entry | None:
        """The entry of an id."""
        found = self._entries(select(reviews).where(reviews.c.id == id), 1)
        return found[0] if found else None

    def history(self, case_id: str) -> list[Entry]:
        """All entries of a case, oldest first."""
        return self._entries(select(reviews).where(reviews.c.case_id == case_id))

    def latest(self, most: int = 50) -> list[Entry]:
        """The latest entries, newest first."""
        return self._entries(select(reviews), most, newest=True)

    def standing(self, connection: Connection, case_id: str) -> list[Entry]:
        """Entries of a case that were not taken back, oldest first, as a transaction sees them."""
        return self.standing_of(connection, [case_id])[case_id]

    def standing_of(self, connection: Connection, case_ids: Sequence[str]) -> dict[str, list[Entry]]:
        """Entries of each of some thousands of cases that were not taken back, oldest first, as a transaction sees them."""
        found: dict[str, list[Entry]] = {case_id: [] for case_id in case_ids}
        query = _standing().where(reviews.c.case_id.in_(case_ids)).order_by(reviews.c.made_at, reviews.c.id)
        for row in connection.execute(query).mappings():
            found[row["case_id"]].append(Entry(**row))
        return found

    def labelled_twice(self, since: str) -> dict[str, list[Entry]]:
        """Standing entries, oldest first, of each case of labels that two analysts decided since a moment (ISO)."""
        labelled = (reviews.c.made_at >= since, reviews.c.action.in_(LABELLING))
        by = reviews.c.by
        twice = (
            select(reviews.c.case_id).where(*labelled).group_by(reviews.c.case_id).having(func.min(by) != func.max(by))
        )
        found: dict[str, list[Entry]] = {}
        for entry in self._entries(_standing().where(reviews.c.case_id.in_(twice))):
            found.setdefault(entry.case_id, []).append(entry)
        return found

    def decisions(self, most: int) -> list[Entry]:
        """The latest standing decisions, newest first."""
        return self._entries(_standing().where(reviews.c.action.in_(DECISIONS)), most, newest=True)

    def _entries(self, query: Select[Any], most: int | None = None, newest: bool = False) -> list[Entry]:
        order = (reviews.c.made_at, reviews.c.id)
        ordered = query.order_by(*(column.desc() if newest else column for column in order))
        with self.store.engine.connect() as connection:
            return [Entry(**row) for row in connection.execute(ordered.limit(most)).mappings()]


def _standing() -> Select[Any]:
    """Entries that no later one takes back."""
    later = reviews.alias()
    taken_back = select(later.c.id).where(later.c.undoes == reviews.c.id).exists()
    return select(reviews).where(~taken_back, reviews.c.action != "undo")


def _labels_of(entry: Entry) -> list[Label]:
    """The labels that a decision says; that it is an announcement at all is one of them."""
    rejects = entry.action == "not_project"
    values = {IS_ANNOUNCEMENT: NO} if rejects else {IS_ANNOUNCEMENT: YES, **entry.values}
    return [
        Label(entry.announcement_id, name, value, 1.0, entry.by, entry.made_at, evidence=entry.evidence or None)
        for name, value in values.items()
    ]


def _judgement_of(entry: Entry, verdict: str, why: str) -> Judgement:
    a, b = sorted((entry.announcement_id, entry.other_id))
    score = {"same": 1.0, "different": 0.0}.get(verdict, 0.5)
    return Judgement(a, b, verdict, score, entry.by, entry.made_at, why, entry.evidence or None)
