"""The trained model: linear heads on three kinds of features, blended and calibrated; saved as plain arrays, no pickle."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.taxonomy import ForeignTaxonomy, sector_of, taxonomy_hash
from classifiers.rarity import Rarity
from classifiers.words import Words

Floats = NDArray[np.float32]
ARRAYS, CARD = "model.npz", "model.json"
# The class of the gate beside the reasons of near misses.
ANNOUNCEMENT = "announcement"
# The kind of feature that costs twenty times the others.
DEAR = "e5"
# The kinds that cost next to nothing: 0.8 ms a text, where both encoders take 100.
LIGHT = frozenset({"words", "signs"})
# It reads only what the cheap kinds leave in doubt: one in seven texts of the trade press. On batches of the corpus by other writers, held
# out: average precision 0.936 if it reads everything, 0.920 without it. On real labelled news it wins what the cheap kinds hold for
# unlikely: from 0.4 on 0.880, from 0.1 on 0.897, and 0.897 if it reads everything.
IN_DOUBT = (0.1, 0.8)
# A text of a smaller chance by the light kinds is read no further. Of held-out texts of the corpus that is 27 in 100 near-misses, and 1 in 400 announcements.
CLEAR = 0.014
# The field that is no label: whether a sentence reads like the first of a text.
OPENER = "opener"


@dataclass(frozen=True)
class Head:
    """A linear classifier: logits = features @ weights + bias; weights of shape (dimensions, classes)."""

    weights: Floats
    bias: Floats

    def logits(self, features: Any) -> Floats:
        """Log-probabilities of shape (texts, classes)."""
        # In double precision a row's figures do not depend on its neighbours in the batch, to the four places published.
        scores = np.asarray(features.astype(np.float64) @ self.weights.astype(np.float64) + self.bias)
        scores -= scores.max(axis=1, keepdims=True)
        return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)), np.float32)


@dataclass(frozen=True)
class Calibration:
    """What makes scores probabilities: they are divided by `temperature`, then `shift` is added, a step for each class or none at all."""

    temperature: float = 1.0
    shift: tuple[float, ...] = ()

    def proba(self, scores: Any) -> Floats:
        """Probabilities of shape (texts, classes)."""
        scaled = np.asarray(scores) / self.temperature
        if self.shift:
            scaled = scaled + np.asarray(self.shift, np.float32)
        odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)


@dataclass(frozen=True)
class FieldModel:
    """One field: its classes, a head for each kind of feature, their blend and calibration; `glance` is the calibration where the dear
    kind is not given, `skim` where only the `LIGHT` ones are, for a field that is read in steps."""

    classes: tuple[str, ...]
    heads: Mapping[str, Head]
    blend: Mapping[str, float]
    calibration: Calibration = Calibration()
    glance: Calibration | None = None
    skim: Calibration | None = None

    def predict_proba(self, features: Mapping[str, Any]) -> Floats:
        """Calibrated probabilities of shape (texts, classes), from the kinds of features that are given."""
        scores = blended(
            {name: head.logits(features[name]) for name, head in self.heads.items() if name in features}, self.blend
        )
        step = self.calibration if DEAR in features else self.skim if features.keys() <= LIGHT else self.glance
        return (step or self.calibration).proba(scores)


def blended(scores: Mapping[str, Any], blend: Mapping[str, float]) -> Floats:
    """The scores of several heads, weighed together."""
    total = sum(blend[kind] for kind in scores)
    return np.asarray(sum(matrix * (blend[kind] / total) for kind, matrix in scores.items()))


def is_in_doubt(chance: Floats) -> NDArray[np.bool_]:
    """Which texts, by their chance at a glance, the dear encoder should read."""
    return (chance >= IN_DOUBT[0]) & (chance <= IN_DOUBT[1])


def is_unclear(chance: Floats) -> NDArray[np.bool_]:
    """Which texts, by their chance as the light kinds see it, the cheap encoder should read."""
    return chance >= CLEAR


@dataclass(frozen=True)
class Model:
    """All trained parts. `card` says what it learnt from and how good it is; `version` names it in labels."""

    words: Words
    fields: Mapping[str, FieldModel]
    rankers: Mapping[str, Head]
    centres: Mapping[str, Floats]
    names: Mapping[str, int] = field(default_factory=dict)
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rarity(self) -> Rarity:
        """How rare words and names are in the corpus that it learnt from."""
        return Rarity(self.words, self.names, int(self.card["tellings"]))

    @property
    def version(self) -> str:
        """Name of the model: the hash of its arrays."""
        return str(self.card["version"])


def within_sectors(applications: Mapping[str, float], sectors: Mapping[str, float]) -> dict[str, float]:
    """Chance of each application: that of its sector times its share among the applications of that sector, so that the two fields do not
    contradict each other."""
    own: dict[str, float] = {}
    for code, p in applications.items():
        own[sector_of(code)] = own.get(sector_of(code), 0.0) + p
    joint = {
        code: sectors.get(sector_of(code), 0.0) * p / max(own[sector_of(code)], 1e-9)
        for code, p in applications.items()
    }
    total = max(sum(joint.values()), 1e-9)
    return {code: p / total for code, p in joint.items()}


def save(model: Model, folder: Path) -> None:
    """Write arrays and card; the same model gives the same bytes."""
    arrays: dict[str, Any] = {"words.idf": model.words.idf}
    listed = "\n".join(f"{name}\t{count}" for name, count in model.names.items())
    arrays["names"] = np.frombuffer(listed.encode(), np.uint8)
    arrays["words.vocabulary"] = np.frombuffer("\n".join(model.words.vocabulary).encode(), np.uint8)
    for name, part in model.fields.items():
        for kind, head in part.heads.items():
            arrays[f"field.{name}.{kind}.weights"] = head.weights.astype(np.float16)
            arrays[f"field.{name}.{kind}.bias"] = head.bias.astype(np.float32)
    for name, head in model.rankers.items():
        arrays[f"ranker.{name}.weights"] = head.weights.astype(np.float32)
        arrays[f"ranker.{name}.bias"] = head.bias.astype(np.float32)
    arrays |= {f"centre.{name}": centre for name, centre in model.centres.items()}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ARRAYS).open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **{name: arrays[name] for name in sorted(arrays)})
    described = {
        name: {
            "classes": part.classes,
            "blend": dict(part.blend),
            "calibration": asdict(part.calibration),
            "glance": asdict(part.glance) if part.glance else None,
            "skim": asdict(part.skim) if part.skim else None,
        }
        for name, part in model.fields.items()
    }
    card = {**model.card, "fields": described}
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def load(folder: Path) -> Model:
    """Read a model. Raises ForeignTaxonomy if it learnt other code tables, ValueError if a file is missing or unsound."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(
            f"no sound model in {folder} ({error}): run `make train`, or point CHAINCENSUS_MODEL at one"
        ) from error
    if card["taxonomy"] != taxonomy_hash():
        raise ForeignTaxonomy(
            f"the model in {folder} learnt taxonomy {card['taxonomy']}, in force is {taxonomy_hash()}: run `make train`"
        )
    try:
        return _assemble(card, arrays)
    except KeyError as missing:
        raise ValueError(
            f"the model in {folder} was made by another version of chaincensus (no {missing}): run `make train`"
        ) from missing


