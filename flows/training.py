"""Training and the corpus check, as the command line runs them."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from census.settings import PROJECT
from classifiers.corpus import Telling, read_corpus
from classifiers.evaluate import below_floor
from classifiers.model import save
from classifiers.train import train

EXPECTED = PROJECT / "data" / "sample" / "2019-11.expected.jsonl"
FLOORS = PROJECT / "data" / "models"


def train_to(folder: Path, console: Console) -> list[str]:
    """Train and save to a folder; sentences on the floors it misses, in which case nothing is saved."""
    tellings = read_corpus()
    model = train(tellings, lambda step: console.print(step, highlight=False))
    faults = below_floor(model.card["held_out_scores"], FLOORS)
    if not faults:
        save(replace(model, card={**model.card, "threshold": 0.5}), folder)
        console.print(f"model {model.version} saved to {folder}", highlight=False)
    console.print(json.dumps(model.card["held_out_scores"], indent=1), highlight=False)
    return faults


def check_corpus(console: Console) -> list[str]:
    """Print the balance of the corpus; sentences on what is wrong: projects of the sample month, near-copies across stories."""
    tellings = read_corpus()
    for title, counted in (
        ("language", Counter(t.lang for t in tellings)),
        ("sector", Counter(t.sector for t in tellings if t.sector)),
        ("near miss", Counter(t.reason for t in tellings if t.reason)),
        ("form", Counter(t.form for t in tellings)),
    ):
        table = Table(title, "tellings", title_justify="left")
        for name, count in counted.most_common():
            table.add_row(str(name), str(count))
        console.print(table)
    projects = {t.story for t in tellings if t.is_announcement}
    told = sum(t.is_announcement for t in tellings)
    countries = len({t.country for t in tellings if t.is_announcement and t.country})
    console.print(
        f"{told} announcements of {len(projects)} projects in {countries} countries, {len(tellings) - told} near-misses and noise",
        highlight=False,
    )
    return [*_leaked(projects), *_copied(tellings)]


def _leaked(projects: set[str]) -> list[str]:
    rows = [json.loads(line) for line in EXPECTED.read_text(encoding="utf-8").splitlines()]
    return [
        f"project {row['project']} of the sample month is in the corpus" for row in rows if row["project"] in projects
    ]


def _copied(tellings: list[Telling] | tuple[Telling, ...]) -> list[str]:
    """Texts that begin alike in two stories: a leak across any split by story."""
    seen: dict[str, str] = {}
    faults = []
    for telling in tellings:
        start = "".join(char for char in telling.whole.casefold() if char.isalnum())[:60]
        if len(start) >= 30 and seen.setdefault(start, telling.story) != telling.story:
            faults.append(f"{telling.story} and {seen[start]} begin alike: {telling.title[:50]!r}")
    return faults
