"""A release made of one project, for tests of what is done with releases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from census.columns import PROJECTS
from census.coverage import count_days, coverage_rows
from census.dataset import parquet_of, project_rows, report_rows, tables_of
from census.decisions import Decision, decisions_of
from census.documents import Delta, checks_json, documents, errata
from census.metadata import Imprint
from census.months import Month
from census.records import Announcement, Article, CheckResult, Record
from census.sayings import Saying
from census.series import series_rows, summary_of
from census.texts import texts

RECORD = Record(
    id="r1", month="2019-11", headline="Bank (China): finance project, live", lead="Bank", partners=("IBM",), sector="finance", sector_alt=None,
    application=None, country="CN", host_countries=("CN",), place=None, subject="government", stage="live", topics=(), announcement_ids=("a",),
    probabilities=(("sector", 0.9),), labelled_by=(("sector", "model/1"),), reviewed=False, needs_review=(), first_disclosed="2019-11-05",
    is_new=True,
)  # fmt: skip
MADE_AT = "2019-12-10T06:00:00Z"
ARTICLE = Article("x", "https://a.example/1", "Outlet", "Title", "Text", "2019-11-05")
TOLD = Announcement("a", "x", (0, 5), "Title", "2019-11-05", "en")
MONTH = Month.parse("2019-11")


def said(saying: Saying) -> str:
    """A saying in English."""
    return texts("en").tell(saying)


def another(number: int) -> tuple[Record, Announcement, Article]:
    """A second project with its report."""
    article = replace(ARTICLE, id=f"x{number}", url=f"https://a.example/n{number}")
    told = replace(TOLD, id=f"a{number}", article_id=article.id)
    return replace(RECORD, id=f"r{number}", announcement_ids=(told.id,)), told, article


def tables(
    records: Sequence[Record] = (RECORD,), told: Sequence[Announcement] = (TOLD,), articles: Sequence[Article] = (ARTICLE,),
    decisions: Sequence[Decision] = (), model: str = "model/1",
) -> dict[str, bytes]:  # fmt: skip
    by_id, texts = {t.id: t for t in told}, {a.id: a for a in articles}
    reports = report_rows(records, by_id, texts, {})
    days = count_days(MONTH.window.days, [], [], list(articles), [])
    ledger = [*decisions_of(told, [], [], model), *decisions]
    return tables_of(project_rows(records), reports, ledger, coverage_rows(days), [])


def frozen(
    checks: tuple[CheckResult, ...] = (), provisional: bool = False, base_projects: int | None = None,
    made: Mapping[str, bytes] | None = None, model: str = "model/1",
) -> dict[str, bytes]:  # fmt: skip
    """All files of a release but the report."""
    imprint = Imprint("2019-11", "v1", MADE_AT, model, provisional)
    csvs = dict(made or tables())
    summary = summary_of([RECORD], {"a": "Outlet"}, ["Outlet"], 1, None, provisional)
    series = series_rows([{"month": "2019-11", "version": "v1", "projects": 1, "summary": summary}])
    coverage = {"articles": 1, "outlets": 1, "languages": 1, "set_aside": 0, "share": None}
    parquet = parquet_of(PROJECTS, project_rows([RECORD]), imprint.said)
    checked = checks_json(imprint, 1, base_projects, coverage, checks)
    delta = Delta("2019-11", "", "v1", [], {})
    return documents(imprint, csvs | {"projects.parquet": parquet}, checked, series, delta, errata(imprint, [], [], []))
