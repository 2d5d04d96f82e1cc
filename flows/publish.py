"""Publishing a month: records through the gates to a version on disk; a function of the store and the reviewed files.

The same content is never published twice in a row.
"""

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from census.changes import changes_between
from census.check import require
from census.delta import diff
from census.documents import Delta, documents
from census.months import Month
from census.records import CheckResult, Record
from census.registry import Registry
from census.release import VersionTaken, digest_of, publish, read_release, versions_of
from census.report import reports
from census.settings import Settings
from census.store import Store
from flows.departures import departures
from flows.edition import Edition

Files = dict[str, bytes]


@dataclass(frozen=True)
class Published:
    """The folder of the version that holds a month's content, and its records as corrected."""

    folder: Path
    records: list[Record]


def publish_month(
    store: Store, settings: Settings, month: Month, records: Sequence[Record], provisional: bool
) -> Published:
    """Check, write and register the release of a month; what is said of a retired record id holds for its heir.

    Raises ReleaseRefused when a gate stops it, ValueError if the month was never run or a reviewed file is wrong.
    """
    with _uncollected():
        return _publish(store, settings, month, records, provisional)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of garbage: the million objects of a large month hold no circles, and to look for some took a fifth of the
    time of its release."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _publish(store: Store, settings: Settings, month: Month, records: Sequence[Record], provisional: bool) -> Published:
    edition = Edition(store, settings, month, records, provisional, Registry(store).heirs())
    registered = store.releases_of(str(month))
    number = _number(registered[-1]["version"]) if registered else 0
    results = edition.checks()
    require(results, provisional)
    content = _content(edition)
    if registered and registered[-1]["digest"] == content:
        folder = settings.releases / str(month) / registered[-1]["version"]
        if folder.exists():
            return Published(folder, edition.own)
        number -= 1  # its files were lost: they are made again
    folder = _publish_next(edition, number + 1, content, results)
    with store.transaction() as connection:
        store.save_release(connection, edition.release_row(folder.name, content))
    return Published(folder, edition.own)


def _number(version: str) -> int:
    return int(version.removeprefix("v"))


def _content(edition: Edition) -> str:
    """Digest of what makes a version another one: its rows, its errata, who labelled it, and whether it is provisional."""
    made = json.dumps([edition.run.model, edition.provisional]).encode()
    return digest_of({**edition.tables, "errata.md": edition.errata(""), "made": made})


def _publish_next(edition: Edition, number: int, content: str, results: Sequence[CheckResult]) -> Path:
    """Publish as the first version from a number on that is free, or that a killed process left with these very bytes."""
    while True:
        try:
            files = _files(edition, number, content, results)
            return publish(files, edition.settings.releases, str(edition.month), f"v{number}")
        except VersionTaken:
            number += 1


def _files(edition: Edition, number: int, content: str, results: Sequence[CheckResult]) -> Files:
    """All files of the version of a number."""
    version, month = f"v{number}", str(edition.month)
    tables = edition.tables | {"projects.parquet": edition.parquet(version)}
    series = edition.series(edition.release_row(version, content))
    checks = edition.checks_json(version, results)
    held = [v for v in versions_of(edition.settings.releases, month) if _number(v) < number]
    before = read_release(edition.settings.releases, month, held[-1]) if held else {}
    after = {**tables, "checks.json": checks}
    changes = changes_between(before, after, departures(edition, before), edition.redirects) if before else []
    delta = Delta(month, held[-1] if held else "", version, changes, diff(before, after) if before else {})
    files = documents(edition.imprint(version), tables, checks, series, delta, edition.errata(version))
    return files | reports(files)
