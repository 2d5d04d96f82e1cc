import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from census.cluster import cluster, components, link, settle
from census.records import Judgement

IDS = list("abcdefghij")
PAIRS = list(itertools.combinations(IDS, 2))


def judged(
    a: str, b: str, score: float, by: str = "model/1", verdict: str = "same", at: str = "2019-12-01"
) -> Judgement:
    return Judgement(a, b, verdict, score, by, at)


def said(a: str, b: str, verdict: str, at: str) -> Judgement:
    return judged(a, b, 1.0, "analyst/mei", verdict, at)


scored = st.lists(
    st.tuples(st.sampled_from(PAIRS), st.sampled_from([0.1, 0.3, 0.5, 0.6, 0.8, 0.97])), unique_by=lambda p: p[0]
)
verdicts = st.lists(st.tuples(st.sampled_from(PAIRS), st.sampled_from(["same", "different", "unsure"])), max_size=6)


def world(pairs: list, told: list) -> list[Judgement]:
    return [judged(a, b, score) for (a, b), score in pairs] + [
        said(a, b, verdict, f"2020-01-{n + 1:02}") for n, ((a, b), verdict) in enumerate(told)
    ]


def slowly(judgements: list[Judgement], threshold: float = 0.5) -> list[list[str]]:
    """The rule as it is told: each join weighs every pair between two groups."""
    must, cannot = settle(judgements)
    score = {(j.a, j.b): round(j.score * 10_000) for j in judgements if not j.by.startswith("analyst/")}
    groups = [{id} for id in IDS]

    def join(a: set[str], b: set[str]) -> None:
        if a is not b:
            groups.remove(b)
            a |= b

    def of(id: str) -> set[str]:
        return next(g for g in groups if id in g)

    for a, b in sorted(must):
        join(of(a), of(b))
    for a, b in sorted(score, key=lambda p: (-score[p], p)):
        x, y = of(a), of(b)
        between = [(min(p), max(p)) for p in itertools.product(x, y)]
        mean = sum(score.get(p, 200) for p in between) / len(between)
        if (
            x is not y
            and score[a, b] >= threshold * 10_000
            and mean >= threshold * 10_000
            and not cannot & set(between)
        ):
            join(x, y)
    return sorted(sorted(g) for g in groups)


@given(scored, verdicts)
def test_growing_by_sums_gives_what_weighing_every_pair_gives(pairs: list, told: list) -> None:
    judgements = world(pairs, told)
    assert cluster(IDS, judgements) == slowly(judgements)


@given(scored, verdicts, st.integers())
def test_the_order_of_what_is_given_does_not_matter(pairs: list, told: list, seed: int) -> None:
    judgements = world(pairs, told)
    shuffled = random.Random(seed).sample(judgements, len(judgements))
    assert cluster(random.Random(seed).sample(IDS, len(IDS)), shuffled) == cluster(IDS, judgements)


@given(scored, verdicts)
def test_a_component_alone_gives_the_groups_that_all_together_give(pairs: list, told: list) -> None:
    judgements = world(pairs, told)
    component = components(link(IDS, judgements)).tolist()
    alone = []
    for number in set(component):
        inside = [id for id, c in zip(IDS, component, strict=True) if c == number]
        alone += cluster(inside, judgements)
    assert sorted(alone) == cluster(IDS, judgements)


@given(scored, verdicts)
def test_what_analysts_say_last_holds(pairs: list, told: list) -> None:
    if told:
        (a, b), verdict = told[-1]
        together = any({a, b} <= set(group) for group in cluster(IDS, world(pairs, told)))
        assert verdict == "unsure" or together == (verdict == "same")


def test_a_chain_of_analysts_words_is_one_and_the_newest_word_against_it_wins() -> None:
    chain = [said("a", "b", "same", "2020-01-01"), said("b", "c", "same", "2020-01-02")]
    assert cluster(list("abc"), chain) == [["a", "b", "c"]]
    parted = [*chain, said("a", "c", "different", "2020-01-03")]
    assert cluster(list("abc"), parted) == [["a"], ["b", "c"]]
    assert settle(parted) == ({("b", "c")}, {("a", "c")})
    assert cluster(list("abc"), [*parted, said("a", "b", "same", "2020-01-04")]) == [["a", "b"], ["c"]]
    assert cluster(list("abc"), [*parted, said("a", "c", "unsure", "2020-01-04")]) == [["a", "b", "c"]]
