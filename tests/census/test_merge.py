import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.cluster import cluster
from census.merge import merge
from census.records import Announcement, Judgement, Label


def judged(a: str, b: str, score: float, by: str = "model/1", verdict: str = "same") -> Judgement:
    return Judgement(a, b, verdict, score, by, "2019-12-01T00:00:00Z")


def test_likely_pairs_join_and_unlikely_ones_stay_apart() -> None:
    assert cluster(["a", "b", "c"], [judged("a", "b", 0.9), judged("b", "c", 0.2)]) == [["a", "b"], ["c"]]


def test_a_weak_chain_makes_no_group() -> None:
    chain = [judged("a", "b", 0.9), judged("b", "c", 0.6), judged("c", "d", 0.9)]
    assert cluster(["a", "b", "c", "d"], chain) == [["a", "b"], ["c", "d"]]


def test_an_analyst_always_wins() -> None:
    parted = judged("a", "b", 0.0, "analyst/mei", "different")
    assert cluster(["a", "b"], [judged("a", "b", 0.99), parted]) == [["a"], ["b"]]
    joined = judged("a", "b", 1.0, "analyst/mei", "same")
    assert cluster(["a", "b"], [judged("a", "b", 0.01), joined]) == [["a", "b"]]


@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(random) -> None:
    ids = list("abcdefgh")
    pairs = [judged(a, b, ((ord(a) * 7 + ord(b) * 13) % 10) / 10) for a in ids for b in ids if a < b]
    wanted = cluster(ids, pairs)
    random.shuffle(ids)
    random.shuffle(pairs)
    assert cluster(ids, pairs) == wanted


def told(id: str, date: str, **more: object) -> Announcement:
    return Announcement(id=id, article_id=f"article-{id}", span=(0, 4), text="text", date=date, lang="en", **more)  # type: ignore[arg-type]


def labels(id: str, stage: str = "live", by: str = "model/1") -> dict[tuple[str, str], Label]:
    values = {"sector": "finance", "country": "CN", "subject": "government", "stage": stage}
    return {
        (id, f): Label(id, f, v, 0.9, by, "2019-12-01T00:00:00Z", ((v, 0.9), ("other", 0.1))) for f, v in values.items()
    }


def test_a_record_takes_month_and_stage_from_its_evidence() -> None:
    members = [told("b", "2019-12-02", lead="Bank"), told("a", "2019-11-30", lead="Bank")]
    [record] = merge(members, labels("a", "planned") | labels("b", "live"), [judged("a", "b", 0.9)])
    assert (record.month, record.stage, record.lead) == ("2019-11", "live", "Bank")
    assert record.announcement_ids == ("a", "b")
    assert record.is_new
    assert record.needs_review == ("stage",)  # two tellings, two stages: an analyst is asked


@pytest.mark.parametrize("stage", ["expansion", "ended"])
def test_what_only_extends_or_ends_a_project_is_no_new_one(stage: str) -> None:
    [record] = merge([told("a", "2019-11-30")], labels("a", stage), [])
    assert not record.is_new


def test_an_old_project_retold_is_no_new_one() -> None:
    [record] = merge([told("a", "2019-11-30", is_retold=True)], labels("a"), [])
    assert not record.is_new
