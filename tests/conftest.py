"""Fixtures: one whole run of the sample month serves all tests that look at its result."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.servers import free_port, make_data_folder, wait_for

# The machine may be busy: how long an example takes says nothing of what is tested.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

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


def chaincensus(home: Path, *arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from flows.cli import main; main()", *arguments]
    return subprocess.run(
        command, env=environment(home) | settings, input=stdin, capture_output=True, text=True, timeout=500
    )


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The sample month, run once by the first of the parallel processes that asks; each has a copy of its own."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "sample-month"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = shared.with_suffix(".txt")
        if not told.exists():
            ran = chaincensus(shared, "run", "2019-11")
            assert ran.returncode == 0, ran.stderr
            told.write_text(ran.stdout, encoding="utf-8")
        home = shutil.copytree(shared, tmp_path_factory.mktemp("month") / "home")
    return Ran(home, told.read_text(encoding="utf-8").replace(str(shared), str(home)))


def postgres_program() -> Path | None:
    places = [shutil.which("initdb"), *map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb"))]
    return next((Path(place).resolve().parent for place in places if place), None)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    programs = postgres_program()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (initdb not found)")
    folder = tmp_path_factory.mktemp("postgres")
    port = str(free_port())
    # PostgreSQL refuses to run as root: there the tests borrow the account that its package makes.
    account = "postgres" if os.geteuid() == 0 else ""
    user = ["runuser", "-u", account, "--"] if account else []
    data = make_data_folder(folder, account)
    subprocess.run(
        [*user, programs / "initdb", "-D", data, "-U", "census", "-A", "trust"], check=True, capture_output=True
    )
    options = ["-c", "listen_addresses=127.0.0.1", "-p", port, "-k", str(data)]
    server = subprocess.Popen(
        [*user, programs / "postgres", "-D", data, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    ready = [programs / "pg_isready", "-h", "127.0.0.1", "-p", port]
    wait_for(lambda: subprocess.run(ready, capture_output=True).returncode == 0)
    yield f"postgresql://census@127.0.0.1:{port}/postgres"
    server.terminate()
    server.wait(timeout=20)
