"""The door to Prefect: quiet, offline, telemetry off, its own home; a user's own Prefect settings are left alone."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def prepare(home: Path) -> None:
    """Set Prefect's environment before it is first imported; `home` is where it may write."""
    os.environ |= {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_PROFILES_PATH": str(home / "prefect" / "profiles.toml"),
        "DO_NOT_TRACK": "1",
    }
    for name in ("PREFECT_API_URL", "PREFECT_API_KEY"):
        os.environ.pop(name, None)


def run_flow(name: str, steps: list[tuple[str, Callable[[], Any]]]) -> None:
    """Run steps in order as the tasks of one Prefect flow; a fault of a step is raised as it is."""
    from prefect import flow

    # The decorators are typed for functions with known parameters; ours have none.
    as_flow: Any = flow
    as_flow(lambda: run_steps(steps), name=name, persist_result=False, validate_parameters=False)()


def run_steps(steps: list[tuple[str, Callable[[], Any]]]) -> None:
    """Run steps in order as tasks of the Prefect flow that calls this."""
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    as_task: Any = task
    for name, step in steps:
        as_task(step, name=name, cache_policy=NO_CACHE, persist_result=False)()
