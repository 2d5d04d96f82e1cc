"""What tests share that start servers of others: a free port, waiting, a folder that another account may enter."""

import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Return when it holds; an AssertionError if it does not come to pass in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come to pass in time"
        time.sleep(0.05)


def make_data_folder(folder: Path, account: str) -> Path:
    """A folder `data` that belongs to an account, reachable from the temporary folder of the tests down; "" is our own account."""
    data = folder / "data"
    data.mkdir()
    if account:
        for place in (folder, *folder.parents):
            if place.name.startswith(("pytest-", "popen-")) or place == folder:
                place.chmod(0o755)
        shutil.chown(data, account)
    return data
