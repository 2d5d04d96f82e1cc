"""Any order of arrival, any nights, any history of analysts' words: the same clusters, and ids that are never used for another project."""

import io
import itertools
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from sqlalchemy import select, update
from typer.testing import CliRunner

from census.cluster import cluster
from census.identity import record_id
from census.link_tables import metadata
from census.linkage import Drawn, Linkage
from census.records import Announcement, Article, Judgement
from census.registry import Registry
from census.settings import PROJECT
from census.store import Store
from census.tables import announcements, memberships
from classifiers import candidates, pair, scoring
from classifiers.claims import claims_of
from classifiers.model import Model, load
from flows.cli import app
from flows.explain import explain
from flows.matching import match
from flows.relink import cluster_anew, link_reports
from tests.conftest import Ran

IDS = [f"{n:016x}" for n in range(12)]
# Three projects, look-alikes between them, and one report that no mean takes in.
DATES = {id: f"2019-{3 + n % 5:02}-{1 + n * 7 % 28:02}" for n, id in enumerate(IDS)}


def score(a: str, b: str) -> float:
    x, y = int(a, 16), int(b, 16)
    return 0.9 - abs(x - y) * 0.02 if x % 3 == y % 3 else [0.0, 0.3, 0.55, 0.7][(x * 7 + y * 5) % 4]


class Desk:
    """A store that reports reach night by night, and the ids that were ever published in it."""

    def __init__(self, url: str):
        self.store = Store.open(url)
        self.linkage, self.registry = Linkage(self.store, "model/1"), Registry(self.store)
        self.published: dict[str, str] = {}
        self.nights = 0

    def close(self) -> None:
        self.store.close()

    def empty(self) -> None:
        with self.store.transaction() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())

    def arrive(self, ids: list[str]) -> None:
        drawn = [Drawn(id, np.zeros(1, np.int8), np.zeros(1, np.int64), b"", b"") for id in ids]
        known = self.linkage.linkable()
        pairs = [sorted(p) for p in itertools.combinations([*known, *ids], 2) if set(p) & set(ids)]
        judged = [Judgement(a, b, "same", score(a, b), "model/1", "2020") for a, b in pairs if score(a, b) >= 0.05]
        with self.store.transaction() as connection:
            self.store.save_articles(connection, [Article(id, None, "o", "", "", DATES[id]) for id in ids], "cell")
            self.store.save_announcements(
                connection, [Announcement(id, id, (0, 1), "", DATES[id], "en") for id in ids], "model/1"
            )
            self.linkage.save_drawn(connection, drawn)
            self.store.save_judgements(connection, judged)
        self.link(self.linkage.unlinked())

    def say(self, a: str, b: str, verdict: str, at: str) -> None:
        with self.store.transaction() as connection:
            self.store.save_judgements(connection, [Judgement(*sorted((a, b)), verdict, 1.0, "analyst/mei", at)])
        self.link([])

    def link(self, new: list[str] | None) -> None:
        self.nights += 1
        cluster_anew(self.linkage, new, f"2020-01-{self.nights:02}")
        held = self.registry.held()
        founders = {record_id(id): id for id in IDS}
        # An id means the record that holds its founder, now and whenever it was published before.
        for used in held.values():
            assert held[founders[used]] == used
            self.published[used] = founders[used]
        for used, founder in self.published.items():
            assert self.registry.follow(used) == held[founder]

    def groups(self) -> set[tuple[str, frozenset[str]]]:
        held = self.registry.held()
        return {(used, frozenset(id for id in held if held[id] == used)) for used in held.values()}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    url = f"sqlite:///{tmp_path}/a.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = Desk(url)
    opened.empty()  # one PostgreSQL serves all tests
    yield opened
    opened.empty()
    opened.close()


verdicts = st.lists(
    st.tuples(st.sampled_from(list(itertools.combinations(IDS, 2))), st.sampled_from(["same", "different", "unsure"])),
    max_size=4,
)


def tell(nightly: Desk, at_once: Desk, order: list[str], cuts: set[int], told: list, chance: random.Random) -> None:
    """One history told to one desk night by night, to the other at once: both must know the same records by the same ids."""
    borders = [0, *sorted(cuts), 12]
    steps: list = [("arrive", order[i:j]) for i, j in itertools.pairwise(borders)]
    # An analyst speaks at any time, of what is known by then or not: in the order told.
    places = sorted(chance.randrange(len(steps) + 1) for _ in told)
    for n, (place, ((a, b), verdict)) in reversed(list(enumerate(zip(places, told, strict=True)))):
        steps.insert(place, ("say", (a, b, verdict, f"2020-02-{n + 1:02}")))
    for step, what in steps:
        nightly.arrive(what) if step == "arrive" else nightly.say(*what)
    for n, ((a, b), verdict) in enumerate(told):
        at_once.say(a, b, verdict, f"2020-02-{n + 1:02}")
    at_once.arrive(IDS)
    assert nightly.groups() == at_once.groups()
    nightly.link(None)
    assert nightly.groups() == at_once.groups()


