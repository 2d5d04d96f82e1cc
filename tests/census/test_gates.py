"""Each gate stops a release that deserves it, and lets a fine one pass."""

from dataclasses import replace

import pytest

from census.check import ReleaseRefused, Standing, check, require
from census.columns import PROJECTS
from census.corrections import Correction, Hole, Outcome
from census.dataset import parquet_of, project_rows
from census.leaks import MOST_QUOTED, check_files, is_formula, quoted_in
from census.records import CheckResult, Record
from census.takedowns import Takedown
from tests.releases import ARTICLE, MADE_AT, RECORD, TOLD, another, said, tables

FINE = Standing(
    past=(1, 1, 2, 1, 1), calibration={"sector": (0.03, 0.04)}, holes=(("port_news", "2019-11-04"),),
    explained=(Hole("port_news", "2019-11-01", "2019-11-30", "its server moved", "desk"),), dates=("2019-11-05",),
)  # fmt: skip
CORRECTION = Correction(
    "2019-11", "record", "r1", "sector", "trade", "finance", "why", "desk", "confirmed", "2026-01-01", "a.toml"
)
PARQUET = parquet_of(PROJECTS, project_rows([RECORD]), {})
SENTENCE = "The bureau said on Tuesday that it would issue every invoice of the port on a shared ledger from the spring on, after a trial of six months."


def gates(
    records: tuple[Record, ...] = (RECORD,), url: str | None = "https://a.example/1", standing: Standing = FINE
) -> tuple[CheckResult, ...]:
    return check(records, {"r1": [url]}, 0, MADE_AT, standing)


def test_a_sound_month_passes_every_gate() -> None:
    results = (*gates(), *check_files(tables(), PARQUET, [ARTICLE.whole], []))
    assert [r.name for r in results if not r.passed] == []
    assert {r.weight for r in results} == {"hard", "soft", "note"} and all(said(r.found) for r in results)
    require(results, provisional=False)


BAD: dict[str, tuple[CheckResult, ...]] = {
    "known_codes": gates((replace(RECORD, sector="alchemy"),)),
    "parts_equal_total": gates((RECORD, RECORD)),
    "no_future_dates": gates((replace(RECORD, first_disclosed="2031-01-01"),)),
    "evidence_has_url": gates(url=None),
    "counts_within_bounds": gates(standing=replace(FINE, past=(80, 84, 92, 81, 86))),
    "doubtful_share": gates((replace(RECORD, needs_review=("sector",)),)),
    "calibration": gates(standing=replace(FINE, calibration={"sector": (0.09, 0.04)})),
    "coverage_holes_explained": gates(standing=replace(FINE, explained=())),
    "corrections_apply": gates(standing=replace(FINE, outcomes=(Outcome(CORRECTION, "refused", "energy"),))),
}
SOFT = {
    "evidence_has_url",
    "counts_within_bounds",
    "doubtful_share",
    "calibration",
    "coverage_holes_explained",
    "corrections_apply",
}


@pytest.mark.parametrize("name", BAD)
def test_a_month_that_would_mislead_is_refused(name: str) -> None:
    assert [r.name for r in BAD[name] if not r.passed] == [name]
    with pytest.raises(ReleaseRefused, match=name):
        require(BAD[name], provisional=False)
    if name in SOFT:
        require(BAD[name], provisional=True)
    else:
        with pytest.raises(ReleaseRefused, match=name):
            require(BAD[name], provisional=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"application": "alchemy"}, {"sector_alt": "alchemy"}, {"subject": "witch"}, {"stage": "dreamt"}, {"country": "XX1"},
        {"host_countries": ("QQQ",)},
    ],
)  # fmt: skip
def test_no_field_may_hold_a_code_outside_its_table(changed: dict) -> None:
    assert not next(r for r in gates((replace(RECORD, **changed),)) if r.name == "known_codes").passed


def test_a_report_dated_after_the_run_is_refused() -> None:
    late = gates(standing=replace(FINE, dates=("2019-11-05", "2020-01-01")))
    assert (
        said(next(r for r in late if r.name == "no_future_dates").found)
        == "0 projects and 1 report dated after the run"
    )


