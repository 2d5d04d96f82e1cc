"""Announcement to labels: what flows hand to `split` as gate and tagger, and the labels of each announcement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from census.records import Announcement, Cue, Label, Slots, Verdict
from classifiers import boundary, country, lead, subject
from classifiers.encode import ENCODERS, Matrix
from classifiers.explain import find_cues, place_cues
from classifiers.familiar import why_refused
from classifiers.gazetteer import find_mentions
from classifiers.model import ANNOUNCEMENT, DEAR, OPENER, Model, is_in_doubt, is_unclear, load, within_sectors
from classifiers.signs import find_signs
from classifiers.slots import find_slots

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
        """Predictor of the model in a folder; raises as `model.load`, and ValueError where the model was made for other features."""
        maker = cls(load(folder))
        try:
            maker._try_rankers("Kenya's port authority tests a ledger with IBM")
        except ValueError as fault:
            raise ValueError(
                f"the model in {folder} was made by another version of chaincensus ({fault}): run `make train`"
            ) from fault
        return maker

    def _try_rankers(self, text: str) -> None:
        span = lead.choose(text, self.model.rankers["lead"])
        country.rank(country.find_places(text, "en", span, {}), self.model.rankers["country"])
        subject.rank({}, subject.find_evidence(text, span), self.model.rankers["subject"])
        self.model.fields["relevance"].heads["signs"].logits(find_signs([text]))

    @cached_property
    def by(self) -> str:
        """Maker's name in labels."""
        return f"model/{self.model.version}"

    def _light(self, texts: Sequence[str]) -> dict[str, Any]:
        """The kinds of features that everything is read by."""
        return {"words": self.model.words.transform(texts), "signs": find_signs(texts)}

    def _cheap(self, texts: Sequence[str]) -> dict[str, Any]:
        """The kinds of features without the dear encoder."""
        return self._light(texts) | {"use": ENCODERS["use"].encode(texts)}

    def features(self, texts: Sequence[str]) -> dict[str, Any]:
        """All kinds of features, in this thread."""
        return self._cheap(texts) | {"e5": ENCODERS["e5"].encode(texts)}

    def gate(self, texts: Sequence[str]) -> list[Verdict]:
        """What the gate says of each text: the light features for all, the encoders where these leave it open; a text that nothing can
        be said of is refused with the reason (`familiar`)."""
        refused = [why_refused(text) for text in texts]
        judged = iter(self._judge([text for text, reason in zip(texts, refused, strict=True) if not reason]))
        return [Verdict(0.0, 0.0, reason) if reason else next(judged) for reason in refused]

    def _judge(self, texts: Sequence[str]) -> list[Verdict]:
        if not texts:
            return []
        part = self.model.fields["relevance"]
        at = part.classes.index(ANNOUNCEMENT)
        rows, features = np.arange(len(texts)), self._light(texts)
        proba = part.predict_proba(features)
        # Each step reads what the one before it left open.
        for kind, is_open in (("use", is_unclear), (DEAR, is_in_doubt)):
            left = np.flatnonzero(is_open(proba[rows, at]))
            if not len(left):
                break
            rows, features = rows[left], {name: matrix[left] for name, matrix in features.items()}
            features[kind] = ENCODERS[kind].encode([texts[n] for n in rows.tolist()])
            proba[rows] = part.predict_proba(features)
        retold = [part.classes.index(name) for name in _RETOLD if name in part.classes]
        others = [n for n in range(len(part.classes)) if n != at]
        return [
            Verdict(
                round(float(row[at]), 4),
                round(float(row[retold].sum()), 4),
                part.classes[max(others, key=lambda n: row[n])],
            )
            for row in proba
        ]

    def seams(self, texts: Sequence[str], opens_line: Sequence[bool]) -> list[float]:
        """The chance of each sentence to open another matter than the one before it; cheap features alone."""
        if len(texts) < 2:
            return [1.0] * len(texts)
        features = self._cheap(texts)
        gate, opener = self.model.fields["relevance"], self.model.fields[OPENER]
        relevance = gate.predict_proba(features)[:, gate.classes.index(ANNOUNCEMENT)].tolist()
        opens = opener.predict_proba(features)[:, 1].clip(1e-6, 1 - 1e-6)
        rows = boundary.matrix(texts, opens_line, features["use"], relevance, np.log(opens / (1 - opens)).tolist())
        head = self.model.rankers["boundary"]
        scores = (rows @ head.weights + head.bias)[:, 0]
        return [round(float(p), 4) for p in 1 / (1 + np.exp(-scores))]

    def names(self, text: str) -> int:
        """How many countries and bodies a text names; each counts once."""
        mentions = find_mentions(text)
        bodies = {m.name for m in mentions if m.kind in ("organisation", "vendor")}
        return len(bodies) + len({m.country for m in mentions})

    def tag(self, text: str, lang: str) -> Slots:
        """Lead, partners, place, host countries and what else a text says of a project."""
        return find_slots(text, lead.choose(text, self.model.rankers["lead"]))

    def predict(self, announcements: Sequence[Announcement], outlets: Sequence[str], made_at: str) -> list[Prediction]:
        """Labels of sector, application, subject, stage and country of each announcement, with their distributions; and of its relevance,
        as the gate decided it, with what else the text might be."""
        if not announcements:
            return []
        texts = [a.text for a in announcements]
        features = self.features(texts)
        proba = {name: part.predict_proba(features) for name, part in self.model.fields.items() if name != OPENER}
        found = []
        for n, (announcement, outlet) in enumerate(zip(announcements, outlets, strict=True)):
            rows = {
                name: dict(zip(self.model.fields[name].classes, matrix[n].tolist(), strict=True))
                for name, matrix in proba.items()
            }
            rows["application"] = within_sectors(rows["application"], rows["sector"])
            span = lead.choose(announcement.text, self.model.rankers["lead"])
            rows["country"] = self._country(announcement, span, rows["country"], outlet)
            evidence = subject.find_evidence(announcement.text, span)
            rows["subject"] = subject.rank(rows["subject"], evidence, self.model.rankers["subject"])
            passed = self._passed(announcement, rows.pop("relevance"), made_at)
            labels = (*(self._label(announcement, name, row, made_at) for name, row in sorted(rows.items())), passed)
            found.append(Prediction(labels, features["use"][n], features["e5"][n]))
        return found

    def _country(
        self, announcement: Announcement, span: lead.Span | None, head: Mapping[str, float], outlet: str
    ) -> dict[str, float]:
        places = country.find_places(announcement.text, announcement.lang, span, head, outlet)
        return country.rank(places, self.model.rankers["country"])

    def _label(self, announcement: Announcement, field: str, row: Mapping[str, float], made_at: str) -> Label:
        ranked = sorted(row.items(), key=lambda pair: (-pair[1], pair[0]))
        best, probability = ranked[0]
        value = None if best == country.UNKNOWN else best
        distribution = tuple((code, round(p, 4)) for code, p in ranked if p >= 0.001)
        cues = self._cues(announcement.text, field, best)
        return Label(announcement.id, field, value, round(probability, 4), self.by, made_at, distribution, cues)

    def _passed(self, announcement: Announcement, row: Mapping[str, float], made_at: str) -> Label:
        others = sorted((p, code) for code, p in row.items() if code != ANNOUNCEMENT)[:-4:-1]
        proba = announcement.relevance_proba
        distribution = ((ANNOUNCEMENT, proba), *((code, round(p, 4)) for p, code in others))
        cues = self._cues(announcement.text, "relevance", ANNOUNCEMENT)
        return Label(announcement.id, "relevance", ANNOUNCEMENT, proba, self.by, made_at, distribution, cues)

    def _cues(self, text: str, field: str, chosen: str) -> tuple[Cue, ...]:
        if field == "country":
            return place_cues(find_mentions(text[:1500]), chosen)
        return find_cues(text, self.model.fields[field], chosen, self.model.words)
