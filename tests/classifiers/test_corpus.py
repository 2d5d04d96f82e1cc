import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from census.settings import PROJECT
from census.taxonomy import SECTORS
from classifiers.corpus import Telling, read_corpus
from classifiers.leakage import find_copies, find_leaks

SAMPLE = PROJECT / "data" / "sample"


@pytest.fixture(scope="module")
def corpus() -> tuple[Telling, ...]:
    return read_corpus()


def test_it_is_of_the_size_and_breadth_promised(corpus: tuple[Telling, ...]) -> None:
    assert sum(t.is_announcement for t in corpus) >= 800
    assert sum(not t.is_announcement for t in corpus) >= 500
    told = Counter(t.sector for t in corpus if t.is_announcement)
    assert all(told[sector.code] >= 10 for sector in SECTORS if sector.code != "other")
    assert sum(count >= 40 for count in Counter(t.lang for t in corpus).values()) >= 8


def test_nothing_of_the_sample_month_is_in_it(corpus: tuple[Telling, ...]) -> None:
    assert find_leaks(corpus, SAMPLE) == []
    assert find_copies(corpus) == []


def test_what_waits_for_a_training_is_fit_for_it(corpus: tuple[Telling, ...]) -> None:
    waiting = read_corpus(PROJECT / "data" / "waiting")
    assert len(waiting) > 900 and not {t.whole for t in waiting} & {t.whole for t in corpus}
    assert find_leaks(waiting, SAMPLE) == []


def test_a_leak_would_be_found(corpus: tuple[Telling, ...]) -> None:
    page = json.loads((SAMPLE / "pages" / "projects.jsonl").read_text(encoding="utf-8").splitlines()[0])
    project = json.loads((SAMPLE / "2019-11.expected.jsonl").read_text(encoding="utf-8").splitlines()[0])["project"]
    copied = replace(corpus[0], story="another", title=page["title"], text=page["paragraphs"][0])
    [fault] = find_leaks([copied], SAMPLE)
    assert "shares its wording" in fault
    [fault] = find_leaks([replace(corpus[0], story=project)], SAMPLE)
    assert project in fault
    assert len(find_copies([copied, replace(copied, story="a third")])) == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sector": "alchemy"}, "alchemy"),
        ({"country": "XX"}, "XX"),
        ({"application": "magic"}, "magic"),
        (
            {"tellings": [{"lang": "en", "form": "poem", "style": "wire", "date": "2019-01-01", "stage": "live"}]},
            "poem",
        ),
    ],
)
def test_a_broken_row_is_named_with_its_file_and_line(tmp_path: Path, change: dict, fault: str) -> None:
    row = {"project": "p", "sector": "finance", "country": "CN", "subject": "government", "tellings": []}
    (tmp_path / "projects").mkdir()
    rows = [json.dumps(row), json.dumps(row | change)]
    (tmp_path / "projects" / "mine.jsonl").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"projects/mine.jsonl, line 2.*{fault}"):
        read_corpus(tmp_path)
