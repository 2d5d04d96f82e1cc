"""The release's duels: a month and a year of them, tables and reports, against pandas writing the same tables; the year also against
the seconds and the memory that were demanded of it."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks.generated import fill, linked
from benchmarks.measure import Duel, Result, peak_memory, time_duel
from census.months import Month
from census.settings import Settings
from census.store import Store
from flows.publish import publish_month

_MONTHS, _PROJECTS = 12, 1500
# What a year of months may take on two cores.
MOST_SECONDS, MOST_MB = 60.0, 1024.0
_FIRST = Month(2019, 1)
_PROGRAM = "from benchmarks import release_duels\nfrom pathlib import Path\nrelease_duels.{name}(Path({home!r}))"


def run_release_duels() -> Iterator[Result]:
    """Results one by one; nothing is kept."""
    with TemporaryDirectory() as home:
        yield time_duel(_month(Path(home)), rounds=3)
    with TemporaryDirectory() as home:
        yield from _year(Path(home))


def _settings(home: Path) -> Settings:
    return Settings.model_validate({"home": home, "corrections": home / "none", "takedowns": home / "none.toml"})


def months() -> list[Month]:
    """The months of the year."""
    found = [_FIRST]
    while len(found) < _MONTHS:
        found.append(found[-1].after)
    return found


def _year(home: Path) -> Iterator[Result]:
    """Seconds of publishing a year against the peer's, then seconds and peak memory beside what is allowed."""
    store = Store.open(_settings(home).database_url)
    for month in months():
        fill(store, month, _PROJECTS)
    store.close()
    plain, _, _ = _run("write_year", home)
    seconds, megabytes, busy = _run("build_year", home)
    work = f"{_MONTHS} months of {_PROJECTS:,} projects"
    yield Result("year of releases", "plain pandas, no gates", work, "s", seconds, plain, seconds / plain)
    yield Result("year of releases", "60 s allowed", work, "s", seconds, MOST_SECONDS, seconds / MOST_SECONDS)
    # Both cores together: under twice the seconds allowed is the least that two cores must be given.
    yield Result(
        "processor of that", "2 x 60 s of two cores", work, "s", busy, 2 * MOST_SECONDS, busy / (2 * MOST_SECONDS)
    )
    yield Result("memory of that", "1 GB allowed", work, "MB", megabytes, MOST_MB, megabytes / MOST_MB)


def _run(name: str, home: Path) -> tuple[float, float, float]:
    """Seconds, peak memory in MB and seconds of processor that a function of this module prints in a process of its own."""
    program = [sys.executable, "-c", _PROGRAM.format(name=name, home=str(home))]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    seconds, megabytes, busy = map(float, done.stdout.split())
    return seconds, megabytes, busy


def build_year(home: Path) -> None:
    """Publish all months of a filled store with their reports; prints the seconds spent on it, the peak memory in MB (Linux), and the
    seconds of processor."""
    settings = _settings(home)
    store, seconds, busy = Store.open(settings.database_url), 0.0, 0.0
    for month in months():
        records = linked(store, month)
        start, worked = time.perf_counter(), time.process_time()
        publish_month(store, settings, month, records, provisional=False)
        seconds, busy = seconds + time.perf_counter() - start, busy + time.process_time() - worked
    print(seconds, peak_memory(), busy)


def write_year(home: Path) -> None:
    """The same months by `write_plainly`; prints seconds, memory and seconds of processor as `build_year` does."""
    start, worked = time.perf_counter(), time.process_time()
    for month in months():
        with TemporaryDirectory() as folder:
            write_plainly(home / "census.db", month, Path(folder))
    print(time.perf_counter() - start, peak_memory(), time.process_time() - worked)


def _month(home: Path) -> Duel:
    settings = _settings(home)
    store = Store.open(settings.database_url)
    fill(store, _FIRST, _PROJECTS)
    records = linked(store, _FIRST)

    def ours() -> None:
        # A version of its own each round: the same content would not be published again.
        with TemporaryDirectory() as folder:
            moved = settings.model_copy(update={"home": Path(folder), "store_url": settings.database_url})
            publish_month(store, moved, _FIRST, records, provisional=False)

    def peer() -> None:
        with TemporaryDirectory() as folder:
            write_plainly(home / "census.db", _FIRST, Path(folder))

    return Duel("release of a month", "plain pandas, no gates", f"{_PROJECTS:,} projects", ours, peer)


def write_plainly(database: Path, month: Month, folder: Path) -> None:
    """The same tables of a month by pandas straight from the store: no checks, no metadata, no report."""
    own, of = f"{month}-%", "join announcements a on a.id ="
    with sqlite3.connect(database) as connection:
        told = pd.read_sql(
            "select a.*, b.url, b.outlet, b.text as body from announcements a join articles b on b.id = a.article_id where a.date like ?",
            connection, params=[own],
        )  # fmt: skip
        labels = pd.read_sql(
            f"select x.* from labels x {of} x.announcement_id where a.date like ?", connection, params=[own]
        )
        judged = pd.read_sql(f"select x.* from judgements x {of} x.a where a.date like ?", connection, params=[own])
    wide = labels.pivot_table(index="announcement_id", columns="field", values="value", aggfunc="last")
    whole = told.merge(wide, left_on="id", right_index=True)
    projects = whole.groupby("lead").agg(lambda column: column.iloc[0]).drop(columns=["text", "body"])
    projects.to_csv(folder / "projects.csv")
    projects.astype(str).to_parquet(folder / "projects.parquet")
    told.drop(columns=["text", "body"]).to_csv(folder / "evidence.csv", index=False)
    ledger = labels.drop(columns=["distribution", "cues"])
    pd.concat([ledger, judged]).to_csv(folder / "decisions.csv", index=False)
    whole.groupby(["outlet", "date"]).size().to_csv(folder / "coverage.csv")
