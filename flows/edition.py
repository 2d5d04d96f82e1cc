"""Edition: a version of a month in the making, from the store and the reviewed files to its tables and gates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from census.check import Standing, check
from census.columns import PROJECTS
from census.corrections import Hole, read_corrections
from census.coverage import Day, count_days, coverage_rows, coverage_share, fates_of, listings_of, unexplained_holes
from census.dataset import parquet_of, project_rows, report_rows, tables_of
from census.decisions import decisions_of
from census.documents import checks_json, errata
from census.evidence import Evidence, evidence_of
from census.frontier import Frontier
from census.leaks import check_files
from census.ledger import Ledger, Run
from census.merge import FIELDS, in_force
from census.metadata import Imprint
from census.months import Month
from census.rebuild import Rebuilt, rebuild
from census.records import Announcement, Article, CheckResult, Label, Problem, Record
from census.series import series_rows, summary_of
from census.settings import Settings
from census.store import Store
from census.takedowns import Takedown, read_takedowns, taken_down
from classifiers.floors import calibration_of


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
        codes = [label.value or "unknown" for name in FIELDS if (label := labels.get((told.id, name)))]
        url = articles[told.article_id].url
        found.append(
            Problem("label", told.id, url, "undated", seen_at, ", ".join([told.lead or "no lead named", *codes]))
        )
    return found


@dataclass
class Edition:
    """One version of a month in the making. `records` are those that linking made of all months up to it, `redirects` name the heirs
    of retired record ids. Raises ValueError if the month was never run or a reviewed file is wrong."""

    store: Store
    settings: Settings
    month: Month
    records: Sequence[Record]
    provisional: bool
    redirects: Mapping[str, str]
    run: Run = field(init=False)
    cell_ids: list[str] = field(init=False)
    takedowns: list[Takedown] = field(init=False)
    holes: list[Hole] = field(init=False)
    evidence: Evidence = field(init=False)
    rebuilt: Rebuilt = field(init=False)
    own: list[Record] = field(init=False)
    read: list[Article] = field(init=False)
    undated: list[Problem] = field(init=False)
    problems: list[Problem] = field(init=False)
    days: dict[tuple[str, str], Day] = field(init=False)

    def __post_init__(self) -> None:
        ledger = Ledger(self.store, self.settings.lease_seconds)
        self.run, self.cell_ids = ledger.latest_run(str(self.month)), ledger.cell_ids_of(str(self.month))
        self.takedowns = read_takedowns(self.settings.takedowns)
        self._rebuild()
        self._read_month()
        self._count_coverage()

    def _rebuild(self) -> None:
        corrections, holes = read_corrections(self.settings.corrections)
        window = self.month.window
        self.holes = [h for h in holes if h.first <= window.last.isoformat() and h.last >= window.first.isoformat()]
        linked = [r for r in self.records if r.month == str(self.month)]
        due = [c for c in corrections if c.month == str(self.month)]
        ids = [id for r in linked for id in r.announcement_ids]
        self.evidence = evidence_of(self.store, ids, is_for_merging=bool(due or self.takedowns))
        self.rebuilt = rebuild(linked, self.evidence, due, self.takedowns, self.redirects)
        self.own = counted(self.rebuilt.records, self.month)

    def _read_month(self) -> None:
        """Articles read for the month, its undated announcements and its problems, without what was taken down."""
        listed = [a for a in self.store.articles_of(self.cell_ids) if a.month in (None, str(self.month))]
        covered = taken_down(self.takedowns, listed)
        self.read = [a for a in listed if a.id not in covered]
        undated = [a for a in self.store.undated(self.cell_ids, self.run.model) if a.article_id not in covered]
        known = evidence_of(self.store, [a.id for a in undated], is_for_merging=False)
        self.undated = set_aside(undated, known.articles, in_force(known.labels), self.run.started_at)
        met = [*self.store.problems_of(self.cell_ids), *Frontier(self.store).faults(self.cell_ids), *self.undated]
        kept = [p for p in met if not any(t.covers(p.url) for t in self.takedowns)]
        self.problems = sorted(kept, key=lambda p: (p.stage, p.reason, p.url or "", p.source, p.detail))

    def _count_coverage(self) -> None:
        over = [day for day in self.month.window.days if day.isoformat() <= self.run.started_at[:10]]
        fates = fates_of(self.store, self.cell_ids, self.month)
        listed = listings_of(self.store, self.cell_ids)
        self.days = count_days(over, fates, listed, self.read, self.problems)

    def imprint(self, version: str) -> Imprint:
        """What a version of this name says of itself."""
        return Imprint(str(self.month), version, self.run.started_at, self.run.model, self.provisional)

    @cached_property
    def _projects(self) -> list[dict[str, Any]]:
        return project_rows(self.own)

    @cached_property
    def tables(self) -> dict[str, bytes]:
        """File name -> bytes of the tables as CSV."""
        known, ids = self.evidence, {id for record in self.own for id in record.announcement_ids}
        told = [self.rebuilt.announcements[id] for id in sorted(ids)]
        labels = [x for x in known.labels if x.announcement_id in ids]
        judged = [j for j in known.judgements if j.a in ids or j.b in ids]
        decisions = [*decisions_of(told, labels, judged, self.run.model), *self.rebuilt.decisions]
        reports = report_rows(self.own, self.rebuilt.announcements, known.articles, self.rebuilt.labels)
        return tables_of(self._projects, reports, decisions, coverage_rows(self.days), self.problems)

    def parquet(self, version: str) -> bytes:
        """The projects as Parquet, marked with their version."""
        return parquet_of(PROJECTS, self._projects, self.imprint(version).said)

    def checks(self) -> tuple[CheckResult, ...]:
        """What the gates say of the records and of the tables made of them."""
        reports = {id: self.rebuilt.announcements[id] for record in self.own for id in record.announcement_ids}
        articles = self.evidence.articles
        urls = {r.id: [articles[reports[id].article_id].url for id in r.announcement_ids] for r in self.own}
        before = {row["month"]: row["projects"] for row in self.store.releases_of() if row["month"] < str(self.month)}
        standing = Standing(
            list(before.values()), calibration_of(self.settings.model), unexplained_holes(self.days), self.holes,
            self.rebuilt.outcomes, [told.date or "" for told in reports.values()],
        )  # fmt: skip
        texts = (article.whole for article in articles.values())
        return (
            *check(self.own, urls, len(self.undated), self.run.started_at, standing),
            *check_files(self.tables, self.parquet(""), texts, self.takedowns),
        )

    def checks_json(self, version: str, results: Sequence[CheckResult]) -> bytes:
        """checks.json of these results."""
        earlier = self.store.releases_of(str(self.month.before))
        coverage = {
            "articles": len(self.read),
            "outlets": len({a.outlet for a in self.read}),
            "languages": len({a.lang for a in self.read}),
            "set_aside": len(self.problems),
            "share": coverage_share(self.days),
        }
        base = earlier[-1]["projects"] if earlier else None
        return checks_json(self.imprint(version), len(self.own), base, coverage, results)

    def errata(self, version: str) -> bytes:
        """errata.md."""
        taken = [(t, sum(t is one for one in self.rebuilt.withdrawn.values())) for t in self.takedowns]
        return errata(self.imprint(version), self.rebuilt.outcomes, taken, self.holes)

    def release_row(self, version: str, content: str) -> dict[str, Any]:
        """Row of the store for a version of this content (digest)."""
        outlets = {
            id: self.evidence.articles[told.article_id].outlet for id, told in self.rebuilt.announcements.items()
        }
        read, share = {a.outlet for a in self.read}, coverage_share(self.days)
        return {
            "month": str(self.month),
            "version": version,
            "digest": content,
            "made_at": self.run.started_at,
            "model": self.run.model,
            "projects": len(self.own),
            "summary": summary_of(self.own, outlets, read, len(self.read), share, self.provisional),
        }

    def series(self, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows of series.csv, that of this version included."""
        return series_rows([*self.store.releases_of(), row])
