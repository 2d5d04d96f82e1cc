from dataclasses import replace
from pathlib import Path

import pytest

from census.check import check, require
from census.months import Month
from census.records import Announcement, Article, CheckResult, Record, ReleaseRefused
from census.release import dataset, digest_of, publish, read_release, safe_cell
from census.report import report

RECORD = Record(
    id="r1", month="2019-11", headline="Bank (China): finance project, live", lead="Bank", partners=("IBM",), sector="finance", sector_alt=None,
    application=None, country="CN", host_countries=("CN",), place=None, subject="government", stage="live", topics=(), announcement_ids=("a",),
    probabilities=(("sector", 0.9),), labelled_by=(("sector", "model/1"),), reviewed=False, needs_review=(), first_disclosed="2019-11-05",
    is_new=True,
)  # fmt: skip
MADE = {"made_at": "2019-12-10T06:00:00Z", "model": "model/1", "provisional": False}
ARTICLE = Article("x", "https://a.example/1", "Outlet", "Title", "Text", "2019-11-05")
TOLD = Announcement("a", "x", (0, 5), "Title", "2019-11-05", "en")
MONTH = Month.parse("2019-11")


def frozen(checks: tuple[CheckResult, ...] = (), **made: object) -> dict[str, bytes]:
    known = MADE | {"base_projects": None} | made
    return dataset("2019-11", [RECORD], {"a": TOLD}, {"x": ARTICLE}, [ARTICLE], [], [], checks, known)


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@sum", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_a_sound_month_passes_its_gates() -> None:
    require(check([RECORD], {"r1": ["https://a.example/1"]}, 0, MADE["made_at"]), provisional=False)


@pytest.mark.parametrize(
    ("records", "urls", "name", "provisional"),
    [
        ([replace(RECORD, sector="alchemy")], {"r1": ["u"]}, "known_codes", True),
        ([replace(RECORD, first_disclosed="2031-01-01")], {"r1": ["u"]}, "no_future_dates", True),
        ([RECORD, RECORD], {"r1": ["u"]}, "parts_equal_total", True),
        ([RECORD], {"r1": [None]}, "evidence_has_url", False),
    ],
)
def test_a_month_that_would_mislead_is_refused(records: list[Record], urls: dict, name: str, provisional: bool) -> None:
    with pytest.raises(ReleaseRefused, match=name):
        require(check(records, urls, 0, MADE["made_at"]), provisional)


def test_a_soft_gate_can_be_passed_with_a_watermark() -> None:
    results = check([RECORD], {"r1": [None]}, 0, MADE["made_at"])
    require(results, provisional=True)
    html = report(frozen(results, provisional=True))["report.html"].decode()
    assert "Provisional" in html and "1 projects have no evidence with an address" in html


def test_a_published_version_is_whole_and_the_pointer_follows(tmp_path: Path) -> None:
    (tmp_path / "2019-11" / ".v1.999").mkdir(parents=True)  # left by a killed run
    folder = publish({"projects.csv": b"id\n"}, tmp_path, "2019-11", "v1")
    assert read_release(tmp_path, "2019-11") == {"projects.csv": b"id\n"}
    with pytest.raises(ValueError, match="chaincensus run 2019-11"):
        read_release(tmp_path, "2019-11", "v7")
    assert [p.name for p in folder.iterdir()] == ["projects.csv"]
    assert not (tmp_path / "2019-11" / ".v1.999").exists()
    assert digest_of({"a": b"1", "b": b"2"}) == digest_of({"b": b"2", "a": b"1"}) != digest_of({"a": b"12", "b": b""})


def test_the_report_says_each_share_as_a_fraction() -> None:
    files = report(frozen(base_projects=2))
    markdown, html = files["report.md"].decode(), files["report.html"].decode()
    assert "100% (1/1)" in markdown and "−1 on October 2019 (2; −50%)" in markdown
    assert "<svg" in html and "https://a.example/1" in html


@pytest.mark.parametrize("text", ["2019-13", "november", "2001-01", "2019-1"])
def test_a_month_is_written_one_way(text: str) -> None:
    with pytest.raises(ValueError, match="write it as"):
        Month.parse(text)
