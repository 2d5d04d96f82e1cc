"""What gates found and why projects changed is said in every language."""

import json
import re
from pathlib import Path

from census.check import Standing, check
from census.columns import PROJECTS
from census.coverage import HOLE
from census.dataset import parquet_of, project_rows
from census.frontier import TEMPORARY
from census.leaks import check_files
from census.report import reports
from census.sayings import Saying, clauses, count, label, listed
from census.texts import languages, texts
from extractors.parse import REASONS
from tests.census.frozen_releases import release
from tests.census.shown import Shown
from tests.releases import RECORD, tables

PARQUET = parquet_of(PROJECTS, project_rows([RECORD]), {})


def test_what_gates_found_and_why_projects_changed_is_told_in_each_language() -> None:
    made = reports(release(60))
    english, chinese = (Shown(made[name].decode()).texts for name in ("report.html", "report.zh.html"))
    assert "60 projects over 4 sectors, 0 ids twice" in english and "60 个项目分属 4 个领域，0 个编号重复" in chinese
    assert "model/1 认为其报道中没有本月的项目" in chinese
    # A project that is gone is told by its sentence too, made from the row that it had.
    assert any(text.startswith("Body 99（新加坡）") for text in chinese)
    assert "robots.txt 不允许（4）、标题与主题无关（1）" in chinese
    for name in ("report.zh.html", "report.zh.md"):
        assert "in English" not in made[name].decode()


def test_every_gate_and_every_fault_has_its_words_in_each_language() -> None:
    results = [*check([], {}, 0, "2019-12-10", Standing()), *check_files(tables(), PARQUET, [], [])]
    source = "".join(path.read_text() for path in Path("extractors").rglob("*.py"))
    faults = {*REASONS, *TEMPORARY, *re.findall(r'Unreadable\("(\w+)"', source), "off_topic", "robots", HOLE}
    for lang in languages():
        assert all(texts(lang).has(f"gate.{result.name}") and texts(lang).tell(result.found) for result in results)
        assert [fault for fault in sorted(faults) if not texts(lang).has(f"dropped.{fault}")] == []


def test_a_saying_is_kept_as_json_and_said_again() -> None:
    told = listed(Saying.of("found.corrections_apply", corrections=count(2, "corrections")), [
        Saying.of("found.on", file="a.toml", target="r1", why=Saying.of(
            "found.differs", field=Saying.of("column.sector"), found=(label("sector", "energy"), label("sector", "")), expect=label("sector", "trade")
        )),
        Saying.plain("{as written}"),
    ], 1)  # fmt: skip
    assert Saying.read(json.loads(json.dumps(told.to_json()))) == told
    assert texts("en").tell(told) == (
        "2 corrections not applied because what was to be set right has changed: "
        "a.toml on r1: sector is Energy, unknown, expected Trade, ..."
    )
    assert texts("zh").tell(told) == "2 项更正因原内容已变而未应用：a.toml 对 r1：领域为能源、未知，应为贸易等"
    row = clauses([Saying.of("reason.joined", reports=count(1200, "reports")), Saying.plain("{as written}")])
    assert (texts("en").tell(row), texts("zh").tell(row)) == (
        "1,200 reports joined it; {as written}",
        "并入 1,200 篇报道；{as written}",
    )
