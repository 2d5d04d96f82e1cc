"""Which blocks of a page belong to its article: boosted trees over the figures of blocks, saved as plain arrays, no pickle."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import GroupKFold

Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]
ARRAYS, CARD = "blocks.npz", "blocks.json"
_PARTS = ("column", "bound", "left", "right", "value", "roots")


@dataclass(frozen=True)
class BlockModel:
    """Trees laid end to end: the column and bound of each node, where it goes from there (a leaf to itself), its value; the roots.

    `traits` names the columns it was fitted on, `card` says on what and how well; `start` and `depth` belong to the trees."""

    traits: tuple[str, ...]
    arrays: dict[str, NDArray[Any]]
    start: float
    depth: int
    card: dict[str, Any]

    def keep(self, figures: Matrix) -> Floats:
        """Probability of each row (figures in the order of `traits`) to belong to the article."""
        column, bound, left, right, value, roots = (self.arrays[name] for name in _PARTS)
        flat, rows = figures.ravel(), np.arange(len(figures), dtype=np.int32)[:, None] * figures.shape[1]
        at = np.broadcast_to(roots, (len(figures), len(roots)))
        for _ in range(self.depth):
            at = np.where(flat.take(rows + column.take(at)) <= bound.take(at), left.take(at), right.take(at))
        return np.asarray(1 / (1 + np.exp(-(self.start + value.take(at).sum(axis=1)))))


def fit_blocks(
    figures: Matrix, kept: NDArray[np.bool_], weights: Floats, traits: Sequence[str], card: dict[str, Any]
) -> BlockModel:
    """Fit on rows of blocks. Each tree sees a quarter of the rows and a fifth of the columns: quicker, and surer on unseen sites."""
    fitted = GradientBoostingClassifier(
        n_estimators=160, learning_rate=0.12, max_depth=5, min_samples_leaf=40, subsample=0.25, max_features=40, random_state=7,
    )  # fmt: skip
    fitted.fit(figures, kept, sample_weight=weights)
    share = float(np.average(kept, weights=weights))
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in _PARTS}
    size = 0
    for (tree,) in fitted.estimators_:
        nodes = tree.tree_
        itself = np.arange(nodes.node_count)
        leaf = nodes.children_left < 0
        parts["roots"].append(np.array([size]))
        parts["column"].append(np.where(leaf, 0, nodes.feature))
        parts["bound"].append(nodes.threshold.astype(np.float32))
        parts["left"].append(np.where(leaf, itself, nodes.children_left) + size)
        parts["right"].append(np.where(leaf, itself, nodes.children_right) + size)
        parts["value"].append(np.where(leaf, nodes.value[:, 0, 0] * fitted.learning_rate, 0.0))
        size += nodes.node_count
    kinds = {
        "column": np.int16,
        "bound": np.float32,
        "left": np.int32,
        "right": np.int32,
        "value": np.float32,
        "roots": np.int32,
    }
    arrays = {name: np.concatenate(parts[name]).astype(kinds[name]) for name in _PARTS}
    return BlockModel(tuple(traits), arrays, float(np.log(share / (1 - share))), 5, card)


def split_by_site(sites: Sequence[str]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Numbers of the pages to fit on and to measure on, four times: no site stands on both sides."""
    return list(GroupKFold(4).split(sites, groups=sites))


def save_blocks(model: BlockModel, folder: Path) -> None:
    """Write arrays and card; the same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ARRAYS).open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **{name: model.arrays[name] for name in sorted(model.arrays)})
    card = {**model.card, "traits": model.traits, "start": model.start, "depth": model.depth}
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def load_blocks(folder: Path, traits: Sequence[str]) -> BlockModel:
    """Read a model. Raises ValueError if a file is missing or unsound, or if it was fitted on other figures than `traits`."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"no sound block model in {folder} ({error}): point CHAINCENSUS_MODEL at one") from error
    if tuple(card["traits"]) != tuple(traits):
        raise ValueError(
            f"the block model in {folder} was fitted on other figures of blocks: fit it anew, `chaincensus fit-reader`"
        )
    described = {name: value for name, value in card.items() if name not in ("traits", "start", "depth")}
    return BlockModel(tuple(card["traits"]), arrays, card["start"], card["depth"], described)
