"""Versions of a month over a small generated store: corrections, takedowns, deltas, the same bytes."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.generated import MODEL, fill, linked
from census.check import ReleaseRefused
from census.delimited import Row, read_table
from census.delta import apply
from census.documents import Delta
from census.identity import redirect
from census.months import Month
from census.records import Judgement, Label, Record
from census.registry import Registry
from census.release import read_release
from census.settings import Settings
from census.store import Store
from census.taxonomy import label_of
from flows.cli import app
from flows.publish import Published, publish_month
from tests.releases import said

MONTH = Month.parse("2019-11")


@dataclass
class Desk:
    """A home folder with a filled store, and the reviewed files of its own."""

    settings: Settings
    store: Store

    def publish(self, provisional: bool = False, month: Month = MONTH) -> Published:
        return publish_month(self.store, self.settings, month, self.linked(month), provisional)

    def linked(self, month: Month = MONTH) -> list[Record]:
        records, registry = linked(self.store, month), Registry(self.store)
        after = {id: r.id for r in records for id in r.announcement_ids}
        dates = registry.dates_of(after)
        changed, revived = redirect(
            registry.held(after), after, registry.standing(after), dates, "2026-01-31T00:00:00Z"
        )
        with self.store.transaction() as connection:
            registry.enter(connection, after, MODEL)
            registry.redirect(connection, changed, revived)
        return records

    def files(self, version: str = "", month: Month = MONTH) -> dict[str, bytes]:
        return read_release(self.settings.releases, str(month), version)

    def rows(self, file: str, version: str = "") -> list[Row]:
        return read_table(self.files(version)[file])[1]

    def correct(self, **entry: str) -> None:
        known = {
            "month": str(MONTH), "kind": "record", "reason": "the lead told us", "author": "ana", "status": "confirmed", "made_at": "2026-01-31",
        }  # fmt: skip
        self.settings.corrections.mkdir(exist_ok=True)
        lines = "".join(f'{name} = "{value}"\n' for name, value in (known | entry).items())
        (self.settings.corrections / "a.toml").write_text(f"[[correction]]\n{lines}")

    def take_down(self, **entry: str) -> None:
        lines = "".join(f'{name} = "{value}"\n' for name, value in entry.items())
        self.settings.takedowns.write_text(
            f'[[takedown]]\ndate = "2026-01-31"\nreason = "asked by the publisher"\n{lines}'
        )

    def delta(self, version: str) -> Delta:
        """The delta of a version to the one before, after it was seen to turn that into this."""
        files = self.files(version)
        made = Delta.read(files)
        assert apply(made.tables, self.files(made.base)) == {name: files[name] for name in made.tables}
        assert all(change.reason and change.decision["by"] for change in made.changes)
        return made


def open_desk(home: Path, projects: int = 20) -> Desk:
    settings = Settings.model_validate(
        {"home": home, "corrections": home / "corrections", "takedowns": home / "takedowns.toml"}
    )
    store = Store.open(settings.database_url)
    fill(store, MONTH, projects, 200)
    return Desk(settings, store)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    made.store.close()


def test_the_same_store_gives_the_same_bytes_and_is_published_once(desk: Desk, tmp_path: Path) -> None:
    first, again = desk.publish(), desk.publish()
    assert first.folder == again.folder and first.folder.name == "v1"
    other = open_desk(tmp_path / "other")
    other.publish()
    assert other.files() == desk.files()
    other.store.close()
    made = Delta.read(desk.files())
    assert made.base == "" and not made.changes and b"The first version of 2019-11." in desk.files()["CHANGES.md"]


def test_files_that_were_lost_are_made_again_with_the_same_bytes(desk: Desk) -> None:
    before = desk.files() if desk.publish() else {}
    shutil.rmtree(desk.settings.releases / "2019-11" / "v1")
    assert desk.publish().folder.name == "v1" and desk.files() == before


def test_a_version_that_a_killed_run_left_unregistered_is_taken_up(desk: Desk, tmp_path: Path) -> None:
    twin = open_desk(tmp_path / "twin")
    twin.publish()
    # The twin's folder is what a process leaves that dies between writing the files and telling the store.
    desk.settings.releases.parent.mkdir(exist_ok=True)
    twin.settings.releases.rename(desk.settings.releases)
    assert desk.publish().folder.name == "v1" and [r["version"] for r in desk.store.releases_of("2019-11")] == ["v1"]
    twin.store.close()


def test_a_correction_makes_a_version_that_names_it_everywhere(desk: Desk) -> None:
    target = desk.publish().records[0]
    value = "energy" if target.sector != "energy" else "trade"
    desk.correct(target=target.id, field="sector", expect=target.sector, value=value)
    assert desk.publish().folder.name == "v2"
    row = next(r for r in desk.rows("projects.csv") if r["id"] == target.id)
    assert row["sector"] == value and "sector: analyst/ana" in row["labelled_by"]
    [change] = desk.delta("v2").changes
    assert (change.kind, change.project_id) == ("relabelled", target.id)
    assert said(change.reason) == "the lead told us (a.toml)" and change.decision["by"] == "analyst/ana"
    assert f"{target.sector} → {value}. the lead told us (ana). Applied." in desk.files()["errata.md"].decode()
    assert [r["why"] for r in desk.rows("decisions.csv") if r["kind"] == "correction"]
    # Rebuilt from the same store, it is applied again and makes nothing new.
    assert desk.publish().folder.name == "v2"


def test_a_correction_whose_source_has_changed_stops_the_release(desk: Desk) -> None:
    target = desk.publish().records[0]
    value, expect = ("energy", "trade") if target.sector not in ("energy", "trade") else ("retail_tourism", "logistics")
    desk.correct(target=target.id, field="sector", expect=expect, value=value)
    labels = [re.escape(label_of("sector", code)) for code in (target.sector, expect)]
    with pytest.raises(
        ReleaseRefused,
        match=rf"corrections_apply: 1 .*a\.toml on {target.id}: sector is {labels[0]}, expected {labels[1]}",
    ):
        desk.publish()
    desk.publish(provisional=True)
    assert b"NOT applied" in desk.files()["errata.md"]
    assert next(r for r in desk.rows("projects.csv") if r["id"] == target.id)["sector"] == target.sector


def test_a_correction_that_is_needed_no_more_is_told(desk: Desk) -> None:
    target = desk.publish().records[0]
    desk.correct(target=target.id, field="sector", expect="other", value=target.sector)
    desk.publish()
    told = next(c for c in json.loads(desk.files()["checks.json"])["checks"] if c["name"] == "corrections_needed")
    assert not told["passed"] and "a.toml" in told["sentence"]


@pytest.mark.parametrize("what", ["url", "outlet"])
def test_what_is_taken_down_is_in_no_version_to_come(desk: Desk, what: str) -> None:
    desk.publish()
    row = desk.rows("evidence.csv")[0]
    desk.take_down(**{what: row[what]})
    assert desk.publish().folder.name == "v2"
    after = desk.files()
    mark = row["url"] if what == "url" else f",{row['outlet']},"
    assert mark.encode() in desk.files("v1")["evidence.csv"]
    told = {name: content for name, content in after.items() if name != "errata.md"}
    assert not [name for name, content in told.items() if mark.encode() in content]
    assert b"asked by the publisher" in after["errata.md"] and row["url"].encode() not in after["errata.md"]
    assert any(
        c.decision["by"] == "desk" and "asked by the publisher" in said(c.reason) for c in desk.delta("v2").changes
    )
    # Later versions neither.
    desk.correct(target=desk.rows("projects.csv")[0]["id"], field="place", expect="", value="Shenzhen")
    assert desk.publish().folder.name == "v3" and mark.encode() not in desk.files()["evidence.csv"]


def test_analysts_judgements_join_two_projects_and_the_delta_names_them(desk: Desk) -> None:
    one, other = desk.publish().records[:2]
    pairs = [sorted((a, b)) for a in one.announcement_ids for b in other.announcement_ids]
    judged = [Judgement(a, b, "same", 1.0, "analyst/ana", "2026-01-31T00:00:00Z", "one tender") for a, b in pairs]
    with desk.store.transaction() as connection:
        desk.store.save_judgements(connection, judged)
    desk.publish()
    grown, merged = sorted(desk.delta("v2").changes, key=lambda change: change.kind == "merged")
    assert merged.kind == "merged" and merged.other_ids == [grown.project_id]
    assert {merged.project_id, grown.project_id} == {one.id, other.id}
    assert merged.decision["by"] == grown.decision["by"] == "analyst/ana" and merged.decision["why"] == "one tender"


def test_a_judgement_that_takes_reports_out_of_two_projects_is_behind_all_changes(desk: Desk) -> None:
    one, other = [record for record in desk.publish().records if len(record.announcement_ids) > 2][:2]
    a, b = sorted((one.announcement_ids[0], other.announcement_ids[0]))
    judged = Judgement(a, b, "same", 1.0, "analyst/ana", "2026-01-31T00:00:00Z", "one tender")
    with desk.store.transaction() as connection:
        desk.store.save_judgements(connection, [judged])
    desk.publish()
    changes = desk.delta("v2").changes
    assert [c.kind for c in changes].count("split") == 1 and {one.id, other.id} < {c.project_id for c in changes}
    # What is joined begins with the first report of both: the record of the other goes into the new one.
    assert sorted(c.kind for c in changes) == ["added", "merged", "relabelled", "split"]
    assert {c.decision["by"] for c in changes} == {"analyst/ana"}


def test_a_label_that_makes_it_an_expansion_takes_a_project_out_with_that_decision(desk: Desk) -> None:
    target = desk.publish().records[0]
    with desk.store.transaction() as connection:
        labels = [
            Label(id, "stage", "expansion", 1.0, "analyst/ana", "2026-01-31T00:00:00Z")
            for id in target.announcement_ids
        ]
        desk.store.save_labels(connection, labels)
    desk.publish()
    [change] = desk.delta("v2").changes
    assert (change.kind, change.project_id, change.decision["by"]) == ("removed", target.id, "analyst/ana")
    assert "expansion" in said(change.reason) and change.decision["value"] == "expansion"


def test_the_series_knows_all_released_months_and_a_later_month_makes_no_new_version(desk: Desk) -> None:
    desk.publish()
    fill(desk.store, MONTH.after, 18, 200)
    desk.publish(month=MONTH.after)
    series = read_table(desk.files(month=MONTH.after)["series.csv"])[1]
    assert [(r["month"], r["version"], r["projects"]) for r in series] == [
        ("2019-11", "v1", "20"),
        ("2019-12", "v1", "18"),
    ]
    assert all(0 < int(r["panel_projects"]) <= int(r["projects"]) for r in series)
    assert json.loads(desk.files(month=MONTH.after)["checks.json"])["base_projects"] == 20
    assert desk.publish().folder.name == "v1"


def test_delta_command_tells_and_writes_what_changed(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = desk.publish().records[:2]
    for number, (target, value) in enumerate(((first, "Shenzhen"), (second, "Beijing")), start=2):
        desk.correct(target=target.id, field="place", expect="", value=value)
        assert desk.publish().folder.name == f"v{number}"
    monkeypatch.setenv("CHAINCENSUS_HOME", str(desk.settings.home))
    out = tmp_path / "delta.json"
    told = CliRunner().invoke(app, ["delta", "2019-11", "v1", "v3", "--out", str(out)])
    assert told.exit_code == 0, told.output
    # The second correction took the place of the first in its file: only that one is left.
    assert "Since 2019-11/v1: 1 changed." in told.output and "place: unknown → Beijing" in told.output
    made = Delta.read({"changes.json": out.read_bytes()})
    assert apply(made.tables, desk.files("v1")) == {name: desk.files("v3")[name] for name in made.tables}
    lost = CliRunner().invoke(app, ["delta", "2019-11", "v1", "v9"])
    assert lost.exit_code == 2 and "there is no release 2019-11/v9" in lost.output
    assert MODEL in desk.files()["decisions.csv"].decode()
