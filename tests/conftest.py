"""Fixtures: one whole run of the sample month serves all tests that look at its result."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

CLOCK = "2019-12-10T06:00:00Z"


@dataclass(frozen=True)
class Ran:
    home: Path
    output: str

    @property
    def release(self) -> Path:
        folder = self.home / "releases" / "2019-11"
        return folder / (folder / "latest").read_text().strip()


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINCENSUS_", "PREFECT_"))}
    return kept | {"CHAINCENSUS_HOME": str(home), "CHAINCENSUS_CLOCK": CLOCK, "COLUMNS": "120"}


def chaincensus(home: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from flows.cli import main; main()", *arguments]
    return subprocess.run(command, env=environment(home), input=stdin, capture_output=True, text=True, timeout=500)


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = tmp_path_factory.mktemp("month")
    ran = chaincensus(home, "run", "2019-11")
    assert ran.returncode == 0, ran.stderr
    return Ran(home, ran.stdout)
