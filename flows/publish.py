"""Publishing a month: records through the gates to a version on disk; the same content is never published twice."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from census.check import check, require
from census.ledger import Run
from census.months import Month
from census.records import Announcement, Article, CheckResult, Problem, Record
from census.release import dataset, digest_of, publish
from census.report import report
from census.settings import Settings
from census.store import Store


def counted(records: Sequence[Record], month: Month) -> list[Record]:
    """Records that count in a month: first disclosed in it, and told as new."""
    return [r for r in records if r.month == str(month) and r.is_new]


def publish_month(
    store: Store,
    settings: Settings,
    month: Month,
    records: Sequence[Record],
    read: Sequence[Article],
    problems: Sequence[Problem],
    run: Run,
    provisional: bool,
) -> Path:
    """Check, write and register the release of a month; the folder of the version that holds this content.

    Raises ReleaseRefused when a gate stops it.
    """
    own = counted(records, month)
    announcements = {
        a.id: a for a in store.announcements_until(month, run.model) if any(a.id in r.announcement_ids for r in own)
    }
    articles = store.articles(a.article_id for a in announcements.values())
    urls = {r.id: [articles[announcements[id].article_id].url for id in r.announcement_ids] for r in own}
    results = check(own, urls, sum(a.date is None for a in read), run.started_at)
    require(results, provisional)
    made = {"made_at": run.started_at, "model": run.model, "provisional": provisional}
    labels = store.labels_of(announcements)
    files = dataset(
        str(month), own, announcements, articles, read, [labels[key] for key in sorted(labels)], problems, results, made
    )
    files |= _report(store, month, own, results, read, problems, made, announcements, articles)
    return _register(store, settings, month, files, made, len(own))


def _report(
    store: Store, month: Month, own: Sequence[Record], results: Sequence[CheckResult], read: Sequence[Article], problems: Sequence[Problem],
    made: dict[str, Any], announcements: dict[str, Announcement], articles: dict[str, Article],
) -> dict[str, bytes]:  # fmt: skip
    earlier = store.releases_of(str(month.before))
    coverage = {
        "articles": len(read), "outlets": len({a.outlet for a in read}), "languages": len({a.lang for a in read}), "set_aside": len(problems),
    }  # fmt: skip
    links = {
        r.id: [
            (a.outlet, a.url) for a in (articles[announcements[id].article_id] for id in r.announcement_ids) if a.url
        ]
        for r in own
    }
    return report(month, own, earlier[-1]["projects"] if earlier else None, results, coverage, made, links)


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
