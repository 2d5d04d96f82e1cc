"""The loop of training: what analysts decided is learnt from, the challenger meets the champion, the better one is in force."""

import csv
import io
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from sklearn.feature_extraction.text import HashingVectorizer

from census import champions
from census.decided import decisions_in_force, verdicts_in_force
from census.intervals import chance_of
from census.merge import FIELDS
from census.queue import Queue
from census.reviews import Entry, case_of, moment
from census.settings import SHIPPED, Settings
from census.standing import evidence_hash
from census.store import Store
from classifiers.corpus import Telling, fold_of, read_corpus
from classifiers.decided import JudgedPair, telling_of
from classifiers.encode import ENCODERS
from classifiers.encodings import KeptEncoder, kept_encodings
from classifiers.model import load
from classifiers.suspects import find_suspects
from classifiers.train import train_with
from flows import challenge
from flows.challenge import SUSPECTS, lessons_of, train_challenger
from flows.duel import Gain, judge_duel
from flows.gold import sample_gold
from tests.conftest import chaincensus
from tests.review.desk import fill

VALUES = {"sector": "finance", "application": None, "country": "AU", "subject": "enterprise", "stage": "live"}


class Hashed:
    """A quick stand-in for an encoder, which counts what it is asked for."""

    def __init__(self, name: str, size: int):
        self.name, self.size, self.asked = name, size, 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += len(texts)
        hashing = HashingVectorizer(analyzer="char", ngram_range=(2, 3), n_features=self.size)
        return hashing.transform([*texts, ""]).toarray()[:-1].astype(np.float32)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path}/census.db")


def decide(
    store: Store, id: str, action: str = "correct", other: str = "", by: str = "mei", **values: str | None
) -> None:
    desk = Queue(store, f"analyst/{by}", True)
    case = desk.open(case_of(id, other))
    assert case
    said = VALUES | values if action == "correct" else {}
    texts = store.texts_of([i for i in (id, other) if i]).values()
    told = (case.case_id, case.announcement_id, case.other_id, action, desk.by, moment(), said, tuple(values), 4.0)
    assert desk.decide(case, case.ticket or "", Entry(*told, case.model, evidence_hash(*texts)))


def gain(gained: float, chance: float, field: str = "sector") -> Gain:
    return Gain("a set", field, "", 100, gained, (gained - 0.01, gained + 0.01), chance)


def test_decisions_in_force_become_tellings_by_record_and_time(store: Store) -> None:
    ids = fill(store, 20, pairs=2)
    for n, id in enumerate(ids[:10]):
        decide(store, id, "not_project" if n % 5 == 4 else "correct", sector="energy")
    decide(store, ids[0], "different", ids[1])
    decide(store, ids[1], "same", ids[2])
    decisions = decisions_in_force(store)
    assert [d.announcement.id for d in decisions] == ids[:10]
    told = [telling_of(d) for d in decisions]
    assert {t.sector for t in told if t.is_announcement} == {"energy"} and {t.country for t in told} == {"AU", None}
    assert [t.is_announcement for t in told].count(False) == 2 and all(t.reason for t in told if not t.is_announcement)
    assert told[1].whole.strip() == decisions[1].announcement.text and told[0].story == f"record/{ids[0]}"
    assert [(v.one.id, v.two.id, v.is_same) for v in verdicts_in_force(store)] == [
        (*sorted(ids[:2]), False), (*sorted(ids[1:3]), True),
    ]  # fmt: skip
    lessons = lessons_of(store)
    assert [d.announcement.id for d in lessons.held_out] == ids[8:10] and len(lessons.learnt) == 8
    Queue(store, "analyst/mei").undo()
    Queue(store, "analyst/mei").undo()
    Queue(store, "analyst/mei").undo()
    assert len(decisions_in_force(store)) == 9 and not verdicts_in_force(store), "what is taken back is not learnt"


def test_what_is_learnt_shares_no_record_with_what_is_held_out(store: Store) -> None:
    from census.registry import Registry

    ids = fill(store, 10)
    with store.transaction() as connection:
        Registry(store).enter(connection, {ids[0]: ids[9]}, "model/1")
    for id in ids:
        decide(store, id)
    lessons = lessons_of(store)
    assert {d.announcement.id for d in lessons.held_out} == {ids[0], ids[8], ids[9]}


def test_a_challenger_must_be_better_on_something_and_worse_on_nothing() -> None:
    assert judge_duel([gain(0.1, 0.001), gain(0.0, 1.0)])[0]
    assert not judge_duel([gain(0.1, 0.03), gain(0.0, 1.0)])[0], "of two looked for, one comes by chance"
    promoted, reason = judge_duel([gain(0.3, 0.0001), gain(-0.1, 0.04, "stage")])
    assert not promoted and reason.startswith("worse on stage of a set: -0.100")
    assert judge_duel([gain(0.01, 0.9)]) == (False, "no difference beyond noise in 1 comparisons")
    assert chance_of([0] * 6, [1] * 6) == pytest.approx(2 / 64) and chance_of([1, 0], [1, 0]) == 1.0


def test_a_trained_model_is_in_force_until_it_is_rolled_back(tmp_path: Path) -> None:
    assert Settings(home=tmp_path).model == SHIPPED and champions.in_force(tmp_path) is None
    for version, is_promoted in (("one", True), ("two", False), ("three", True)):
        champions.add_training(tmp_path, {"model": version, "is_promoted": is_promoted, "reason": "a test"})
    assert Settings(home=tmp_path).model == champions.trained_folder(tmp_path, "three")
    assert champions.roll_back(tmp_path, "now") == ("three", "one")
    told = chaincensus(tmp_path, "train", "--roll-back")
    assert told.returncode == 0 and "in force is the shipped model" in told.stderr
    assert Settings(home=tmp_path).model == SHIPPED
    refused = chaincensus(tmp_path, "train", "--roll-back")
    assert refused.returncode == 2 and "the shipped model is in force" in refused.stderr
    assert [line["action"] for line in champions.read_lines(tmp_path)] == ["trained"] * 3 + ["rolled back"] * 2