@given(st.permutations(IDS), st.sets(st.integers(1, 11), max_size=4), verdicts, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_any_arrival_in_any_nights_gives_the_same_clusters_and_ids(
    order: list[str], cuts: set[int], told: list, chance: random.Random
) -> None:
    with closing(Desk("sqlite://")) as nightly, closing(Desk("sqlite://")) as at_once:
        tell(nightly, at_once, order, cuts, told, chance)


@pytest.mark.postgres
def test_so_it_does_on_postgresql(postgres_url: str) -> None:
    pairs = list(itertools.combinations(IDS, 2))
    for seed in range(12):
        chance = random.Random(seed)
        told = [(chance.choice(pairs), chance.choice(["same", "different", "unsure"])) for _ in range(seed % 5)]
        cuts = set(chance.sample(range(1, 12), seed % 4))
        with closing(Desk(postgres_url)) as nightly, closing(Desk("sqlite://")) as at_once:
            nightly.empty()
            tell(nightly, at_once, chance.sample(IDS, 12), cuts, told, chance)
            nightly.empty()


def test_a_retired_id_is_explained_by_the_record_that_it_leads_to(desk: Desk) -> None:
    for id in reversed(IDS):
        desk.arrive([id])
    held = desk.registry.held()
    retired = sorted(desk.published.keys() - set(held.values()))
    assert retired
    console = Console(record=True, width=200, file=io.StringIO())
    explain(console, desk.store, retired[0])
    shown = console.export_text()
    heir = held[desk.published[retired[0]]]
    assert f"{retired[0]} is no longer in use" in shown and f"it leads to {heir}" in shown
    assert all(id in shown for id, used in held.items() if used == heir)


def test_what_nearly_joined_a_record_is_shown_with_it(desk: Desk) -> None:
    desk.arrive(IDS)
    bridge = desk.linkage.bridges()[0]
    console = Console(record=True, width=200, file=io.StringIO())
    explain(console, desk.store, desk.registry.held()[bridge.a])
    assert f"{bridge.a} and {bridge.b}" in console.export_text()


def test_a_retired_id_leads_to_its_founder_through_merge_split_and_an_earlier_report(desk: Desk) -> None:
    first, late, early = "0000000000000003", "0000000000000006", "0000000000000000"
    desk.arrive([late])
    assert set(desk.registry.held().values()) == {record_id(late)}
    desk.arrive([first])
    assert desk.registry.follow(record_id(late)) == record_id(first) or DATES[late] < DATES[first]
    desk.arrive([early])
    assert len(set(desk.registry.held().values())) == 1
    [used] = set(desk.registry.held().values())
    desk.say(first, early, "different", "2020-03-01")
    assert len(desk.groups()) == 2
    desk.say(first, early, "unsure", "2020-03-02")
    assert set(desk.registry.held().values()) == {used}
    assert {r.why for r in desk.registry.standing(IDS)} <= {"merged", "split", "earlier report found"}


def test_bridges_wait_for_an_analyst(desk: Desk) -> None:
    desk.arrive(IDS)
    bridges = desk.linkage.bridges()
    held = desk.registry.held()
    assert bridges and all(held[b.a] != held[b.b] and b.score >= 0.5 for b in bridges)
    desk.say(bridges[0].a, bridges[0].b, "different", "2020-03-01")
    assert bridges[0] not in desk.linkage.bridges()


@pytest.fixture(scope="module")
def model() -> Model:
    return load(PROJECT / "data" / "models")


def linked(home: Path, folder: Path) -> Store:
    shutil.copy(home / "census.db", folder / "census.db")
    return Store.open(f"sqlite:///{folder}/census.db")


def drawn_again(store: Store, model: Model) -> list[tuple[pair.Claim, pair.Traits]]:
    """Claims and traits of all that is linked, drawn anew from what the store holds of each."""
    linkage = Linkage(store, f"model/{model.version}")
    ids = linkage.linkable()
    told = store.nouns(Announcement, select(announcements).where(announcements.c.id.in_(ids)))
    labels = linkage.own_labels(ids, ("sector", "application", "country"))
    claims = claims_of(told, labels, store.vectors_of(ids), model.centres)
    return [(claim, pair.draw(claim, model.rarity.idf())) for claim in claims]


def test_candidates_lose_hardly_a_pair_that_the_pair_model_would_join(month: Ran, model: Model, tmp_path: Path) -> None:
    store = linked(month.home, tmp_path)
    claims, traits = zip(*drawn_again(store, model), strict=True)
    everything = list(itertools.combinations(range(len(claims)), 2))
    ranker, drawn = model.rankers["pair"], dict(enumerate(traits))
    near = candidates.candidates(claims, traits, model.rarity)
    measured = pair.compare(claims, everything, model.rarity, drawn)
    exact = pair.judge(claims, everything, measured, ranker, "m", "", scoring.LEAST)
    likely = {(j.a, j.b) for j in exact if j.score >= 0.5}
    assert len(likely) > 100
    # 0.99 when this was set; one pair in 19 was compared.
    compared = {tuple(sorted((claims[i].id, claims[j].id))) for i, j in near}
    assert len(likely & compared) >= 0.97 * len(likely)
    assert len(near) < 0.1 * len(everything)
    # What linking finds of them scores as it does among all, with the same reasons.
    linkage = Linkage(store, f"model/{model.version}")
    found = {
        (a, b): (score, verdict, why) for part in match(linkage, model, None) for a, b, verdict, score, why in part
    }
    told = {(j.a, j.b): (j.score, j.verdict, j.why) for j in exact if (j.a, j.b) in compared}
    assert found.keys() == told.keys()
    assert all(abs(found[p][0] - told[p][0]) <= 1e-4 and found[p][1:] == told[p][1:] for p in told)
    ids = sorted(claim.id for claim in claims)
    judged = [j for j in exact if (j.a, j.b) in compared]
    assert len(set(map(tuple, cluster(ids, exact))) ^ set(map(tuple, cluster(ids, judged)))) <= 6
    store.close()


def test_whether_a_pair_is_a_candidate_depends_on_the_two_alone(month: Ran, model: Model, tmp_path: Path) -> None:
    store = linked(month.home, tmp_path)
    opened = drawn_again(store, model)
    chance = random.Random(5)

    def near(part: list) -> set[frozenset[str]]:
        found = candidates.candidates([c for c, _ in part], [t for _, t in part], model.rarity)
        return {frozenset((part[i][0].id, part[j][0].id)) for i, j in found}

    whole = near(opened)
    for size in (2, 10, 40, 90):
        part = chance.sample(opened, size)
        ids = {claim.id for claim, _ in part}
        assert near(part) == {p for p in whole if p <= ids}
    store.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_new_reports_meet_what_they_would_meet_among_all(
    month: Ran, model: Model, tmp_path: Path, workers: int
) -> None:
    store = linked(month.home, tmp_path)
    linkage = Linkage(store, f"model/{model.version}")
    everything = {j for part in match(linkage, model, None, workers) for j in part}
    for size in (1, 7, 60):
        new = set(random.Random(size).sample(linkage.linkable(), size))
        got = [j for part in match(linkage, model, sorted(new)) for j in part]
        assert len(got) == len(set(got)) and set(got) == {j for j in everything if {*j[:2]} & new}
    store.close()


def test_linking_anew_gives_what_the_night_gave(month: Ran, model: Model, tmp_path: Path) -> None:
    store = linked(month.home, tmp_path)
    before = Registry(store).held()
    with closing(sqlite3.connect(tmp_path / "census.db")) as raw:
        rows = sorted(raw.execute("select a, b, by, score, why from judgements"))
    link_reports(store, model, "2019-12-10T06:00:00Z", anew=True)
    assert Registry(store).held() == before
    with closing(sqlite3.connect(tmp_path / "census.db")) as raw:
        assert sorted(raw.execute("select a, b, by, score, why from judgements")) == rows
    store.close()


def test_the_command_links_anew_to_the_same_records(
    month: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = linked(month.home, tmp_path)
    before = Registry(store).held()
    with store.transaction() as connection:
        connection.execute(update(memberships).values(record_id="lost"))
    monkeypatch.setenv("CHAINCENSUS_HOME", str(tmp_path))
    monkeypatch.delenv("CHAINCENSUS_STORE_URL", raising=False)
    ran = CliRunner().invoke(app, ["relink", "--anew"])
    assert ran.exit_code == 0 and f"{len(before)} announcements linked" in ran.output
    assert Registry(store).held() == before
    store.close()
