"""Announcements as claims: what the pair model compares of each."""

from collections.abc import Mapping, Sequence

from census.records import Announcement, Label
from classifiers import pair
from classifiers.encode import Matrix

COMPARED = ("sector", "application", "country")


def claims_of(
    announcements: Sequence[Announcement],
    labels: Mapping[tuple[str, str], Label],
    vectors: Mapping[str, tuple[Matrix, Matrix]],
    centres: Mapping[str, Matrix],
) -> list[pair.Claim]:
    """What the pair model compares, one claim an announcement."""
    return [_claim(told, labels, *vectors[told.id], centres) for told in announcements]


def _claim(
    told: Announcement, labels: Mapping[tuple[str, str], Label], use: Matrix, e5: Matrix, centres: Mapping[str, Matrix]
) -> pair.Claim:
    use, e5 = pair.centred(use, "use", told.lang, centres), pair.centred(e5, "e5", told.lang, centres)
    day = told.date[:10] if told.date and len(told.date) >= 10 else None
    return pair.Claim(
        id=told.id, text=told.text, lang=told.lang, use=use, e5=e5,
        meaning=pair.meaning(e5, centres[pair.METRIC]), lead=told.lead, date=day,
        **{name: dict(labels[told.id, name].distribution) for name in COMPARED if (told.id, name) in labels},
    )  # fmt: skip
