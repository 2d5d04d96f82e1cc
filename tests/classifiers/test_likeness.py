"""Comparisons of many pairs at once give what `pair.compare` gives of each, whatever the claims hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.settings import PROJECT
from classifiers import pair, scoring
from classifiers.likeness import MEASURES, Claims, Pairs, open_words
from classifiers.model import Model, load
from classifiers.packing import pack, pack_words

names = st.frozensets(st.sampled_from(["ibm", "maersk", "rakuten", "sofia", "lima", "ledger", "中国银行"]), max_size=4)
spreads = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.floats(0.01, 1), max_size=4)
leads = st.sampled_from([None, "IBM", "IBM Corp", "Bank of Lima", "中国银行", "  "])


@pytest.fixture(scope="module")
def model() -> Model:
    return load(PROJECT / "data" / "models")


@st.composite
def told(draw: st.DrawFn) -> tuple[pair.Claim, pair.Traits]:
    meaning = pair.unit(np.array(draw(st.lists(st.integers(-5, 5), min_size=4, max_size=4)), np.float32))
    fields = {name: draw(spreads) for name in ("sector", "application", "country")}
    none = np.zeros(0, np.float32)
    claim = pair.Claim("", "", draw(st.sampled_from(["en", "zh"])), none, none, meaning, draw(leads), **fields)
    lead = draw(st.sampled_from([None, "ibm", "maersk"]))
    sets = {
        name: draw(names) for name in ("organisations", "vendors", "places", "countries", "quoted", "numbers", "names")
    }
    return claim, pair.Traits(**sets, words=draw(spreads), title=draw(spreads), lead=lead)


@given(st.lists(told(), min_size=2, max_size=6))
def test_pairs_at_once_measure_as_one_by_one(model: Model, claims: list[tuple[pair.Claim, pair.Traits]]) -> None:
    pairs = [(i, j) for j in range(len(claims)) for i in range(j)]
    drawn = {n: traits for n, (_, traits) in enumerate(claims)}
    each = pair.compare([claim for claim, _ in claims], pairs, model.rarity, drawn)
    packed = [pack(claim, traits, model.rarity) for claim, traits in claims]
    words = [pack_words(traits) for _, traits in claims]
    first, second = np.array(pairs).T
    # In one part or in several, the same.
    opened = Claims.open([packed[:1], packed[1:]], len(packed), 4)
    at_once = Pairs(opened, first, second, lambda numbers: open_words([words[n] for n in numbers]))
    for n, (name, _) in enumerate(pair.FEATURES):
        assert np.allclose(np.asarray(MEASURES[name](at_once), np.float64), each[:, n], atol=1e-6), name
    scored = scoring.score(opened, first, second, at_once.words, model.rankers["pair"])
    chance = pair.chances(each * (model.rankers["pair"].weights[:, 0] != 0), model.rankers["pair"])
    kept = dict(zip(zip(scored.a.tolist(), scored.b.tolist(), strict=True), scored.chance.tolist(), strict=True))
    for both, p in zip(pairs, chance.tolist(), strict=True):
        assert abs(kept.get(both, p) - p) < 1e-6 and (both in kept or p < scoring.LEAST + 1e-6)
