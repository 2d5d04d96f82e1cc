"""The scheduler of one machine: Prefect's server and its runner, under one command; nothing else needs to run.

`prefect.yaml` deploys the same flow to a Prefect server of one's own.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from prefect import flow

from census.settings import Settings
from flows.engine import run_steps
from flows.nightly import NightRun
from flows.progress import Progress

_PATIENCE = 120.0


@flow(name="night", persist_result=False, validate_parameters=False)
def night() -> None:
    """One night, as `chaincensus nightly`; its message goes to standard output and into the home folder."""
    run = NightRun(Settings(), Progress(shown=False))
    run_steps(run.steps())
    print(run.told, flush=True)
    run.store.close()


@contextlib.contextmanager
def serve_prefect(home: Path) -> Iterator[str]:
    """A Prefect server on loopback for as long as the context lasts; yields the address of its API."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    log = home / "prefect" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        own = os.environ | {"PREFECT_HOME": str(log.parent)}
        server = subprocess.Popen(command, env=own, stdout=stream, stderr=stream, start_new_session=True)
    try:
        _await_health(f"http://127.0.0.1:{port}/api", server, log)
        yield f"http://127.0.0.1:{port}/api"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _await_health(api: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), urlopen(f"{api}/health", timeout=2.0) as answer:
            if answer.status == 200:
                return
        time.sleep(0.3)
    raise ValueError(f"Prefect's server did not start within {_PATIENCE:.0f} s: see {log}")


def serve_nights(settings: Settings, cron: str, every: float) -> None:
    """Run nights by a cron line, or every so many seconds, until interrupted; one at a time. Raises ValueError."""
    with serve_prefect(settings.home) as api:
        from prefect.settings import PREFECT_API_URL, temporary_settings

        os.environ["PREFECT_API_URL"] = api
        schedule: dict[str, Any] = {"interval": timedelta(seconds=every)} if every else {"cron": cron}
        with temporary_settings({PREFECT_API_URL: api}):
            as_flow: Any = night
            as_flow.serve(name="nightly", limit=1, print_starting_message=False, **schedule)
