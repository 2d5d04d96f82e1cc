import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import HashingVectorizer

from census.settings import PROJECT
from census.taxonomy import ForeignTaxonomy
from classifiers import train as training
from classifiers.card import PAGE, render
from classifiers.corpus import corpus_hash, fold_of, read_corpus
from classifiers.encode import ENCODERS
from classifiers.floors import below_floor
from classifiers.gazetteer import find_mentions
from classifiers.lead import same_name
from classifiers.model import Head, load, save
from classifiers.predict import Predictor
from classifiers.scores import calibration_error
from classifiers.words import Words, tokens

MODELS = PROJECT / "data" / "models"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Dubai Land Department puts leases on a ledger", {"AE"}),
        ("深圳市税务局开出区块链电子发票", {"CN"}),
        ("Banco de Chile prueba Corda", {"CL"}),
        ("US lawmakers told us of it", {"US"}),
        ("It is nice of you to turn up", set()),
        ("서울시가 한국은행과", {"KR"}),
    ],
)
def test_names_lead_to_countries_and_words_do_not(text: str, wanted: set[str]) -> None:
    assert {m.country for m in find_mentions(text)} == wanted


def test_tokens_serve_scripts_with_and_without_spaces() -> None:
    assert "电子" in tokens("电子发票") and "子发" in tokens("电子发票")
    assert "trade finance" in tokens("Trade finance on 2,000 ledgers")


def test_a_project_stays_on_one_side_of_a_split() -> None:
    corpus = read_corpus()
    assert len({t.story for t in corpus}) > 500
    assert {fold_of(t.story, 5) for t in corpus} == set(range(5))
    assert fold_of("tradelens", 5) == fold_of("tradelens", 5)


def test_the_model_holds_its_floors() -> None:
    card = json.loads((MODELS / "model.json").read_text(encoding="utf-8"))
    assert below_floor(card["held_out_scores"], MODELS) == []
    assert card["corpus"] == corpus_hash(), "the corpus was changed: run `make train`"
    assert (MODELS / PAGE).read_text(encoding="utf-8") == render(card)
    assert below_floor(
        {**card["held_out_scores"], "sector": {"accuracy": 0.1, "macro_f1": 0.1, "calibration_error": 0.1}}, MODELS
    )


class Hashed:
    """A quick stand-in for the small transformer, whose rows are the same twice by a test of its own."""

    name = "hashed"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        hashing = HashingVectorizer(analyzer="char", ngram_range=(2, 3), n_features=384)
        return hashing.transform([*texts, ""]).toarray()[:-1].astype(np.float32)


def test_the_transformer_gives_the_same_rows_twice_and_in_any_batch() -> None:
    texts = ["Bank pilots ledger for letters of credit", "深圳开出首张区块链电子发票", "Bitcoin slips"]
    once = ENCODERS["e5"].encode(texts)
    assert np.array_equal(once, ENCODERS["e5"].encode(texts)) and once.shape == (3, 384)
    assert np.allclose(once[1:2], ENCODERS["e5"].encode(texts[1:2]), atol=1e-4)


def test_training_twice_gives_the_same_bytes_and_a_loaded_model_the_same_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENCODERS, "e5", Hashed())
    corpus = [t for t in read_corpus() if fold_of(t.story, 96) == 0]
    for name in ("one", "two"):
        model = training.train(corpus)
        save(model, tmp_path / name)
    assert (tmp_path / "one" / "model.npz").read_bytes() == (tmp_path / "two" / "model.npz").read_bytes()
    assert (tmp_path / "one" / "model.json").read_bytes() == (tmp_path / "two" / "model.json").read_bytes()
    loaded = load(tmp_path / "one")
    assert render(loaded.card) == render(model.card)
    texts = ["Bank pilots ledger for letters of credit", "Bitcoin slips"]
    features = training.encode_all(texts, loaded.words)
    for name in ("relevance", "sector"):
        assert np.allclose(
            loaded.fields[name].predict_proba(features), model.fields[name].predict_proba(features), atol=1e-5
        )


def test_a_model_of_other_codes_is_refused(tmp_path: Path) -> None:
    for name in ("model.npz", "model.json"):
        (tmp_path / name).write_bytes((MODELS / name).read_bytes())
    card = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(card | {"taxonomy": "0" * 12}))
    with pytest.raises(ForeignTaxonomy, match="make train"):
        load(tmp_path)
    (tmp_path / "model.npz").write_bytes(b"no model")
    with pytest.raises(ValueError, match="make train"):
        load(tmp_path)


def test_a_model_for_other_features_is_refused(tmp_path: Path) -> None:
    model = load(MODELS)
    narrow = Head(model.rankers["country"].weights[:-1], model.rankers["country"].bias)
    save(replace(model, rankers={**model.rankers, "country": narrow}), tmp_path)
    with pytest.raises(ValueError, match=r"another version of chaincensus .* run `make train`"):
        Predictor.open(tmp_path)


def test_the_gate_gives_the_same_answer_in_any_batch() -> None:
    maker = Predictor.open(MODELS)
    texts = [
        "Port of Hamburg pilots blockchain for the release of containers",
        "Bitcoin falls again",
        "市税务局开出首张区块链电子发票",
    ]
    together = maker.gate(texts)
    assert together == [maker.gate([text])[0] for text in texts]
    assert together[0].relevance_proba > 0.5 > together[1].relevance_proba


def test_small_parts() -> None:
    assert same_name("The Bank of X", "bank of x")
    assert Words(["a"], np.array([1.0])).transform(["a b"]).shape == (1, 1)
    assert calibration_error(np.array([0.9, 0.9]), np.array([True, True])) == pytest.approx(0.1)
