"""Announcement to labels: what flows hand to `split` as gate and tagger, and the labels of each announcement."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from census.records import Announcement, Label, Partner, Slots, Verdict
from census.taxonomy import sector_of
from classifiers import country, lead
from classifiers.encode import ENCODERS, Matrix
from classifiers.gazetteer import find_mentions
from classifiers.model import Model, load

# The dear encoder reads only what the cheap ones leave in doubt or let pass. Of the sample month's pages they drop 44 % of those
# that tell of no project, and 2 of 98 that do, which the dear one leaves under the gate as well.
_WORTH_E5 = 0.04
_PARTNER_ROLES = {"vendor": "vendor", "organisation": "partner"}
_RETOLD = ("recap",)


@dataclass(frozen=True)
class Prediction:
    """Labels of one announcement and the vectors that linking compares."""

    labels: tuple[Label, ...]
    use: Matrix
    e5: Matrix


class Predictor:
    """A loaded model at work. Its methods are pure: the same texts give the same answers in any batch."""

    def __init__(self, model: Model):
        self.model = model

    @classmethod
    def open(cls, folder: Path) -> "Predictor":
        """Predictor of the model in a folder; raises as `model.load`."""
        return cls(load(folder))

    @cached_property
    def by(self) -> str:
        """Maker's name in labels."""
        return f"model/{self.model.version}"

    def gate(self, texts: Sequence[str]) -> list[Verdict]:
        """What the gate says of each text: the cheap features for all, the dear encoder where there is hope."""
        if not texts:
            return []
        part = self.model.fields["relevance"]
        features: dict[str, Any] = {"use": ENCODERS["use"].encode(texts), "words": self.model.words.transform(texts)}
        proba = part.predict_proba(features)
        at = part.classes.index("announcement")
        hopeful = np.flatnonzero(proba[:, at] >= _WORTH_E5)
        if len(hopeful):
            chosen = {kind: matrix[hopeful] for kind, matrix in features.items()}
            chosen["e5"] = ENCODERS["e5"].encode([texts[n] for n in hopeful.tolist()])
            proba[hopeful] = part.predict_proba(chosen)
        retold = [part.classes.index(name) for name in _RETOLD if name in part.classes]
        return [Verdict(round(float(row[at]), 4), round(float(row[retold].sum()), 4)) for row in proba]

    def tag(self, text: str, lang: str) -> Slots:
        """Lead, partners, place and host countries of a text."""
        span = lead.choose(text, self.model.rankers["lead"])
        found = find_mentions(text[:1500])
        named = lead.name_at(text, span)
        others = [m for m in found if m.kind in _PARTNER_ROLES and not (span and m.start < span[1] and m.end > span[0])]
        partners = {
            m.name: Partner(text[m.start : m.end], _PARTNER_ROLES[m.kind])
            for m in others
            if m.name.casefold() != (named or "").casefold()
        }
        city = next((m for m in found if m.kind in ("city", "province")), None)
        hosts = dict.fromkeys(
            m.country for m in found if m.kind in ("country", "city", "province") and _stands_in(text, m.start)
        )
        return Slots(
            named, tuple(list(partners.values())[:8]), text[city.start : city.end] if city else None, tuple(hosts)
        )

    def predict(self, announcements: Sequence[Announcement], outlets: Sequence[str], made_at: str) -> list[Prediction]:
        """Labels of sector, application, subject, stage and country of each announcement, with their distributions."""
        if not announcements:
            return []
        texts = [a.text for a in announcements]
        features = {
            "use": ENCODERS["use"].encode(texts),
            "e5": ENCODERS["e5"].encode(texts),
            "words": self.model.words.transform(texts),
        }
        proba = {name: part.predict_proba(features) for name, part in self.model.fields.items() if name != "relevance"}
        found = []
        for n, (announcement, outlet) in enumerate(zip(announcements, outlets, strict=True)):
            rows = {
                name: dict(zip(self.model.fields[name].classes, matrix[n].tolist(), strict=True))
                for name, matrix in proba.items()
            }
            rows["application"] = _within_sectors(rows["application"], rows["sector"])
            rows["country"] = self._country(announcement, rows["country"], outlet)
            labels = tuple(self._label(announcement.id, name, row, made_at) for name, row in sorted(rows.items()))
            found.append(Prediction(labels, features["use"][n], features["e5"][n]))
        return found

    def _country(self, announcement: Announcement, head: Mapping[str, float], outlet: str) -> dict[str, float]:
        span = lead.choose(announcement.text, self.model.rankers["lead"])
        places = country.find_places(announcement.text, announcement.lang, span, head, outlet)
        return country.rank(places, self.model.rankers["country"])

    def _label(self, announcement_id: str, field: str, row: Mapping[str, float], made_at: str) -> Label:
        ranked = sorted(row.items(), key=lambda pair: (-pair[1], pair[0]))
        best, probability = ranked[0]
        value = None if best == country.UNKNOWN else best
        distribution = tuple((code, round(p, 4)) for code, p in ranked if p >= 0.001)
        return Label(announcement_id, field, value, round(probability, 4), self.by, made_at, distribution)


def _within_sectors(applications: Mapping[str, float], sectors: Mapping[str, float]) -> dict[str, float]:
    """Applications weighed by their sectors, so that the two fields do not contradict each other."""
    joint = {code: p * max(sectors.get(sector_of(code), 0.0), 1e-6) for code, p in applications.items()}
    total = sum(joint.values())
    return {code: p / total for code, p in joint.items()}


def _stands_in(text: str, start: int) -> bool:
    """Whether a place stands where an activity happens: after a preposition of place."""
    return bool(
        re.search(
            r"(?:\bin|\bacross|\bthroughout|\ben|\bem|\bau|\bim|\bnel|в|在|于)\s*(?:the |la |el )?$",
            text[max(0, start - 16) : start],
            re.I,
        )
    )
