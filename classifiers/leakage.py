"""What must not be in the corpus: the sample month that the model is measured on, and texts that one story owes to another."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from classifiers.corpus import Telling
from classifiers.words import tokens

# Runs of so many terms are no chance, words or (where they are not spaced) pairs of signs: of the 3,149 texts of the corpus none
# shares a fifth of its runs with a sample page.
_RUN, _RUN_OF_SIGNS, _RUN_OF_LETTERS = 5, 10, 24
_MOST_SHARED = 0.2
_FEWEST_RUNS = 4
_MOST_ALIKE = 0.5


def find_leaks(tellings: Sequence[Telling], sample: Path) -> list[str]:
    """Sentences on tellings of the sample month's projects, or with wording of its pages (`sample`: folder of the sample month)."""
    expected = [json.loads(line) for line in _lines(sample / "2019-11.expected.jsonl")]
    projects = {telling.story for telling in tellings}
    faults = [
        f"project {row['project']} of the sample month is in the corpus"
        for row in expected
        if row["project"] in projects
    ]
    pages = [json.loads(line) for path in sorted((sample / "pages").glob("*.jsonl")) for line in _lines(path)]
    taken = {run for page in pages for run in _runs("\n".join([page["title"] or "", *page["paragraphs"]]))}
    for telling in tellings:
        own = _runs(telling.whole)
        if len(own & taken) >= _FEWEST_RUNS and len(own & taken) > _MOST_SHARED * len(own):
            faults.append(f"{telling.story} shares its wording with a page of the sample month: {telling.whole[:50]!r}")
    return faults


def find_copies(tellings: Iterable[Telling]) -> list[str]:
    """Sentences on texts of two stories that begin alike or share half their runs of terms: a leak across any split by story."""
    starts: dict[str, str] = {}
    owners: dict[tuple[str, ...], str] = {}
    faults = []
    for telling in tellings:
        start = "".join(char for char in telling.whole.casefold() if char.isalnum())[:60]
        if len(start) >= 30 and starts.setdefault(start, telling.story) != telling.story:
            faults.append(f"{telling.story} and {starts[start]} begin alike: {telling.title[:50]!r}")
            continue
        runs = _runs(telling.whole)
        others = Counter(owners[run] for run in runs if owners.setdefault(run, telling.story) != telling.story)
        for story, shared in others.most_common(1):
            if shared >= _FEWEST_RUNS and shared > _MOST_ALIKE * len(runs):
                faults.append(f"{telling.story} and {story} share half their wording: {telling.title[:50]!r}")
    return faults


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _runs(text: str) -> set[tuple[str, ...]]:
    """Runs of terms in order; pairs of words and stems are left out, they say the same again."""
    terms = [term for term in tokens(text) if " " not in term and not term.endswith("~")]
    dense = sum(len(term) == 2 and not term.isascii() for term in terms) * 2 > len(terms)
    # Thai writes letters unspaced: the technology's own name there is twenty pairs long.
    letters = any("\u0e00" <= sign <= "\u0e7f" for sign in text)
    length = (_RUN_OF_LETTERS if letters else _RUN_OF_SIGNS) if dense else _RUN
    return set(zip(*(terms[n:] for n in range(length)), strict=False))
