import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from census.settings import PROJECT
from tests.conftest import Ran, chaincensus, environment

SAMPLE = PROJECT / "data" / "sample"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def jsonl(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def bytes_of(release: Path) -> dict[str, bytes]:
    return {str(path.relative_to(release)): path.read_bytes() for path in sorted(release.rglob("*")) if path.is_file()}


def test_a_run_ends_with_a_table_and_the_paths(month: Ran) -> None:
    assert "projects disclosed" in month.output
    assert "China" in month.output and "waits for review" in month.output
    assert str(month.release / "report.html") in month.output
    assert "Traceback" not in month.output


def test_a_second_run_reads_nothing_and_gives_the_same_bytes(month: Ran) -> None:
    before = bytes_of(month.release)
    pages = sorted((month.home / "pages").rglob("*.warc.gz"))
    stamps = [p.stat().st_mtime_ns for p in pages]
    again = chaincensus(month.home, "run", "2019-11")
    assert again.returncode == 0, again.stderr
    assert again.stdout == month.output
    assert bytes_of(month.release) == before
    assert [p.stat().st_mtime_ns for p in pages] == stamps
    assert month.release.name == "v1"


def test_release_and_report_alone_give_what_the_run_gave(month: Ran, tmp_path: Path) -> None:
    before = bytes_of(month.release)
    again = chaincensus(month.home, "release", "2019-11")
    assert again.returncode == 0, again.stderr
    listed = [json.loads(line)["id"] for line in again.stdout.splitlines()]
    assert listed == [row["id"] for row in rows(month.release / "projects.csv")]
    assert month.release.name == "v1" and bytes_of(month.release) == before
    told = chaincensus(month.home, "report", "2019-11", "--out", str(tmp_path))
    assert told.returncode == 0, told.stderr
    assert bytes_of(tmp_path) == {n: b for n, b in before.items() if n.startswith(("report.", "charts/"))}


def test_the_sample_month_gives_what_its_manifest_says(month: Ran) -> None:
    told = {row["url"]: row for row in jsonl(SAMPLE / "2019-11.manifest.jsonl")}
    expected = {row["project"]: row for row in jsonl(SAMPLE / "2019-11.expected.jsonl")}
    floors = json.loads((SAMPLE / "floors.json").read_text())
    evidence: dict[str, list[dict]] = defaultdict(list)
    for row in rows(month.release / "evidence.csv"):
        evidence[row["project_id"]].append(told[row["url"]])
    projects = {row["id"]: row for row in rows(month.release / "projects.csv")}
    records_of: dict[str, list[str]] = defaultdict(list)
    noise = 0
    for record, pages in evidence.items():
        counted = Counter(slug for page in pages if page["kind"] in ("project", "roundup") for slug in page["tells"])
        if counted:
            records_of[max(sorted(counted), key=lambda slug: counted[slug])].append(record)
        else:
            noise += 1
    found = [slug for slug in expected if slug in records_of]
    twice = sum(len(records_of[slug]) - 1 for slug in found)
    main = {slug: projects[max(records_of[slug], key=lambda r: len(evidence[r]))] for slug in found}
    got = {
        "found": len(found),
        "counted_twice_at_most": twice,
        "noise_at_most": noise,
        "sector_right": sum(main[s]["sector"] in expected[s]["sector"] for s in found),
        "country_right": sum(main[s]["country"] in expected[s]["country"] for s in found),
    }
    print(got)
    for name, floor in floors.items():
        assert got[name] <= floor if name.endswith("at_most") else got[name] >= floor, (name, got)


def test_pages_that_cannot_be_read_are_named(month: Ran) -> None:
    problems = {row["reason"] for row in rows(month.release / "problems.csv")}
    assert {"js_only", "cookie_wall", "empty"} <= problems


def test_undated_announcements_are_set_aside_by_name_with_their_labels(month: Ran) -> None:
    undated = {row["url"]: row for row in rows(month.release / "problems.csv") if row["reason"] == "undated"}
    cermaq = undated["https://coldwater-news.example/salmon/cermaq-labeyrie-food-trust"]
    assert "Cermaq" in cermaq["detail"] and "supply_chain" in cermaq["detail"]
    assert not undated.keys() & {row["url"] for row in rows(month.release / "evidence.csv")}
    gate = next(c for c in json.loads((month.release / "checks.json").read_text())["checks"] if "undated" in c["name"])
    assert gate["weight"] == "note" and gate["sentence"].startswith(f"{len(undated)} ")


def test_no_article_text_is_published(month: Ran) -> None:
    published = b"".join(
        path.read_bytes() for path in month.release.iterdir() if path.suffix in (".csv", ".json", ".md")
    )
    pages = [row for path in (SAMPLE / "pages").glob("projects.jsonl") for row in jsonl(path)]
    sentences = [p for page in pages for p in page["paragraphs"] if len(p) > 40]
    assert len(sentences) > 50
    assert not [s for s in sentences if s.encode() in published]


def test_killed_ten_times_it_gives_the_same_bytes(month: Ran, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from flows.cli import main; main()", "run", "2019-11"]
    killed = 0
    for seconds in (3.0, 5.5, 6.5, 7.5, 8.5, 9.5, 11.0, 12.5, 14.0, 15.5):
        process = subprocess.Popen(
            command,
            env=environment(tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        if process.poll() is None:
            killed += 1
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert killed >= 5
    last = chaincensus(tmp_path, "run", "2019-11")
    assert last.returncode == 0, last.stderr
    assert bytes_of(Ran(tmp_path, "").release) == bytes_of(month.release)


@pytest.mark.postgres
def test_the_month_is_the_same_from_postgresql(month: Ran, tmp_path: Path, postgres_url: str) -> None:
    ran = chaincensus(tmp_path, "run", "2019-11", CHAINCENSUS_STORE_URL=postgres_url)
    assert ran.returncode == 0, ran.stderr
    assert not list(tmp_path.glob("*.db"))
    assert bytes_of(Ran(tmp_path, "").release) == bytes_of(month.release)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "november"), "write it as 2019-11"),
        (("run", "2018-01"), "give one with --archive"),
        (("label", "/nowhere.jsonl"), "No such file"),
    ],
)
def test_bad_input_gets_a_clear_error(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    ran = chaincensus(tmp_path, *arguments)
    assert ran.returncode == 2
    assert told in ran.stderr.replace("\n", " ")
    assert "Traceback" not in ran.stderr


def test_explain_shows_why_for_a_project_a_dropped_article_and_says_what_an_unknown_id_lacks(month: Ran) -> None:
    record = rows(month.release / "projects.csv")[0]["id"]
    told = chaincensus(month.home, "explain", record)
    assert told.returncode == 0, told.stderr
    assert "words that spoke for it" in told.stdout and "sector" in told.stdout and "relevance" in told.stdout
    with sqlite3.connect(month.home / "census.db") as store:
        [dropped, reason] = store.execute(
            "select article_id, reason from readings where article_id not in (select article_id from announcements) and reason != ''"
        ).fetchone()
        cues = [json.loads(row[0]) for row in store.execute("select cues from labels where field = 'sector'")]
        spans = [
            (text, json.loads(slots)) for text, slots in store.execute("select text, slots from announcements") if slots
        ]
    assert sum(map(bool, cues)) >= 0.9 * len(cues)
    assert spans and all(0 <= s["start"] < s["end"] <= len(text) for text, slots in spans for s in slots)
    told = chaincensus(month.home, "explain", dropped)
    assert told.returncode == 0 and reason.replace("_", " ") in told.stdout
    lost = chaincensus(month.home, "explain", "0" * 16)
    assert lost.returncode == 2 and "projects.csv" in lost.stderr and "Traceback" not in lost.stderr
