from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census.changes import Change, Departure, changes_between
from census.columns import EVIDENCE, PROJECTS
from census.decisions import Decision
from census.delimited import write_table
from census.delta import KEYS, apply, diff
from census.documents import Delta
from census.records import Announcement, Record
from census.sayings import Saying
from tests.releases import ARTICLE, RECORD, TOLD, frozen, said, tables

Files = dict[str, bytes]
# Letters of several scripts, and all that CSV and spreadsheets stumble over.
CELL = st.text(alphabet='ab,"\n\r\t=+-@;é中', max_size=6)


@st.composite
def versions(draw: st.DrawFn) -> Files:
    ids = sorted(draw(st.sets(st.sampled_from([f"r{n}" for n in range(6)]))))
    pairs = sorted(draw(st.sets(st.tuples(st.sampled_from(ids or ["r0"]), st.sampled_from("abcdef")))))
    projects = [
        dict.fromkeys(PROJECTS.names, "") | {"id": id, "headline": draw(CELL), "lead": draw(CELL)} for id in ids
    ]
    evidence = [
        dict.fromkeys(EVIDENCE.names, "") | {"project_id": id, "announcement_id": a, "url": draw(CELL)}
        for id, a in pairs
    ]
    return {
        "projects.csv": write_table(PROJECTS.names, projects),
        "evidence.csv": write_table(EVIDENCE.names, evidence),
    }


@settings(deadline=None)  # a loaded machine is no fault
@given(versions(), versions())
def test_a_delta_applied_to_one_version_gives_the_other_byte_for_byte(before: Files, after: Files) -> None:
    assert apply(diff(before, after), before) == after
    assert all(not any(own[k] for k in ("added", "removed", "changed")) for own in diff(after, after).values())


@settings(deadline=None)  # a loaded machine is no fault
@given(versions(), versions())
def test_a_delta_survives_being_written_as_json(before: Files, after: Files) -> None:
    written = Delta("2019-11", "v1", "v2", [], diff(before, after)).to_json()
    assert apply(Delta.read({"changes.json": written}).tables, before) == after


def test_columns_that_come_and_go_are_part_of_the_delta() -> None:
    keys = dict.fromkeys(KEYS, b"")
    old = keys | {"projects.csv": b"id,gone\nr1,x\n", "evidence.csv": b"project_id,announcement_id\n"}
    new = old | {"projects.csv": b"id,fresh\nr1,y\nr2,\n"}
    assert apply(diff(old, new), old) == new and apply(diff(new, old), new) == old


def test_a_delta_is_not_applied_to_another_version_and_not_made_of_a_disordered_one() -> None:
    before = {"projects.csv": b"id\nr1\nr2\n", "evidence.csv": b"project_id,announcement_id\n"}
    after = before | {"projects.csv": b"id\nr1\n"}
    with pytest.raises(ValueError, match="which the table does not hold"):
        apply(diff(before, after), after)
    with pytest.raises(ValueError, match="not ordered by id"):
        diff(after, before | {"projects.csv": b"id\nr2\nr1\n"})


def report(id: str) -> Announcement:
    return replace(TOLD, id=id)


def release(
    groups: dict[str, str], decisions: Sequence[Decision] = (), model: str = "model/1", **fields: dict
) -> Files:
    """A version of projects (id -> letters of their announcements), some with other fields."""
    records: list[Record] = [
        replace(RECORD, id=id, announcement_ids=tuple(letters), **fields.get(id, {})) for id, letters in groups.items()
    ]
    told = [report(letter) for letters in groups.values() for letter in letters]
    made = tables(records, told, [ARTICLE], decisions, model)
    return frozen(made=made, model=model)


def judged(a: str, b: str, verdict: str, by: str) -> Decision:
    return Decision("judgement", a, "project", verdict, 0.9, by, "2026-01-01", "named alike", other_id=b)


def compare(old: Files, new: Files, departures: dict | None = None, redirects: dict | None = None) -> list[Change]:
    found = changes_between(old, new, departures or {}, redirects or {})
    assert all(change.reason and change.decision["by"] and change.decision["kind"] for change in found)
    return found


def test_nothing_changed_is_no_change() -> None:
    assert compare(release({"r1": "ab"}), release({"r1": "ab"})) == []


def test_a_project_that_came_names_the_finding_behind_it() -> None:
    [change] = compare(release({"r1": "a"}), release({"r1": "a", "r2": "bc"}))
    assert (change.kind, change.project_id, said(change.reason)) == ("added", "r2", "told by 2 reports not held before")
    assert change.decision["kind"] == "finding" and change.decision["announcement_id"] in "bc"


