"""Announcements as claims: what the pair model compares, drawn once from text, labels and vectors and kept in the store."""

from census.linkage import Drawn, Linkage
from classifiers import pair
from classifiers.candidates import draw_keys, draw_sketch
from classifiers.claims import COMPARED, claims_of
from classifiers.model import Model
from classifiers.packing import pack, pack_words

# Announcements drawn and committed together.
_TOGETHER = 500


def draw_claims(linkage: Linkage, model: Model) -> None:
    """Draw what linking compares from each announcement that it was not yet drawn from, and save it. Only the model's own labels are
    looked at: what an analyst says of a field must not change which reports are alike."""
    missing = linkage.undrawn()
    rarity = model.rarity
    idf = rarity.idf()
    for start in range(0, len(missing), _TOGETHER):
        told = missing[start : start + _TOGETHER]
        ids = [announcement.id for announcement in told]
        labels = linkage.own_labels(ids, COMPARED)
        drawn = []
        for claim in claims_of(told, labels, linkage.store.vectors_of(ids), model.centres):
            traits = pair.draw(claim, idf)
            keys = draw_keys(claim, traits, rarity)
            packed = pack(claim, traits, rarity), pack_words(traits)
            drawn.append(Drawn(claim.id, draw_sketch(claim), keys, *packed))
        with linkage.store.transaction() as connection:
            linkage.save_drawn(connection, drawn)
