import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from census.delimited import read_table, safe_cell, write_table
from census.months import Month
from census.records import CheckResult
from census.release import SUMS, VersionTaken, digest_of, publish, read_release, versions_of
from census.report import reports
from census.sayings import Saying, count
from census.settings import PROJECT
from tests.releases import frozen, said


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@sum", "\tx", "＝1", "\nx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_a_table_is_read_as_it_was_written() -> None:
    rows = [{"a": 'say "x",\nthen', "b": "=1"}, {"a": "r\rn", "b": None}]
    columns, read = read_table(write_table(("a", "b"), rows))
    assert columns == ["a", "b"]
    assert read == [{"a": 'say "x",\nthen', "b": "'=1"}, {"a": "r\nn", "b": ""}]
    with pytest.raises(ValueError, match="line 2 has not the 2 cells"):
        read_table(b"a,b\n1\n")


def test_the_report_of_a_provisional_release_says_so_and_names_the_gate() -> None:
    gate = CheckResult(
        "evidence_has_url", False, "soft", Saying.of("found.evidence_has_url", projects=count(1, "projects"))
    )
    html = reports(frozen((gate,), provisional=True))["report.html"].decode()
    assert "Provisional" in html and said(gate.found) in html


def test_a_published_version_is_whole_and_the_pointer_follows(tmp_path: Path) -> None:
    (tmp_path / "2019-11" / ".v1.999").mkdir(parents=True)  # left by a killed run
    folder = publish({"projects.csv": b"id\n", "charts/a.svg": b"<svg/>"}, tmp_path, "2019-11", "v1")
    assert read_release(tmp_path, "2019-11") == {"projects.csv": b"id\n", "charts/a.svg": b"<svg/>"}
    with pytest.raises(ValueError, match="chaincensus run 2019-11"):
        read_release(tmp_path, "2019-11", "v7")
    assert sorted(p.name for p in folder.iterdir()) == [SUMS, "charts", "projects.csv"]
    assert not (tmp_path / "2019-11" / ".v1.999").exists()
    assert digest_of({"a": b"1", "b": b"2"}) == digest_of({"b": b"2", "a": b"1"}) != digest_of({"a": b"12", "b": b""})


def test_a_version_is_never_changed_and_a_changed_one_is_not_read(tmp_path: Path) -> None:
    folder = publish({"projects.csv": b"id\n"}, tmp_path, "2019-11", "v1")
    assert publish({"projects.csv": b"id\n"}, tmp_path, "2019-11", "v1") == folder
    with pytest.raises(VersionTaken, match="publish the next version"):
        publish({"projects.csv": b"id\nr1\n"}, tmp_path, "2019-11", "v1")
    publish({"projects.csv": b"id\nr1\n"}, tmp_path, "2019-11", "v2")
    assert read_release(tmp_path, "2019-11")["projects.csv"] == b"id\nr1\n"
    assert read_release(tmp_path, "2019-11", "v1")["projects.csv"] == b"id\n"
    assert versions_of(tmp_path, "2019-11") == ["v1", "v2"]
    (folder / "projects.csv").write_bytes(b"id\nforged\n")
    with pytest.raises(ValueError, match=r"was changed since it was published \(projects.csv\)"):
        read_release(tmp_path, "2019-11", "v1")


# Publishes versions until it is killed; every file of a version holds its number many times over.
PUBLISHER = """
import sys
from pathlib import Path
from census.release import publish, versions_of
folder = Path(sys.argv[1])
number = len(versions_of(folder, "2019-11"))
print("begun", flush=True)
while True:
    # The one before again: a killed publisher may have left it without the pointer.
    for n in (number, number + 1):
        if n:
            files = {f"part{k}.csv": f"{n}\\n".encode() * 40_000 for k in range(6)}
            publish(files, folder, "2019-11", f"v{n}")
    number += 1
"""


def test_killed_at_any_moment_a_reader_never_sees_half_a_release(tmp_path: Path) -> None:
    seen: list[str] = []
    faults: list[str] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                files = read_release(tmp_path, "2019-11")
            except ValueError as fault:
                if "there is no release" not in str(fault) or seen:
                    faults.append(str(fault))
                continue
            numbers = {line for content in files.values() for line in content.split()}
            if len(files) != 6 or len(numbers) != 1:
                faults.append(f"{sorted(files)} of versions {numbers}")
            seen.append(numbers.pop().decode())

    reader = threading.Thread(target=read)
    reader.start()
    chance, killed = random.Random(8), 0
    # A busy machine may show the reader few versions: it must have seen several to prove anything.
    while killed < 25 or (len(set(seen)) <= 5 and killed < 200):
        command = [sys.executable, "-c", PUBLISHER, str(tmp_path)]
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as process:
            assert process.stdout and process.stdout.readline() == b"begun\n"
            time.sleep(chance.uniform(0.0, 0.4))
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        killed += 1
    over.set()
    reader.join()
    assert not faults
    assert len(set(seen)) > 5, "the reader saw too few versions to prove anything"
    latest = (tmp_path / "2019-11" / "latest").read_text().strip()
    assert int(latest[1:]) >= max(map(int, seen))
    for version in versions_of(tmp_path, "2019-11"):
        assert len(read_release(tmp_path, "2019-11", version)) == 6


def test_the_report_says_each_share_as_a_fraction() -> None:
    files = reports(frozen(base_projects=2))
    markdown, html = files["report.md"].decode(), files["report.html"].decode()
    assert "100% (1/1)" in markdown and "−1 on October 2019 (2; −50%)" in markdown
    assert "<svg" in html and "https://a.example/1" in html


@pytest.mark.parametrize("text", ["2019-13", "november", "2001-01", "2019-1"])
def test_a_month_is_written_one_way(text: str) -> None:
    with pytest.raises(ValueError, match="write it as"):
        Month.parse(text)
