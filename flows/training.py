"""Training and the corpus check, as the command line runs them."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from census.settings import PROJECT
from classifiers.block_model import save_blocks
from classifiers.card import PAGE, render
from classifiers.corpus import read_corpus
from classifiers.floors import below_floor
from classifiers.model import save
from classifiers.train import train

FLOORS = PROJECT / "data" / "models"
READER_FLOORS = "reader_floors.json"


def train_to(folder: Path, console: Console) -> list[str]:
    """Train and save to a folder; sentences on the floors it misses, in which case nothing is saved."""
    tellings = read_corpus()
    model = train(tellings, lambda step: console.print(step, highlight=False))
    faults = below_floor(model.card["held_out_scores"], FLOORS)
    if not faults:
        save(model, folder)
        (folder / PAGE).write_text(render(model.card), encoding="utf-8")
        console.print(f"model {model.version} saved to {folder}", highlight=False)
    console.print(json.dumps(model.card["held_out_scores"], indent=1), highlight=False)
    return faults


def fit_reader_to(folder: Path, archives: Sequence[Path], console: Console) -> list[str]:
    """Fit the reader of pages on archives whose texts are known, measured on sites that it did not see; saved unless a floor is missed."""
    from flows.reading import cross_validate, fit, read_known

    pages = []
    for archive in archives:
        pages += read_known(archive)
        console.print(f"{len(pages)} pages read with {archive.name}", highlight=False)
    scores = cross_validate(pages)
    table = Table("pages", "F1", "precision", "recall", title="on sites not seen in fitting", title_justify="left")
    for name, score in scores.items():
        table.add_row(name, *(f"{score[measure]:.4f}" for measure in ("f1", "precision", "recall")))
    console.print(table)
    floors = json.loads((FLOORS / READER_FLOORS).read_text(encoding="utf-8"))["body_f1"]
    faults = [
        f"{name} F1 is {scores[name]['f1']}, its floor {floor}"
        for name, floor in floors.items()
        if name in scores and scores[name]["f1"] < floor
    ]
    if not faults:
        counted = dict(Counter(page.collection for page in pages))
        save_blocks(fit(pages, {"held_out_scores": scores, "pages": counted}), folder)
    return faults
