"""The trained model: linear heads on three kinds of features, blended and calibrated; saved as plain arrays, no pickle."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.records import ForeignTaxonomy
from census.taxonomy import sector_of, taxonomy_hash
from classifiers.words import Words

Floats = NDArray[np.float32]
ARRAYS, CARD = "model.npz", "model.json"
# The class of the gate beside the reasons of near misses.
ANNOUNCEMENT = "announcement"
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
class FieldModel:
    """One field: its classes, a head for each kind of feature, their blend and the calibrating temperature.

    `prior_shift` is added to the log-probabilities: the corpus was balanced by its writers, the world is not.
    """

    classes: tuple[str, ...]
    heads: Mapping[str, Head]
    blend: Mapping[str, float]
    temperature: float = 1.0
    prior_shift: tuple[float, ...] = ()

    def predict_proba(self, features: Mapping[str, Any]) -> Floats:
        """Calibrated probabilities of shape (texts, classes), from the kinds of features that are given."""
        given = [name for name in self.heads if name in features]
        total = sum(self.blend[name] for name in given)
        scores = (
            np.asarray(sum(self.heads[name].logits(features[name]) * (self.blend[name] / total) for name in given))
            / self.temperature
        )
        if self.prior_shift:
            scores = scores + np.asarray(self.prior_shift, np.float32)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), np.float32)


@dataclass(frozen=True)
class Model:
    """All trained parts. `card` says what it learnt from and how good it is; `version` names it in labels."""

    words: Words
    fields: Mapping[str, FieldModel]
    rankers: Mapping[str, Head]
    centres: Mapping[str, Floats]
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Name of the model: the hash of its arrays."""
        return str(self.card["version"])


def within_sectors(applications: Mapping[str, float], sectors: Mapping[str, float]) -> dict[str, float]:
    """Applications weighed by their sectors, so that the two fields do not contradict each other."""
    joint = {code: p * max(sectors.get(sector_of(code), 0.0), 1e-6) for code, p in applications.items()}
    total = sum(joint.values())
    return {code: p / total for code, p in joint.items()}


def save(model: Model, folder: Path) -> None:
    """Write arrays and card; the same model gives the same bytes."""
    arrays: dict[str, Any] = {"words.idf": model.words.idf}
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
            "temperature": part.temperature,
            "prior_shift": part.prior_shift,
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
    vocabulary = arrays["words.vocabulary"].tobytes().decode().split("\n")
    fields = {name: _field(name, spec, arrays) for name, spec in card["fields"].items()}
    names = sorted({name.split(".")[1] for name in arrays if name.startswith("ranker.")})
    rankers = {name: Head(arrays[f"ranker.{name}.weights"], arrays[f"ranker.{name}.bias"]) for name in names}
    centres = {name.removeprefix("centre."): arrays[name] for name in arrays if name.startswith("centre.")}
    return Model(Words(vocabulary, arrays["words.idf"]), fields, rankers, centres, card)


def _field(name: str, spec: Mapping[str, Any], arrays: Mapping[str, Any]) -> FieldModel:
    kinds: Sequence[str] = sorted(spec["blend"])
    heads = {
        kind: Head(arrays[f"field.{name}.{kind}.weights"].astype(np.float32), arrays[f"field.{name}.{kind}.bias"])
        for kind in kinds
    }
    return FieldModel(tuple(spec["classes"]), heads, spec["blend"], spec["temperature"], tuple(spec["prior_shift"]))
