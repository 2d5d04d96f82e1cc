"""Properties of splitting that hold for any text: spans, order, cost."""

import itertools
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from census.records import Article, Slots, Verdict
from census.sentences import find_sentences
from extractors.split import Trained, split

WORDS = st.sampled_from(
    ["Bank A pilots a ledger", "Price fell", "近日，某银行上线平台", "Port B tests it", "z.B.", "U.S.", "\n", " ", "。", ". ", "! ", "1. ", "Read more", "“", "”", "\u200b", "🚢", "é", "ﬁ"]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=400)


def trained(seen: list[str] | None = None) -> Trained:
    """Parts that find much: what mentions a bank or a port is an announcement and opens a matter; `seen` gathers what they are given."""

    def gate(texts: Sequence[str]) -> list[Verdict]:
        if seen is not None:
            seen.extend(texts)
        return [Verdict(0.9 if "Bank" in text or "Port" in text or "银行" in text else 0.1, 0.0) for text in texts]

    def seams(texts: Sequence[str], opens_line: Sequence[bool]) -> list[float]:
        if seen is not None:
            seen.extend(texts)
        return [0.9 if "Bank" in text or "Port" in text or "银行" in text else 0.1 for text in texts]

    def tag(text: str, lang: str) -> Slots:
        return Slots(text[:6] or None, (), None, ())

    return Trained(gate, seams, tag, lambda text: 20, 0.5)


def article(title: str, text: str) -> Article:
    return Article("a", None, "A", title, text, "2019-11-05", "meta", "en")


@given(TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_spans_index_the_original_text_exactly_and_do_not_overlap(title: str, text: str) -> None:
    told = article(title.replace("\n", " "), text)
    spans = []
    for found in split(told, trained()).announcements:
        assert told.whole[found.span[0] : found.span[1]] == found.text
        spans.append(found.span)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_sentences_stand_where_they_say_and_nothing_is_lost(text: str) -> None:
    sentences = find_sentences(text)
    assert all(text[s.start : s.end] == s.text and s.text.strip() == s.text for s in sentences)
    assert all(a.end <= b.start for a, b in itertools.pairwise(sentences))
    assert "".join("".join(s.text.split()) for s in sentences) == "".join(text.split())


def test_an_article_twice_as_long_costs_about_twice_as_much() -> None:
    part = "Bank A pilots a ledger with its customers. Price fell by two percent on Monday. " * 40
    counts = []
    for text in (part, part + part):
        seen: list[str] = []
        split(article("Two banks", text), trained(seen))
        counts.append(sum(map(len, seen)))
    assert counts[0] * 1.5 < counts[1] < counts[0] * 2.2
