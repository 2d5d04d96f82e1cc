"""The metadata of a release by the validators of their own standards, each in a process of its own."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyarrow import BufferReader

from census.columns import TABLE_SHAPES
from tests.conftest import Ran
from tests.releases import frozen


def write(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def frictionless(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=500)


def mlcroissant(folder: Path, table: str = "projects") -> subprocess.CompletedProcess[str]:
    program = (
        "import json, mlcroissant\n"
        "held = mlcroissant.Dataset('croissant.json')\n"
        "assert not held.metadata.issues.errors and not held.metadata.issues.warnings, held.metadata.issues.report()\n"
        f"print(json.dumps([sorted(held.metadata.to_json()), len(list(held.records({table!r})))]))"
    )
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, timeout=500)


@pytest.mark.parametrize("provisional", [False, True])
def test_both_validators_accept_a_release(tmp_path: Path, provisional: bool) -> None:
    folder = write(frozen(provisional=provisional), tmp_path)
    told = frictionless(folder)
    assert told.returncode == 0 and json.loads(told.stdout)["valid"], told.stdout + told.stderr
    read = mlcroissant(folder)
    assert read.returncode == 0, read.stderr
    fields, rows = json.loads(read.stdout)
    assert rows == 1
    assert {"rai:dataLimitations", "rai:dataUseCases", "distribution", "recordSet", "license"} <= set(fields)


def test_both_validators_accept_the_sample_month(month: Ran) -> None:
    told = frictionless(month.release)
    report = json.loads(told.stdout)
    assert told.returncode == 0 and report["valid"] and report["stats"]["tasks"] == len(TABLE_SHAPES), told.stdout
    for table in ("projects", "evidence", "decisions"):
        read = mlcroissant(month.release, table)
        rows = list(csv.reader(io.StringIO((month.release / f"{table}.csv").read_text(encoding="utf-8"))))
        assert read.returncode == 0 and json.loads(read.stdout)[1] == len(rows) - 1, read.stderr


@pytest.mark.parametrize(
    ("file", "was", "broken"),
    [
        ("projects.csv", b",live,", b",dead,"),  # another byte: the hash tells
        ("evidence.csv", b"r1,a,", b"r9,a,"),  # no such project
        ("projects.csv", b"r1,2019-11", b",2019-11"),  # a row without its key
    ],
)
def test_a_broken_release_is_not_valid(tmp_path: Path, file: str, was: bytes, broken: bytes) -> None:
    files = frozen()
    assert was in files[file]
    folder = write(files | {file: files[file].replace(was, broken, 1)}, tmp_path)
    assert frictionless(folder).returncode == 1


def test_the_validators_know_a_wrong_description(tmp_path: Path) -> None:
    files = frozen()
    wrong = files["croissant.json"].replace(b'"column": "headline"', b'"column": "nowhere"')
    assert wrong != files["croissant.json"]
    assert mlcroissant(write(files | {"croissant.json": wrong}, tmp_path)).returncode != 0


def test_a_provisional_release_is_watermarked_in_every_file_that_can_say_so() -> None:
    files = frozen(provisional=True)
    package = json.loads(files["datapackage.json"])
    assert package["provisional"] is True and package["title"].startswith("PROVISIONAL")
    assert [r["provisional"] for r in package["resources"]] == ["true"] * len(TABLE_SHAPES)
    croissant = json.loads(files["croissant.json"])
    assert croissant["creativeWorkStatus"] == "Provisional" and croissant["version"] == "1.0.0-provisional"
    assert pq.read_schema(BufferReader(files["projects.parquet"])).metadata[b"provisional"] == b"true"
    assert json.loads(files["checks.json"])["provisional"] is True
    for name in ("README.md", "CHANGES.md", "errata.md", "CITATION.cff", "LICENSE.txt"):
        assert b"PROVISIONAL" in files[name].upper(), name
    assert not [name for name, content in frozen().items() if b"PROVISIONAL:" in content]


def test_every_column_is_written_and_described() -> None:
    files = frozen()
    package = {r["path"]: r for r in json.loads(files["datapackage.json"])["resources"]}
    for shape in TABLE_SHAPES:
        header = next(csv.reader(io.StringIO(files[shape.file].decode())))
        described = [field["name"] for field in package[shape.file]["schema"]["fields"]]
        assert header == described == list(shape.names)
        assert all(column.description for column in shape.columns)


def test_licence_and_citation_name_the_version_and_where_the_terms_stand() -> None:
    files = frozen()
    assert b"creativecommons.org/licenses/by/4.0" in files["LICENSE.txt"] and b"CC-BY-4.0" in files["LICENSE.txt"]
    assert b'version: "2019-11/v1"' in files["CITATION.cff"] and b"cff-version: 1.2.0" in files["CITATION.cff"]
    readme = files["README.md"].decode()
    assert "How to use the figures" in readme and "How not to use them" in readme
