"""Decisions: findings, labels, judgements, corrections and takedowns in one shape, as a release ships its ledger."""

from collections.abc import Iterable
from dataclasses import dataclass

from census.records import Announcement, Judgement, Label
from census.standing import is_withdrawal


@dataclass(frozen=True)
class Decision:
    """One decision on an announcement, or on two where `other_id` is given: columns of decisions.csv."""

    kind: str
    announcement_id: str
    field: str
    value: str | None
    probability: float | None
    by: str
    made_at: str
    why: str = ""
    other_id: str = ""

    @property
    def row(self) -> dict[str, str]:
        """The decision as its row of decisions.csv, every cell a text."""
        return {name: "" if value is None else str(value) for name, value in vars(self).items()}


def decisions_of(
    announcements: Iterable[Announcement], labels: Iterable[Label], judgements: Iterable[Judgement], model: str
) -> list[Decision]:
    """What a model (`by`) found, all labels of the ledger and all judgements, by announcement."""
    found = [
        Decision("finding", a.id, "relevance", "announcement", a.relevance_proba, model, "") for a in announcements
    ]
    found += [
        Decision("label", x.announcement_id, x.field, x.value, x.probability, x.by, x.made_at, _cues(x)) for x in labels
    ]
    found += [
        Decision("judgement", j.a, "project", j.verdict, j.score, j.by, j.made_at, j.why, other_id=j.b)
        for j in judgements
    ]
    return found


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions by announcement, kind, field and time, each once."""
    return sorted(
        dict.fromkeys(decisions),
        key=lambda d: (d.announcement_id, d.kind, d.other_id, d.field, d.made_at, d.by, d.value or ""),
    )


def _cues(label: Label) -> str:
    """Places in the announcement's text of the words that carried a label, the strongest first; never the words."""
    if is_withdrawal(label):
        return "takes back the maker's last label of the field"
    return f"words at {', '.join(f'{cue.start}-{cue.end}' for cue in label.strongest)}" if label.cues else ""
