from dataclasses import replace
from pathlib import Path

import pytest

from census.corrections import Correction, read_corrections
from census.documents import errata
from census.evidence import Evidence
from census.merge import in_force, merge
from census.metadata import Imprint
from census.rebuild import Rebuilt, rebuild
from census.records import Announcement, Judgement, Label, Record
from census.takedowns import Takedown, read_takedowns
from tests.releases import ARTICLE, MADE_AT, TOLD

ENTRY = {
    "month": "2019-11", "kind": "record", "target": "", "field": "sector", "expect": "finance", "value": "trade", "reason": "it ships goods",
    "author": "ana", "status": "confirmed", "made_at": "2026-01-31",
}  # fmt: skip


def evidence(count: int = 2) -> Evidence:
    """Reports of one project, each at an address of its own, labelled by a model."""
    articles = {
        f"x{n}": replace(ARTICLE, id=f"x{n}", url=f"https://h{n}.example/s", outlet=f"O{n}") for n in range(count)
    }
    told = {f"a{n}": replace(TOLD, id=f"a{n}", article_id=f"x{n}", lead="Bank") for n in range(count)}
    values = {"sector": "finance", "country": "CN", "subject": "government", "stage": "live"}
    labels = tuple(
        Label(id, name, code, 0.9, "model/1", MADE_AT, ((code, 0.9), ("ended" if name == "stage" else "other", 0.1)))
        for id in told
        for name, code in values.items()
    )
    pairs = tuple(Judgement(f"a{n}", f"a{n + 1}", "same", 0.9, "model/1", MADE_AT) for n in range(count - 1))
    return Evidence(told, articles, labels, pairs)


def records_of(known: Evidence) -> list[Record]:
    return merge(list(known.announcements.values()), in_force(known.labels), known.judgements)


def built(
    takedowns: tuple[Takedown, ...] = (), redirects: dict | None = None, known: Evidence | None = None, **entry: str
) -> Rebuilt:
    known = known or evidence()
    records = records_of(known)
    corrections = [Correction(**(ENTRY | {"target": records[0].id} | entry))] if entry else []
    return rebuild(records, known, corrections, takedowns, redirects or {})


def test_without_corrections_records_stay_as_they_were() -> None:
    assert built().records == records_of(evidence()) and built().decisions == ()


def test_a_confirmed_correction_is_the_record_s_label_with_its_author_and_reason() -> None:
    made = built(status="confirmed")
    [record] = made.records
    assert (record.sector, dict(record.labelled_by)["sector"]) == ("trade", "analyst/ana")
    assert "trade" in record.headline.lower() and record.id == records_of(evidence())[0].id
    assert [d.announcement_id for d in made.decisions] == ["a0", "a1"] and made.decisions[0].why.startswith(
        "it ships goods"
    )
    assert made.outcomes[0].state == "applied"


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        ({"expect": "energy"}, "refused"), ({"value": "finance", "expect": "trade"}, "unneeded"), ({"target": "nowhere"}, "lost"),
        ({"status": "reported"}, "reported"), ({"status": "rejected"}, "rejected"),
        ({"kind": "url", "target": "https://h9.example/s"}, "lost"), ({"kind": "announcement", "target": "a9"}, "lost"),
    ],
)  # fmt: skip
def test_a_correction_that_is_not_to_be_applied_changes_nothing(entry: dict[str, str], state: str) -> None:
    made = built(**entry)
    assert made.outcomes[0].state == state and made.records == records_of(evidence()) and made.decisions == ()


def test_a_correction_may_be_of_one_report_by_id_or_address() -> None:
    by_id = built(kind="announcement", target="a1", field="lead", expect="Bank", value="Port")
    assert by_id.announcements["a1"].lead == "Port" and by_id.announcements["a0"].lead == "Bank"
    by_url = built(kind="url", target="http://H1.example/s?utm_source=x", field="lead", expect="Bank", value="Port")
    assert by_url.announcements == by_id.announcements


def test_the_heir_of_a_retired_record_is_corrected() -> None:
    [record] = records_of(evidence())
    made = built(redirects={"retired": record.id}, target="retired")
    assert made.records[0].sector == "trade"


def test_what_is_no_announcement_leaves_the_census() -> None:
    out = {"field": "is_announcement", "expect": "yes", "value": "no"}
    assert built(kind="announcement", target="a0", **out).records[0].announcement_ids == ("a1",)
    gone = built(**out)
    assert gone.records == [] and {d.kind for d in gone.decisions} == {"correction"}


