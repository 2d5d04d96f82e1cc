"""Announcements as claims: what the pair model compares, drawn once from text, labels and vectors and kept in the store."""

from collections.abc import Mapping, Sequence

from census.linkage import Drawn, Linkage
from census.records import Announcement, Label
from census.store import Vector
from classifiers import pair
from classifiers.candidates import draw_keys, draw_sketch
from classifiers.model import Model
from classifiers.packing import pack, pack_words

# Announcements drawn and committed together.
_TOGETHER = 500
_COMPARED = ("sector", "application", "country")


def claims_of(
    announcements: Sequence[Announcement],
    labels: Mapping[tuple[str, str], Label],
    vectors: Mapping[str, tuple[Vector, Vector]],
    centres: Mapping[str, Vector],
) -> list[pair.Claim]:
    """What the pair model compares, one claim an announcement."""
    return [_claim(told, labels, *vectors[told.id], centres) for told in announcements]


def _claim(
    told: Announcement, labels: Mapping[tuple[str, str], Label], use: Vector, e5: Vector, centres: Mapping[str, Vector]
) -> pair.Claim:
    use, e5 = pair.centred(use, "use", told.lang, centres), pair.centred(e5, "e5", told.lang, centres)
    day = told.date[:10] if told.date and len(told.date) >= 10 else None
    return pair.Claim(
        id=told.id, text=told.text, lang=told.lang, use=use, e5=e5,
        meaning=pair.meaning(e5, centres[pair.METRIC]), lead=told.lead, date=day,
        **{name: dict(labels[told.id, name].distribution) for name in _COMPARED if (told.id, name) in labels},
    )  # fmt: skip


def draw_claims(linkage: Linkage, model: Model) -> None:
    """Draw what linking compares from each announcement that it was not yet drawn from, and save it. Only the model's own labels are
    looked at: what an analyst says of a field must not change which reports are alike."""
    missing = linkage.undrawn()
    rarity = model.rarity
    idf = rarity.idf()
    for start in range(0, len(missing), _TOGETHER):
        told = missing[start : start + _TOGETHER]
        ids = [announcement.id for announcement in told]
        labels = linkage.own_labels(ids, _COMPARED)
        drawn = []
        for claim in claims_of(told, labels, linkage.store.vectors_of(ids), model.centres):
            traits = pair.draw(claim, idf)
            keys = draw_keys(claim, traits, rarity)
            packed = pack(claim, traits, rarity), pack_words(traits)
            drawn.append(Drawn(claim.id, draw_sketch(claim), keys, *packed))
        with linkage.store.transaction() as connection:
            linkage.save_drawn(connection, drawn)
