from dataclasses import replace
from datetime import date

import pytest

from census.coverage import Fate, Listed, count_days, coverage_rows, coverage_share, unexplained_holes
from census.records import Problem
from census.series import series_rows, summary_of
from tests.releases import ARTICLE, MONTH, RECORD

DAYS = MONTH.window.days
MADE = "2019-12-10T06:00:00Z"


def fate(day: str, article_id: str | None = None, reason: str = "", n: int = 0) -> Fate:
    return Fate("wire", day, article_id, reason, f"https://wire.example/{day}/{n}")


def test_links_count_for_their_source_other_articles_for_their_outlet_lost_pages_for_their_file() -> None:
    fates = [fate("2019-11-05", "x1"), fate("2019-11-05", None, "timeout", 1), fate("2019-11-05", None, "off_topic", 2)]
    articles = [replace(ARTICLE, id="x1"), replace(ARTICLE, id="x2"), replace(ARTICLE, id="x3", date="2019-11")]
    lost = Problem("parse", "2019-11.warc.gz", "https://z.example/", "js_only", MADE)
    doubt = replace(lost, reason="dates_disagree")
    days = count_days(DAYS, fates, [], articles, [lost, doubt, Problem("label", "x", "u", "undated", MADE)])
    assert coverage_rows(days) == [
        {"source": "2019-11.warc.gz", "day": "", "expected": None, "seen": 0, "dropped": 1, "reason": "js_only 1"},
        {"source": "Outlet", "day": "", "expected": None, "seen": 1, "dropped": 0, "reason": ""},
        {"source": "Outlet", "day": "2019-11-05", "expected": None, "seen": 1, "dropped": 0, "reason": ""},
        {
            "source": "wire",
            "day": "2019-11-05",
            "expected": 3,
            "seen": 1,
            "dropped": 2,
            "reason": "off_topic 1; timeout 1",
        },
    ]
    # Judged by its title is not lost.
    assert coverage_share(days) == pytest.approx(2 / 3, abs=0.001)
    assert coverage_share(count_days(DAYS, [], [], articles, [])) is None


def steady(without: str) -> list[Fate]:
    days = [day.isoformat() for day in DAYS if day.isoformat() != without]
    return [fate(day, f"{day}-{n}", n=n) for day in days for n in range(10)]


def test_a_listed_day_that_fell_silent_is_a_hole_and_a_failed_listing_explains_it() -> None:
    whole = Listed("wire", "2019-11-01", "2019-11-30", "")
    days = count_days(DAYS, steady("2019-11-13"), [whole], [], [])
    assert unexplained_holes(days) == [("wire", "2019-11-13")]
    row = next(r for r in coverage_rows(days) if r["day"] == "2019-11-13")
    assert (row["expected"], row["seen"], row["reason"]) == (10, 0, "hole")
    assert coverage_share(days) == pytest.approx(290 / 300, abs=0.001)
    parts = [
        replace(whole, last="2019-11-12"),
        replace(whole, first="2019-11-13", last="2019-11-13", reason="busy"),
        replace(whole, first="2019-11-14"),
    ]
    told = count_days(DAYS, steady("2019-11-13"), parts, [], [])
    assert unexplained_holes(told) == []
    assert next(r for r in coverage_rows(told) if r["day"] == "2019-11-13")["reason"] == "listing_busy"


def test_days_that_are_not_over_are_no_holes() -> None:
    begun = [day for day in DAYS if day <= date(2019, 11, 12)]
    fates = [f for f in steady("") if f.day <= "2019-11-12"]
    assert unexplained_holes(count_days(begun, fates, [Listed("wire", "2019-11-01", "2019-11-12", "")], [], [])) == []


def released(month: str, version: str, told_by: dict[str, str], outlets: str) -> dict:
    records = [
        replace(RECORD, id=id, announcement_ids=tuple(f"{id}{o}" for o in letters)) for id, letters in told_by.items()
    ]
    outlet_of = {id: id[-1] for record in records for id in record.announcement_ids}
    summary = summary_of(records, outlet_of, list(outlets), 9, 0.5, False)
    return {"month": month, "version": version, "projects": len(records), "summary": summary}


def test_a_new_source_adds_to_the_series_and_not_to_the_constant_panel() -> None:
    rows = series_rows([
        released("2019-10", "v1", {"r1": "A"}, "A"),
        released("2019-10", "v2", {"r1": "A", "r2": "AB"}, "AB"),
        released("2019-11", "v1", {"r3": "A", "r4": "AC", "r5": "C", "r6": "C"}, "ABC"),
    ])  # fmt: skip
    assert [(r["month"], r["version"], r["projects"], r["panel_projects"]) for r in rows] == [
        ("2019-10", "v2", 2, 2), ("2019-11", "v1", 4, 2),
    ]  # fmt: skip
    assert (rows[1]["articles"], rows[1]["sources"], rows[1]["coverage_share"], rows[1]["provisional"]) == (
        9,
        3,
        0.5,
        False,
    )


def test_a_version_of_before_the_series_has_its_total_only() -> None:
    [row] = series_rows([{"month": "2019-10", "version": "v1", "projects": 4, "summary": None}])
    assert row["projects"] == 4 and row["panel_projects"] is None