def _assemble(card: Mapping[str, Any], arrays: Mapping[str, Any]) -> Model:
    vocabulary = arrays["words.vocabulary"].tobytes().decode().split("\n")
    fields = {name: _field(name, spec, arrays) for name, spec in card["fields"].items()}
    names = sorted({name.split(".")[1] for name in arrays if name.startswith("ranker.")})
    rankers = {name: Head(arrays[f"ranker.{name}.weights"], arrays[f"ranker.{name}.bias"]) for name in names}
    centres = {name.removeprefix("centre."): arrays[name] for name in arrays if name.startswith("centre.")}
    listed = (line.rsplit("\t", 1) for line in arrays["names"].tobytes().decode().split("\n") if line)
    counts = {name: int(count) for name, count in listed}
    return Model(Words(vocabulary, arrays["words.idf"]), fields, rankers, centres, counts, card)


def _field(name: str, spec: Mapping[str, Any], arrays: Mapping[str, Any]) -> FieldModel:
    kinds: Sequence[str] = sorted(spec["blend"])
    heads = {
        kind: Head(arrays[f"field.{name}.{kind}.weights"].astype(np.float32), arrays[f"field.{name}.{kind}.bias"])
        for kind in kinds
    }
    steps = (_calibration(spec[step]) if spec[step] else None for step in ("glance", "skim"))
    return FieldModel(tuple(spec["classes"]), heads, spec["blend"], _calibration(spec["calibration"]), *steps)


def _calibration(spec: Mapping[str, Any]) -> Calibration:
    return Calibration(spec["temperature"], tuple(spec["shift"]))