def test_an_expansion_corrected_to_live_counts_again() -> None:
    known = evidence(1)
    told = [
        replace(x, value="expansion", distribution=(("expansion", 1.0),)) if x.field == "stage" else x
        for x in known.labels
    ]
    known = replace(known, labels=tuple(told))
    assert not records_of(known)[0].is_new
    made = built(known=known, kind="announcement", target="a0", field="stage", expect="expansion", value="live")
    assert made.records[0].is_new and made.records[0].stage == "live"


def test_a_takedown_takes_its_reports_and_a_record_without_any_left() -> None:
    by_url = built((Takedown("2026-01-01", "asked", url="https://h0.example/s"),))
    assert by_url.records[0].announcement_ids == ("a1",) and list(by_url.withdrawn) == ["a0"]
    assert by_url.records[0].id == records_of(evidence())[0].id
    both = built((Takedown("2026-01-01", "asked", outlet="O0"), Takedown("2026-01-01", "asked", outlet="h1.example")))
    assert both.records == [] and {d.kind for d in both.decisions} == {"takedown"}


def toml(rows: dict[str, str], kind: str) -> str:
    return f"[[{kind}]]\n" + "".join(f'{name} = "{value}"\n' for name, value in rows.items())


def test_corrections_and_holes_are_read_from_all_files_of_the_folder(tmp_path: Path) -> None:
    hole = {"source": "s", "first": "2019-11-01", "last": "2019-11-03", "reason": "server moved", "author": "ana"}
    (tmp_path / "b.toml").write_text(toml(ENTRY | {"target": "r1"}, "correction"))
    (tmp_path / "a.toml").write_text(toml(hole, "hole") + toml(ENTRY | {"target": "r2"}, "correction"))
    corrections, holes = read_corrections(tmp_path)
    assert [(c.target, c.file) for c in corrections] == [("r2", "a.toml"), ("r1", "b.toml")] and holes[0].source == "s"
    assert read_corrections(tmp_path / "none") == ([], [])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"sector": "x"}, "sector is no field"), ({"kind": "page"}, "kind cannot be 'page'"), ({"status": "done"}, "status cannot be"),
        ({"field": "month"}, "field cannot be 'month'"), ({"value": "alchemy"}, "value cannot be 'alchemy'"), ({"reason": ""}, "say why"),
        ({"field": "country", "value": "QQQ"}, "value cannot be"), ({"field": "is_announcement"}, "value cannot be"),
    ],
)  # fmt: skip
def test_a_correction_that_is_wrong_is_named(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    (tmp_path / "a.toml").write_text(toml(ENTRY | changed, "correction"))
    with pytest.raises(ValueError, match=rf"a\.toml, correction 1: .*{told}"):
        read_corrections(tmp_path)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"date": "2026-01-01", "reason": "asked"}, "either a url or an outlet"),
        ({"date": "2026-01-01", "reason": "asked", "url": "u", "outlet": "o"}, "either a url or an outlet"),
        ({"url": "u", "reason": "asked"}, "the reason and the date"), ({"urls": "u"}, "urls is no field"),
    ],
)  # fmt: skip
def test_a_takedown_that_is_wrong_is_named(tmp_path: Path, rows: dict[str, str], told: str) -> None:
    (tmp_path / "t.toml").write_text(toml(rows, "takedown"))
    with pytest.raises(ValueError, match=rf"t\.toml, takedown 1: .*{told}"):
        read_takedowns(tmp_path / "t.toml")


def test_the_errata_say_what_became_of_each() -> None:
    outcomes = [
        built(**entry).outcomes[0] for entry in ({"status": "confirmed"}, {"expect": "energy"}, {"status": "reported"})
    ]
    taken = Takedown("2026-01-01", "asked by the publisher", url="https://h0.example/s")
    page = errata(Imprint("2019-11", "v2", MADE_AT, "model/1", False), outcomes, [(taken, 1)], []).decode()
    assert "finance → trade. it ships goods (ana). Applied." in page
    assert "NOT applied: the sources say something else" in page and "Reported, not decided" in page
    assert f"one address ({taken.id}): asked by the publisher. 1 report of this month" in page
    assert "h0.example" not in page


def test_announcements_of_others_are_untouched() -> None:
    known = evidence()
    stranger: Announcement = replace(TOLD, id="z", article_id="x0")
    made = rebuild(records_of(known), replace(known, announcements=known.announcements | {"z": stranger}), [], [], {})
    assert made.announcements["z"] is stranger
