"""Training and the corpus check, as the command line runs them."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from census.champions import FOLDER, roll_back
from census.ledger import now
from census.settings import SHIPPED, Settings
from census.store import Store
from classifiers.block_model import save_blocks
from classifiers.card import PAGE, render
from classifiers.corpus import read_corpus
from classifiers.floors import below_floor
from classifiers.model import save
from classifiers.train import train

READER_FLOORS = "reader_floors.json"


def train_to(folder: Path, console: Console) -> list[str]:
    """Train and save to a folder; sentences on the floors it misses, in which case nothing is saved."""
    tellings = read_corpus()
    model = train(tellings, lambda step: console.print(step, highlight=False))
    faults = below_floor(model.card["held_out_scores"], SHIPPED)
    if not faults:
        save(model, folder)
        (folder / PAGE).write_text(render(model.card), encoding="utf-8")
        console.print(f"model {model.version} saved to {folder}", highlight=False)
    console.print(json.dumps(model.card["held_out_scores"], indent=1), highlight=False)
    return faults


def train_with_decisions(settings: Settings, console: Console) -> list[str]:
    """Train a challenger where the ledger of review holds decisions, else the model of the corpus alone; sentences on floors missed."""
    from flows.challenge import lessons_of, train_challenger

    # A store is not made for the sake of looking into it.
    if settings.store_url or (settings.home / "census.db").exists():
        store = Store.open(settings.database_url)
        try:
            lessons = lessons_of(store)
            if lessons.learnt or lessons.judged:
                return train_challenger(store, settings, read_corpus(), lessons, console)
        finally:
            store.close()
    if settings.model.is_relative_to(settings.home / FOLDER):
        raise ValueError(
            "the ledger holds no decision to learn from: to train on the corpus alone, give --model FOLDER"
        )
    return train_to(settings.model, console)


def return_to_former(settings: Settings, console: Console) -> list[str]:
    """Put the model before the one in force into force. Raises ValueError where there is none."""
    was, now_in_force = roll_back(settings.home, now())
    console.print(f"model {was} is out of force; in force is {now_in_force or 'the shipped model'}", highlight=False)
    return []


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
    floors = json.loads((SHIPPED / READER_FLOORS).read_text(encoding="utf-8"))["body_f1"]
    faults = [
        f"{name} F1 is {scores[name]['f1']}, its floor {floor}"
        for name, floor in floors.items()
        if name in scores and scores[name]["f1"] < floor
    ]
    if not faults:
        counted = dict(Counter(page.collection for page in pages))
        save_blocks(fit(pages, {"held_out_scores": scores, "pages": counted}), folder)
    return faults
