"""What the model knows nothing of is refused with a reason, what it learnt is not."""

from collections import Counter

import pytest

from census.settings import PROJECT
from classifiers.corpus import read_corpus
from classifiers.familiar import SCRIPTS, script_of, why_refused
from classifiers.predict import Predictor


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("საქართველოს საჯარო რეესტრი ბლოკჩეინზე გადადის", "unseen_language"),
        ("የኢትዮጵያ ንግድ ባንክ በብሎክቼን ላይ የተመሠረተ", "unseen_language"),
        ("...", "no_words"),
        ("12:30 | 9,41 %", "no_words"),
        ("工行试点区块链", ""),
        ("IBM ทดสอบบล็อกเชน", ""),
    ],
)
def test_what_cannot_be_judged_is_named(text: str, reason: str) -> None:
    assert why_refused(text) == reason


def test_scripts_are_those_of_the_corpus() -> None:
    main = Counter(
        Counter(script for char in t.whole if (script := script_of(char))).most_common(1)[0][0] for t in read_corpus()
    )
    learnt = {script for script, count in main.items() if count >= 10}
    assert learnt <= SCRIPTS and not [t.whole for t in read_corpus() if why_refused(t.whole) == "no_words"]


def test_the_gate_refuses_with_the_reason_and_answers_for_the_rest() -> None:
    maker = Predictor.open(PROJECT / "data" / "models")
    recipe = "Lemon cake\nBeat four eggs with sugar, fold in flour and bake for forty minutes."
    told = "Port of Hamburg pilots blockchain for the release of containers"
    foreign, project, cake = maker.gate(["საქართველოს საჯარო რეესტრი", told, recipe])
    assert foreign.reason == "unseen_language" and foreign.relevance_proba == 0
    assert project.relevance_proba > 0.5 > cake.relevance_proba and cake.reason == "off_topic"