# Totals of the hand-made series; 81 to 46 was a real fall.
@pytest.mark.parametrize(
    ("count", "passes"), [(46, True), (86, True), (150, True), (20, False), (400, False), (0, False)]
)
def test_counts_are_held_against_what_past_months_make_likely(count: int, passes: bool) -> None:
    records = tuple(replace(RECORD, id=f"r{n}") for n in range(count))
    results = check(records, {}, 0, MADE_AT, Standing(past=(92, 84, 86, 81)))
    gate = next(r for r in results if r.name == "counts_within_bounds")
    assert gate.passed is passes and "the 4 months before make" in said(gate.found)


def test_three_months_say_nothing_of_what_is_usual() -> None:
    gate = next(r for r in gates(standing=replace(FINE, past=(900, 900, 900))) if r.name == "counts_within_bounds")
    assert gate.passed and "too few" in said(gate.found)


def test_reviewed_doubt_is_no_doubt_and_a_needless_correction_is_told_only() -> None:
    doubted = gates((replace(RECORD, needs_review=("sector",), reviewed=True),))
    assert next(r for r in doubted if r.name == "doubtful_share").passed
    idle = gates(standing=replace(FINE, outcomes=(Outcome(CORRECTION, "unneeded", "finance"),)))
    note = next(r for r in idle if r.name == "corrections_needed")
    assert not note.passed and "a.toml on r1" in said(note.found)
    require(idle, provisional=False)


def failing(
    made: dict[str, bytes], takedowns: list[Takedown] | None = None, texts: list[str] | None = None
) -> list[str]:
    results = check_files(made, PARQUET, texts or [ARTICLE.whole], takedowns or [])
    assert all(r.weight == "hard" for r in results)
    return [r.name for r in results if not r.passed]


def test_tables_that_do_not_agree_are_refused() -> None:
    record, told, article = another(2)
    assert failing(tables([RECORD, record], [TOLD, told], [ARTICLE, article])) == ["tables_agree"]  # one row in Parquet
    short = tables()
    short["evidence.csv"] = short["evidence.csv"].splitlines(keepends=True)[0]
    assert failing(short) == ["tables_agree"]


def test_an_article_s_sentence_in_a_cell_is_refused_and_a_name_is_not() -> None:
    article = replace(ARTICLE, text=f"Other news. {SENTENCE} More news.")
    leaking = tables([replace(RECORD, headline=f"So it was told: {SENTENCE}")])
    assert failing(leaking, texts=[article.whole]) == ["no_article_text"]
    assert failing(leaking) == []
    assert failing(tables([replace(RECORD, headline=SENTENCE[:MOST_QUOTED])]), texts=[article.whole]) == []


@pytest.mark.parametrize("shift", range(0, 70, 7))
def test_a_quote_is_found_wherever_it_begins(shift: int) -> None:
    cell = "x" * shift + SENTENCE[: MOST_QUOTED + 1]
    assert quoted_in([cell], [f"y {SENTENCE} y"]) == {cell}
    assert quoted_in(["x" * shift + SENTENCE[:MOST_QUOTED]], [f"y {SENTENCE} y"]) == set()


def test_a_live_formula_is_refused() -> None:
    made = tables()
    made["projects.csv"] = made["projects.csv"].replace(b"Bank (China)", b"=Bank(China)")
    assert failing(made) == ["no_formula"]
    assert not is_formula("-0.5") and not is_formula("'=1") and is_formula("-0.5+cmd|x") and is_formula("＝1")


@pytest.mark.parametrize(
    "takedown",
    [
        Takedown("2026-01-01", "asked", url="http://A.example/1?utm_source=x"), Takedown("2026-01-01", "asked", outlet="Outlet"),
        Takedown("2026-01-01", "asked", outlet="a.example"),
    ],
)  # fmt: skip
def test_what_was_taken_down_is_refused(takedown: Takedown) -> None:
    assert failing(tables(), [takedown]) == ["takedowns_hold"]
    assert failing(tables(), [Takedown("2026-01-01", "asked", outlet="b.example")]) == []
