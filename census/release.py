"""Versions of a month on disk: written as a whole or not at all, never changed, their bytes checked whenever they are read."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

# Hash and name of every file of a version, in the form that `sha256sum --check` reads; its own hash is the version's digest.
SUMS = "SHA256SUMS"
LATEST = "latest"
_LOCK = ".lock"
# Files waited for at a time: a choice. A version of a large month has 140.
_WAITING = 16


class VersionTaken(ValueError):
    """Raised when a version is there with other content: it can never be changed, so take the next number."""


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """The SHA256SUMS of files, by name."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and bytes of the files, 64 hex digits: that of their SHA256SUMS."""
    return hashlib.sha256(sums_of(files)).hexdigest()


def publish(files: Mapping[str, bytes], folder: Path, month: str, version: str) -> Path:
    """Write a version of a month so that a reader sees all of it or nothing, then point `latest` to it; its folder.

    The same files may be published again. Raises VersionTaken if the version is there with others.
    """
    home = folder / month
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        target = home / version
        if target.exists():
            if (target / SUMS).read_bytes() != sums_of(files):
                raise VersionTaken(f"{month}/{version} is published with other content: publish the next version")
        else:
            _write_whole(files, home, target)
        _point(home, version)
    return target


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One publisher of a month at a time; the lock falls with its process."""
    with (home / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Whoever wrote these is dead, or would hold the lock.
        for stale in home.glob(".v*"):
            shutil.rmtree(stale, ignore_errors=True)
        yield


def _write_whole(files: Mapping[str, bytes], home: Path, target: Path) -> None:
    scratch = home / f".{target.name}.{os.getpid()}"
    for name, content in {**files, SUMS: sums_of(files)}.items():
        path = scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    # All are written before the first is waited for, and waited for at once: the disk takes them together.
    with ThreadPoolExecutor(_WAITING) as pool:
        list(pool.map(_sync, scratch.rglob("*")))
    scratch.rename(target)
    _sync(home)


def _point(home: Path, version: str) -> None:
    pointer = home / f".{LATEST}"
    with pointer.open("w", encoding="utf-8") as stream:
        stream.write(f"{version}\n")
        stream.flush()
        os.fsync(stream.fileno())
    pointer.replace(home / LATEST)
    _sync(home)


def _sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def versions_of(folder: Path, month: str) -> list[str]:
    """Versions of a month on disk, oldest first."""
    found = [path.name for path in (folder / month).glob("v*") if path.name[1:].isdigit()]
    return sorted(found, key=lambda name: int(name[1:]))


def read_release(folder: Path, month: str, version: str = "") -> dict[str, bytes]:
    """File name -> bytes of a published version, the latest if none is named. Raises ValueError if there is no such one, or if
    its bytes are not those that were published."""
    pointer = folder / month / LATEST
    named = version or (pointer.read_text(encoding="utf-8").strip() if pointer.exists() else "")
    home = folder / month / named
    if not named or not home.is_dir():
        raise ValueError(
            f"there is no release {month}{f'/{version}' if version else ''} in {folder}: make it with chaincensus run {month}"
        )
    held = {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}
    listed = held.pop(SUMS, b"")
    if not listed:
        raise ValueError(
            f"{home} holds no {SUMS}: an older chaincensus made it, or half of it; move {home.parent} away"
        )
    if listed != sums_of(held):
        changed = sorted(set(listed.decode(errors="replace").splitlines()) ^ set(sums_of(held).decode().splitlines()))
        names = ", ".join(sorted({line[66:] for line in changed}))
        raise ValueError(f"{home} was changed since it was published ({names}): put back a copy of it")
    return held
