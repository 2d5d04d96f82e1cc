"""Decisions of analysts as examples to learn from: tellings beside those of the corpus, and pairs for the pair model."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from census.decided import Decision
from census.records import Announcement
from classifiers.claims import claims_of
from classifiers.corpus import REASONS, Telling
from classifiers.model import Model
from classifiers.pair import Claim
from classifiers.predict import Predictor

# What a text that is no project is taken for where the model that found it did not say.
_NO_REASON = "off_topic"


class JudgedPair(NamedTuple):
    """Two announcements, and whether they tell of one project."""

    one: Announcement
    two: Announcement
    is_same: bool


def telling_of(decision: Decision) -> Telling:
    """A decision as a telling; its story is the record, so that all reports of a project stay on one side of a split. An analyst does not
    say why a text is no project: the near miss that the model saw in it serves, which matters little, as all of them are "no"."""
    told = decision.announcement
    title, _, text = told.text.partition("\n")
    common = Telling(
        f"record/{decision.record_id}", title if text else "", text or title, told.lang, "brief", "decided",
        (told.date or decision.made_at)[:10], decision.is_announcement,
    )  # fmt: skip
    if not decision.is_announcement:
        reason = decision.near_miss if decision.near_miss in REASONS else _NO_REASON
        return replace(common, reason=reason)
    told_values: dict[str, Any] = dict(decision.values)
    return replace(common, **told_values)


def claims_of_pairs(model: Model, judged: Sequence[JudgedPair]) -> list[tuple[Claim, Claim, bool]]:
    """What the pair model compares of judged pairs, as a model sees them that has all but its pair ranker."""
    told = list({a.id: a for pair in judged for a in (pair.one, pair.two)}.values())
    made = Predictor(replace(model, card={"version": ""})).predict(told, [""] * len(told), "")
    labels = {(x.announcement_id, x.field): x for prediction in made for x in prediction.labels}
    vectors = {a.id: (p.use, p.e5) for a, p in zip(told, made, strict=True)}
    claims = {claim.id: claim for claim in claims_of(told, labels, vectors, model.centres)}
    return [(claims[pair.one.id], claims[pair.two.id], pair.is_same) for pair in judged]