def test_encodings_are_kept_by_text_and_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, other = Hashed("one", 8), Hashed("two", 8)
    texts = ["a ledger", "上链", "a ledger", ""]
    kept = KeptEncoder(first, tmp_path / "kept.db")
    rows = kept.encode(texts)
    assert first.asked == 3 and np.array_equal(rows, first.encode(texts))
    again = Hashed("one", 8)
    assert np.array_equal(KeptEncoder(again, tmp_path / "kept.db").encode(texts[::-1]), rows[::-1]) and again.asked == 0
    KeptEncoder(other, tmp_path / "kept.db").encode(texts)
    assert other.asked == 3 and kept.encode([]).shape == (0, 8)
    monkeypatch.setitem(ENCODERS, "e5", first)
    with kept_encodings(tmp_path / "kept.db"):
        assert isinstance(ENCODERS["e5"], KeptEncoder) and ENCODERS["e5"].name == "one"
    assert ENCODERS["e5"] is first


def test_labels_that_contradict_their_like_are_suspected() -> None:
    def told(n: int, sector: str, second: str | None = None) -> Telling:
        return Telling(
            f"s{n}", "", "text", "en", "brief", "wire", "2019-11-01", True, sector=sector, sector_alt=second, country="AU",
            subject="enterprise", stage="live",
        )  # fmt: skip

    dice = random.Random(1)
    tellings = [told(n, ("finance", "energy")[n % 2]) for n in range(100)]
    sure = [dice.uniform(0.85, 0.99) for _ in tellings]
    spreads = [{t.sector: p, {"finance": "energy", "energy": "finance"}[str(t.sector)]: 1 - p} for t, p in zip(tellings, sure, strict=True)]  # fmt: skip
    tellings[7], tellings[8] = told(7, "finance"), told(8, "energy", "finance")
    same = {"relevance": [{"announcement": 0.9}] * 100, "application": [{}] * 100}
    same |= {
        name: [{value: 0.9}] * 100 for name, value in (("country", "AU"), ("subject", "enterprise"), ("stage", "live"))
    }
    [suspect] = find_suspects(tellings, {"sector": spreads, **same})
    assert (suspect.telling, suspect.field, suspect.given, suspect.suggested) == (7, "sector", "finance", "energy")
    assert suspect.quality < 0.2


def test_the_frozen_set_holds_pages_of_one_project_or_none() -> None:
    golds = sample_gold(Settings().sample)
    assert len(golds) > 100 and {g.is_announcement for g in golds} == {True, False}
    assert all(g.accepted.keys() == set(FIELDS) for g in golds if g.is_announcement)


def test_a_challenger_learns_from_decisions_is_measured_and_promoted(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {kind: Hashed(f"hashed-{kind}", size) for kind, size in (("e5", 384), ("use", 512))}
    for kind, encoder in own.items():
        monkeypatch.setitem(ENCODERS, kind, encoder)
    ids = fill(store, 40, pairs=1)
    decide(store, ids[0], "different", ids[1])
    for n, id in enumerate(ids):
        decide(store, id, "not_project" if n % 8 == 7 else "correct", sector="energy" if n == 3 else "finance")
    corpus = [t for t in read_corpus() if fold_of(t.story, 96) == 0]
    settings, lessons = Settings(home=tmp_path), lessons_of(store)
    assert len(lessons.held_out) == 8 and len(lessons.judged) == 1
    monkeypatch.setattr(challenge, "sample_gold", lambda folder: sample_gold(folder)[:12])
    monkeypatch.setattr(challenge, "judge_duel", lambda gains: (len(gains) > 4, "it is a test"))
    told = Console(file=io.StringIO(), width=160)
    made = cache(lambda: train_with(corpus, [telling_of(d) for d in lessons.learnt], judged, lambda step: None))
    judged = [JudgedPair(v.one, v.two, v.is_same) for v in lessons.judged]
    monkeypatch.setattr(challenge, "train_with", lambda *given: made())
    faults = train_challenger(store, settings, corpus, lessons, told)
    assert faults and not champions.read_lines(tmp_path), "a model of forty decisions is under the floors: not kept"
    monkeypatch.setattr(challenge, "below_floor", lambda scores, folder: [])
    assert not train_challenger(store, settings, corpus, lessons, told)
    [line] = champions.read_lines(tmp_path)
    folder = Settings(home=tmp_path).model
    assert line["is_promoted"] and line["reason"] == "it is a test" and folder.name == line["model"]
    assert line["decisions"] == len(lessons.learnt) and line["pairs"] == 1 and line["champion"] == load(SHIPPED).version
    assert {(g["on"], g["field"]) for g in line["gains"]} >= {
        ("the newest decisions", "sector"),
        ("the sample month", "relevance"),
    }
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"from {len(lessons.learnt)} decisions of analysts" in card and "nor an article of any outlet" not in card
    assert (
        load(folder).version == line["model"] and (folder / "blocks.npz").exists() and (folder / "floors.json").exists()
    )
    with (folder / SUSPECTS).open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["of"] for row in rows} <= {"corpus", "decision"} and any(row["of"] == "corpus" for row in rows)
    assert "promoted: it is a test" in told.file.getvalue()  # type: ignore[attr-defined]
