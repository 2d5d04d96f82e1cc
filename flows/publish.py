"""Publishing a month: records through the gates to a version on disk; a pure function of the store.

The same content is never published twice.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from census.check import check, require
from census.frontier import Frontier
from census.ledger import Ledger
from census.merge import FIELDS
from census.months import Month
from census.records import Announcement, Article, Label, Problem, Record
from census.release import dataset, digest_of, publish
from census.report import reports
from census.settings import Settings
from census.store import Store


def counted(records: Sequence[Record], month: Month) -> list[Record]:
    """Records that count in a month: first disclosed in it, and told as new."""
    return [r for r in records if r.month == str(month) and r.is_new]


def set_aside(
    undated: Sequence[Announcement],
    articles: Mapping[str, Article],
    labels: Mapping[tuple[str, str], Label],
    seen_at: str,
) -> list[Problem]:
    """A problem for each announcement without a date, with the labels it was given all the same."""
    found = []
    for told in undated:
        codes = [label.value or "unknown" for field in FIELDS if (label := labels.get((told.id, field)))]
        url = articles[told.article_id].url
        found.append(
            Problem("label", told.id, url, "undated", seen_at, ", ".join([told.lead or "no lead named", *codes]))
        )
    return found


def publish_month(
    store: Store, ledger: Ledger, settings: Settings, month: Month, records: Sequence[Record], provisional: bool
) -> Path:
    """Check, write and register the release of a month; the folder of the version that holds this content.

    Raises ReleaseRefused when a gate stops it, ValueError if the month was never run.
    """
    run = ledger.latest_run(str(month))
    cell_ids = ledger.cell_ids_of(str(month))
    own = counted(records, month)
    ids = {id for r in own for id in r.announcement_ids}
    announcements = {a.id: a for a in store.announcements_until(month, run.model) if a.id in ids}
    dateless = store.undated(cell_ids, run.model)
    articles = store.articles(a.article_id for a in (*announcements.values(), *dateless))
    labels = store.labels_of([*announcements, *(a.id for a in dateless)])
    read = [a for a in store.articles_of(cell_ids) if a.month in (None, str(month))]
    urls = {r.id: [articles[announcements[id].article_id].url for id in r.announcement_ids] for r in own}
    undated = set_aside(dateless, articles, labels, run.started_at)
    results = check(own, urls, len(undated), run.started_at)
    require(results, provisional)
    earlier = store.releases_of(str(month.before))
    made = {
        "made_at": run.started_at,
        "model": run.model,
        "provisional": provisional,
        "base_projects": earlier[-1]["projects"] if earlier else None,
    }
    ledger_rows = [labels[key] for key in sorted(labels) if key[0] in announcements]
    problems = sorted(
        [*store.problems_of(cell_ids), *Frontier(store).faults(cell_ids), *undated],
        key=lambda p: (p.stage, p.reason, p.url or ""),
    )
    files = dataset(str(month), own, announcements, articles, read, ledger_rows, problems, results, made)
    return _register(store, settings, month, files | reports(files), made, len(own))


def _register(
    store: Store, settings: Settings, month: Month, files: dict[str, bytes], made: dict[str, Any], projects: int
) -> Path:
    digest = digest_of(files)
    versions = store.releases_of(str(month))
    version = next((v["version"] for v in versions if v["digest"] == digest), f"v{len(versions) + 1}")
    folder = settings.releases / str(month) / version
    if not (folder / "checks.json").exists():
        folder = publish(files, settings.releases, str(month), version)
    row = {
        "month": str(month),
        "version": version,
        "digest": digest,
        "made_at": made["made_at"],
        "model": made["model"],
        "projects": projects,
    }
    with store.transaction() as connection:
        store.save_release(connection, row)
    return folder
