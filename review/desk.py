"""What one analyst does at the desk: the cases in hand, decisions from forms, filters, the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from census.accounts import Account, Accounts
from census.choices import UNKNOWN, allowed, proposed
from census.evidence import evidence_of
from census.pairs import ask_pair, partners_of
from census.queue import Case, Filters, Queue
from census.reviews import DECISIONS, RECHECK, VERDICTS, Entry, Reviews, moment
from census.standing import evidence_hash
from census.store import Store
from census.taxonomy import CODED
from review.guard import Signed
from review.screen import Screen, screen

# A decision that took longer was interrupted: nobody reads for an hour.
_LONGEST = 3600.0
_COMMENT = 2000


class Refused(Exception):
    """Raised where a form says what cannot be; the message says what to do."""


@dataclass(frozen=True)
class Desk:
    """The desk of an account in a store."""

    store: Store
    account: Account

    @property
    def queue(self) -> Queue:
        """The queue as this analyst is given it."""
        return Queue(self.store, self.account.by, self.account.role == "senior")

    @property
    def filters(self) -> Filters:
        """The filters set last."""
        return Filters(**(self.account.place or {}))

    def hand(self, count: int) -> list[Case]:
        """The cases in hand, the one on the screen first."""
        return self.queue.lease(self.filters, count)

    def show(self, case: Case) -> Screen:
        """A case as it is shown."""
        known = evidence_of(self.store, [id for id in (case.announcement_id, case.other_id) if id])
        disputed = [] if case.awaits != "senior" else [e for e in self._standing(case) if e.action in DECISIONS]
        return screen(known, case, disputed[-2:])

    def decide(self, case_id: str, form: Mapping[str, str]) -> Entry:
        """The entry that a form makes of a case; sent twice, it is made once. Raises Refused."""
        case = self.queue.case(case_id)
        if case is None:
            raise Refused("There is no such case: load the page again.")
        made = self.queue.decide(case, form.get("ticket", ""), self._entry(case, form))
        if made is None:
            raise Refused(
                "This case is no longer in your hand: it was left for too long, or decided. Load the page again."
            )
        return made

    def keep_filters(self, form: Mapping[str, str]) -> None:
        """Set the filters and give back cases that were taken under others."""
        names = Filters.__dataclass_fields__
        place: dict[str, Any] = {name: value[:80] for name, value in form.items() if name in names and value}
        if "is_disputed" in place:
            place["is_disputed"] = True
        self.queue.give_back()
        Accounts(self.store).keep_place(self.account.name, place)

    def ask_pair(self, case_id: str, other_id: str = "") -> bool:
        """Open the question whether the announcement of a case and another one, or what stands nearest to it, are one project; False
        where nothing comes near or another analyst has the question."""
        case = self.queue.case(case_id)
        if case is None:
            return False
        near = [p.announcement_id for p in partners_of(self.store, case.announcement_id)]
        chosen = other_id if other_id in near else next(iter(near), "") if not other_id else ""
        return bool(chosen) and self.queue.open(ask_pair(self.store, case.announcement_id, chosen)) is not None

    def history(self, case_id: str) -> list[Entry]:
        """What was done with a case; nothing while a second analyst is to label it blind, but to who labelled it first. That it is asked
        again on suspicion is nowhere shown."""
        case = self.queue.case(case_id)
        entries = Reviews(self.store).history(case_id)
        shown = [e for e in entries if e.action != RECHECK]
        is_first = len(shown) == len(entries) and any(e.by == self.account.by for e in entries)
        return [] if case is not None and case.awaits == "second" and not is_first else shown

    def _standing(self, case: Case) -> list[Entry]:
        with self.store.transaction() as connection:
            return Reviews(self.store).standing(connection, case.case_id)

    def _entry(self, case: Case, form: Mapping[str, str]) -> Entry:
        """The entry that a form says. Raises Refused."""
        shown = self.show(case)
        texts = [report.told.text for report in shown.reports]
        action = form.get("action", "")
        values: dict[str, str | None] = {}
        changed: tuple[str, ...] = ()
        allowed_actions = ("skip", *VERDICTS) if case.other_id else ("accept", "not_project", "skip")
        if action not in allowed_actions:
            raise Refused(f"{action[:20]!r} cannot be done with this case: load the page again.")
        if action == "accept":
            values, changed = _values_of(form, shown)
            action = "correct" if changed else "accept"
        return Entry(
            case.case_id, case.announcement_id, case.other_id, action, self.account.by, moment(), values, changed,
            _seconds(form.get("seconds", "")), case.model, evidence_hash(*texts), comment=form.get("comment", "")[:_COMMENT].strip(),
        )  # fmt: skip


def desk_of(request: Request, session: Signed) -> Desk:
    """The desk of who is signed in."""
    return Desk(request.app.state.store, session.account)


AtDesk = Annotated[Desk, Depends(desk_of)]


def _values_of(form: Mapping[str, str], shown: Screen) -> tuple[dict[str, str | None], tuple[str, ...]]:
    """Values by field and the fields that are not as the model has them. Raises Refused for a value that a field cannot have."""
    labels = shown.reports[0].labels
    codes = {}
    for field in CODED:
        codes[field] = form.get(f"{field}_other") or form.get(field) or proposed(field, labels)
        if codes[field] not in allowed(field):
            raise Refused(f"{codes[field][:40]!r} is no {field}: choose one of the list.")
    changed = tuple(field for field in CODED if codes[field] != proposed(field, labels))
    return {field: None if code == UNKNOWN else code for field, code in codes.items()}, changed


def _seconds(told: str) -> float:
    """Seconds as the browser counted them, within reason."""
    try:
        seconds = float(told)
    except ValueError:
        return 0.0
    return round(min(max(seconds, 0.0), _LONGEST), 1) if seconds == seconds else 0.0