def test_a_project_that_left_names_why_its_reports_left() -> None:
    why = Departure(
        Saying.of("reason.other_month", month=Saying.of("month", month="2019-10")),
        Decision("finding", "z", "date", "2019-10-30", None, "model/1", "").row,
    )
    [change] = compare(release({"r1": "a", "r2": "b"}), release({"r1": "a"}), {"b": why})
    assert (change.kind, said(change.reason), change.decision["value"]) == (
        "removed",
        "its project was first disclosed in October 2019",
        "2019-10-30",
    )
    taken = Decision("takedown", "b", "relevance", "taken_down", None, "desk", "2026-01-01", "asked by the publisher")
    [change] = compare(release({"r1": "a", "r2": "b"}), release({"r1": "a"}, [taken]))
    assert (change.kind, said(change.reason), change.decision["by"]) == ("removed", "asked by the publisher", "desk")
    [change] = compare(release({"r1": "a", "r2": "b"}), release({"r1": "a"}, model="model/2"))[:1]
    assert change.kind == "removed" and said(change.reason) == "model/2 finds no project of this month in its reports"


def test_merged_projects_name_the_judgement_that_joined_them() -> None:
    known = judged("a", "c", "same", "model/1")
    joined = judged("a", "b", "same", "analyst/ana")
    changes = compare(release({"r1": "a", "r2": "bc"}, [known]), release({"r1": "abc"}, [known, joined]))
    assert [(c.kind, c.project_id, c.other_ids) for c in changes] == [("changed", "r1", []), ("merged", "r2", ["r1"])]
    assert changes[1].decision == joined.row
    assert said(changes[0].reason) == "analyst/ana decided it: named alike" and changes[0].fields["evidence_count"] == [
        "1",
        "3",
    ]


def test_reports_that_join_or_leave_by_the_model_are_counted() -> None:
    [grown] = compare(release({"r1": "a"}), release({"r1": "abc"}))
    assert (grown.kind, said(grown.reason)) == ("changed", "2 reports joined it") and grown.decision[
        "announcement_id"
    ] in "bc"
    [shrunk] = compare(release({"r1": "abc"}), release({"r1": "a"}))
    assert (shrunk.kind, said(shrunk.reason)) == ("changed", "2 reports left it")


def test_a_redirect_says_where_a_retired_project_went() -> None:
    old, new = release({"r1": "a", "r2": "b", "r3": "c"}), release({"r1": "a", "r3": "c"})
    [change] = compare(old, new, redirects={"r2": "r3"})
    assert (change.kind, change.other_ids) == ("merged", ["r3"])


def test_a_split_names_the_judgement_that_parted_it() -> None:
    parted = judged("a", "b", "different", "analyst/ana")
    changes = compare(release({"r1": "ab"}), release({"r1": "a", "r2": "b"}, [parted]))
    assert [(c.kind, c.project_id, c.other_ids) for c in changes] == [("changed", "r1", []), ("split", "r2", ["r1"])]
    assert changes[1].decision == parted.row and said(changes[0].reason) == "analyst/ana decided it: named alike"


def test_a_relabelled_project_names_who_gave_the_label() -> None:
    label = Decision("label", "a", "sector", "trade", 1.0, "analyst/ana", "2026-01-01")
    [change] = compare(release({"r1": "a"}), release({"r1": "a"}, [label], r1={"sector": "trade"}))
    assert (change.kind, change.fields, said(change.reason)) == (
        "relabelled",
        {"sector": ["finance", "trade"]},
        "analyst/ana decided it",
    )
    assert change.decision == label.row
    correction = Decision(
        "correction", "a", "sector", "trade", 1.0, "analyst/ana", "2026-01-01", "it ships goods (a.toml)"
    )
    [change] = compare(release({"r1": "a"}), release({"r1": "a"}, [correction, label], r1={"sector": "trade"}))
    assert (said(change.reason), change.decision["kind"]) == ("it ships goods (a.toml)", "correction")


def test_another_model_is_the_reason_where_nothing_else_changed() -> None:
    label = Decision("label", "a", "sector", "trade", 0.8, "model/2", "2026-01-01")
    [change] = compare(release({"r1": "a"}), release({"r1": "a"}, [label], "model/2", r1={"sector": "trade"}))
    assert said(change.reason) == "model/2 took the place of model/1" and change.decision == label.row


def test_the_page_of_changes_says_each_with_its_reason_and_decision() -> None:
    old, new = release({"r1": "a"}), release({"r1": "a", "r2": "b"}, r1={"stage": "pilot"})
    delta = Delta("2019-11", "v1", "v2", compare(old, new), diff(old, new))
    page = delta.to_page(provisional=True).decode()
    assert "Since 2019-11/v1: 1 added, 1 relabelled." in page and "PROVISIONAL" in page
    assert "stage: live → pilot" in page and "Behind it: finding by model/1" in page
    assert Delta.read({"changes.json": delta.to_json()}) == delta
