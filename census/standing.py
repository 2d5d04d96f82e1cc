"""Which of the analysts' words stand: not those taken back, nor those whose evidence has changed since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from census.records import Judgement, Label, derive_id

# A judgement of this verdict takes back the last one of its maker on its pair.
WITHDRAWN = "withdrawn"


def evidence_hash(*texts: str) -> str:
    """What a decision on announcements of these texts rests on: 16 hex digits, the same in any order of the texts."""
    return derive_id("evidence", *sorted(texts))


def is_withdrawal(label: Label) -> bool:
    """Whether by this label an analyst takes back the last one of theirs on the field: such a label has no probability."""
    return label.by.startswith("analyst/") and label.probability == 0.0


def unexpired(labels: Iterable[Label], texts: Mapping[str, str]) -> list[Label]:
    """Labels without those given to another text than the announcement (id) has now; `texts` by announcement id."""
    return [
        label
        for label in labels
        if label.evidence is None or label.evidence == evidence_hash(texts.get(label.announcement_id, ""))
    ]


def standing_judgements(judgements: Iterable[Judgement], texts: Mapping[str, str]) -> list[Judgement]:
    """Analysts' judgements, oldest first, with those that no longer stand as "unsure" before all others: their pairs stay named, as
    what was once joined or parted by them is to be clustered anew."""
    fallen: list[Judgement] = []
    said: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        held = said[judgement.a, judgement.b]
        if judgement.verdict == WITHDRAWN:
            own = [n for n, other in enumerate(held) if other.by == judgement.by]
            fallen += [judgement, *([held.pop(own[-1])] if own else [])]
        elif _has_expired(judgement, texts):
            fallen.append(judgement)
        else:
            held.append(judgement)
    standing = sorted((j for held in said.values() for j in held), key=lambda j: j.made_at)
    return [*(replace(j, verdict="unsure", made_at="", why="") for j in fallen), *standing]


def _has_expired(judgement: Judgement, texts: Mapping[str, str]) -> bool:
    held = (texts.get(judgement.a, ""), texts.get(judgement.b, ""))
    return judgement.evidence is not None and judgement.evidence != evidence_hash(*held)
