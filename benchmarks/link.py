"""`make bench-link`: a full re-link and a night of 500 at 10 thousand, 100 thousand and a million generated reports, and their growth drawn.

`python -m benchmarks.link 10000 100000` measures other sizes. Ends with an error where a bound of the million is broken.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from benchmarks.measure import peak_memory
from benchmarks.world import Report, World
from census import tables
from census.charts import growth_chart
from census.linkage import Linkage
from census.records import Announcement, Article
from census.settings import PROJECT, Settings
from census.store import Store, insert_once
from classifiers import pair
from classifiers.corpus import read_corpus
from classifiers.encode import ENCODERS
from classifiers.model import Model, load
from flows.relink import link_reports

SIZES = (10_000, 100_000, 1_000_000)
# Seconds of a full re-link and of a night, and megabytes, that a million may take.
BOUNDS = {"full": 480.0, "night": 10.0, "memory": 4096.0}
NIGHT, THEMES, _TOGETHER, _AT = 500, 240, 5_000, "2026-01-01T00:00:00Z"
FIGURES = PROJECT / "docs" / "linking-growth.json"


def themes(model: Model, most: int = THEMES) -> list[tuple[pair.Claim, pair.Traits]]:
    """Claims of corpus announcements, one of each of some projects, with their traits; fields as labelled."""
    told = {t.story: t for t in read_corpus() if t.is_announcement and t.country and t.application}
    chosen = list(told.values())[:: max(1, len(told) // most)]
    rows = ENCODERS["e5"].encode([t.whole for t in chosen])
    idf = model.rarity.idf()
    found = []
    for telling, row in zip(chosen, rows, strict=True):
        e5 = pair.centred(row, "e5", telling.lang, model.centres)
        spreads: dict[str, Any] = {
            name: {str(getattr(telling, name)): 1.0} for name in ("sector", "application", "country")
        }
        meaning = pair.meaning(e5, model.centres[pair.METRIC])
        claim = pair.Claim(telling.story, telling.whole, telling.lang, e5, e5, meaning, telling.lead, **spreads)
        found.append((claim, pair.draw(claim, idf)))
    return found


def fill(store: Store, linkage: Linkage, reports: Iterator[Report]) -> None:
    """Save generated reports as announcements of the model, with their traits."""
    article = {**asdict(Article("", None, "generated", "", "")), "cell_id": "generated"}
    announcement = {**asdict(Announcement("", "", (0, 0), "", None, "en")), "by": linkage.by}
    while part := list(islice(reports, _TOGETHER)):
        ids = [(report.drawn.announcement_id, report.date) for report in part]
        with store.transaction() as connection:
            insert_once(connection, tables.articles, ({**article, "id": id, "date": date} for id, date in ids))
            told = ({**announcement, "id": id, "article_id": id, "date": date} for id, date in ids)
            insert_once(connection, tables.announcements, told)
            linkage.save_drawn(connection, [report.drawn for report in part])


def measure(size: int, folder: Path) -> dict[str, float]:
    """Seconds and megabytes of a full re-link of so many reports, and of a night's after it."""
    model = load(Settings().model)
    url = f"sqlite:///{folder}/linking-{size}.db"
    store = Store.open(url)
    world = World(themes(model), model.rarity, 7, size)
    begun = time.perf_counter()
    fill(store, Linkage(store, f"model/{model.version}"), world.reports(size))
    made = time.perf_counter() - begun
    full = _apart(url, "True")
    fill(store, Linkage(store, f"model/{model.version}"), world.night(NIGHT))
    night = _apart(url, "False")
    with store.engine.connect():
        records = store.counts()
    store.close()
    return {
        "announcements": size, "seconds_to_make": round(made, 1), "full": full[0], "memory": full[1], "night": night[0],
        "night_memory": night[1], "full_processor": full[2], "night_processor": night[2], "judgements": records["judgements"],
    }  # fmt: skip


def _apart(url: str, anew: str) -> tuple[float, float, float]:
    """Seconds, peak megabytes (of its workers too) and seconds of processor of linking in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.link", "--one", url, anew], check=True, capture_output=True, text=True
    )
    seconds, megabytes, spent = done.stdout.split()[-3:]
    return float(seconds), float(megabytes), float(spent)


def _one(url: str, anew: bool) -> None:
    store, model = Store.open(url), load(Settings().model)
    begun = time.perf_counter()
    with threadpool_limits(2):
        link_reports(store, model, _AT, anew, Settings().workers)
    seconds = time.perf_counter() - begun
    spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * Settings().workers
    print(round(seconds, 2), round(peak_memory() + children / 1024, 1), round(spent, 2))


def processor_rows(rows: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """Seconds of processor by size, as they are drawn: those of the clock depend on what else the machine does."""
    return [
        {"announcements": r["announcements"], "full": r["full_processor"], "night": r["night_processor"]} for r in rows
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure, show, draw, judge; the exit code."""
    if arguments[:1] == ["--one"]:
        _one(arguments[1], arguments[2] == "True")
        return 0
    console, table = Console(), Table("announcements", "full, s", "memory, MB", "night of 500, s", "judgements")
    rows = []
    for size in [int(a) for a in arguments] or SIZES:
        with TemporaryDirectory() as folder:
            rows.append(measure(size, Path(folder)))
        console.print(rows[-1], highlight=False)
        last = rows[-1]
        table.add_row(*(f"{last[k]:,g}" for k in ("announcements", "full", "memory", "night", "judgements")))
    console.print(table)
    if not arguments:
        FIGURES.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        FIGURES.with_suffix(".svg").write_text(growth_chart(processor_rows(rows)), encoding="utf-8")
    beyond = [k for k, bound in BOUNDS.items() if rows[-1]["announcements"] >= SIZES[-1] and rows[-1][k] > bound]
    for name in beyond:
        console.print(f"beyond its bound: {name} {rows[-1][name]:g}, allowed {BOUNDS[name]:g}")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
