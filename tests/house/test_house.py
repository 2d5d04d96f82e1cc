"""The house checks itself: file lengths, names, and that README and command line agree."""

import re
from pathlib import Path

import pytest

from census.settings import PROJECT
from flows import stages
from flows.cli import app

ROOMS = ("census", "extractors", "classifiers", "review", "flows")
FILES = [path for room in ROOMS for path in sorted((PROJECT / room).rglob("*.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_a_file_can_be_seen_at_once_and_is_named_by_a_word_of_the_trade(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    assert path.stem not in ("utils", "helpers", "common", "manager", "misc", "info")
    assert path.read_text(encoding="utf-8").startswith(('"""', "#"))


def test_each_command_has_an_example_and_stands_in_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    for command in [*app.registered_commands, *stages.app.registered_commands]:
        name = command.name or command.callback.__name__
        assert "Example:" in command.callback.__doc__, name
        assert f"chaincensus {name}" in readme, name


def test_the_locks_hold_hashes_and_no_address() -> None:
    for path in (PROJECT / "locks").glob("*.txt"):
        text = path.read_text()
        assert text.count("--hash=sha256:") > 100
        assert not re.search(r"https?://|file:|index-url|find-links", text)
