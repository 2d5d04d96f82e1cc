"""The ledger of review and its queue: what stands, what is asked next, and that nobody is asked twice."""

import threading
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from census.decisions import decisions_of
from census.enqueue import enqueue, seconds_of
from census.evidence import evidence_of
from census.gain import ENOUGH, gain_of
from census.merge import in_force, records_of
from census.queue import Case, Filters, Queue
from census.records import Label
from census.review_tables import queue, reviews
from census.reviews import Entry, Reviews, case_of, is_doubled, moment
from census.standing import evidence_hash
from census.store import Store
from census.tables import announcements
from tests.review.desk import MODEL, fill

VALUES = {"sector": "energy", "country": "AU", "subject": "enterprise", "stage": "live"}


def desk_of(store: Store, name: str = "mei", senior: bool = False) -> Queue:
    return Queue(store, f"analyst/{name}", senior)


def decide(desk: Queue, case: Case, action: str = "correct", **values: str) -> Entry:
    ids = [id for id in (case.announcement_id, case.other_id) if id]
    evidence = evidence_hash(*desk.store.texts_of(ids).values())
    said = {**VALUES, **values} if action in ("accept", "correct") else {}
    entry = Entry(case.case_id, case.announcement_id, case.other_id, action, desk.by, moment(), said, tuple(values), 4.0, case.model, evidence)  # fmt: skip
    made = desk.decide(case, case.ticket or "", entry)
    assert made is not None
    return made


def take(desk: Queue, filters: Filters = Filters()) -> Case:  # noqa: B008
    [case, *_] = desk.lease(filters, 1)
    return case


def in_order(store: Store, single: bool = True) -> list[str]:
    query = select(queue.c.case_id).where(queue.c.rank.is_not(None)).order_by(queue.c.rank.desc())
    with store.engine.connect() as connection:
        return [id for id in connection.execute(query).scalars() if not single or not is_doubled(id)]


def test_the_queue_begins_where_most_error_is_removed_per_second(store: Store) -> None:
    ids = fill(store, 12)
    case = take(desk_of(store))
    assert case.announcement_id == ids[-1], "the least sure label first"
    assert case.field == "sector"
    sure, gain = gain_of({"sector": 0.1}, {}, 1)[0], gain_of({"sector": 0.4}, {}, 1)[0]
    assert gain == pytest.approx(4 * sure) and gain_of({"sector": 0.4}, {"sector": 10.0}, 2)[0] == pytest.approx(
        gain / 4
    )


def test_a_field_that_takes_long_falls_behind_once_the_ledger_has_measured_it() -> None:
    slow = [Entry("c", "a", "", "correct", "analyst/mei", str(n), VALUES, ("stage",), 30.0) for n in range(ENOUGH)]
    assert seconds_of(slow) == {"stage": 30.0} and seconds_of(slow[1:]) == {}


def test_an_analysts_labels_are_in_force_whatever_a_later_model_says(store: Store) -> None:
    ids = fill(store, 3)
    desk = desk_of(store)
    case = desk.open(case_of(ids[1]))
    assert case
    decide(desk, case, sector="energy")
    with store.transaction() as connection:
        store.save_labels(connection, [Label(ids[1], "sector", "trade", 0.99, "model/2", "2030-01-01T00:00:00Z")])
    force = store.labels_of(ids)
    assert force[ids[1], "sector"].value == "energy" and force[ids[1], "sector"].by == "analyst/mei"
    told = store.nouns(type(_told(store, ids[1])), select(announcements).where(announcements.c.id == ids[1]))
    [record] = records_of([told], force, [])
    assert (record.sector, record.country, record.reviewed) == ("energy", "AU", True)


def _told(store: Store, id: str):  # type: ignore[no-untyped-def]
    return evidence_of(store, [id]).announcements[id]


def test_a_decision_expires_with_the_text_it_was_made_on_and_the_case_comes_back(store: Store) -> None:
    ids = fill(store, 3)
    desk = desk_of(store)
    case = desk.open(case_of(ids[0]))
    assert case
    decide(desk, case, sector="energy")
    enqueue(store, anew=True)
    assert store.labels_of(ids)[ids[0], "sector"].value == "energy"
    with store.transaction() as connection:
        connection.execute(update(announcements).where(announcements.c.id == ids[0]).values(text="Another text."))
    assert store.labels_of(ids)[ids[0], "sector"].value == "finance"
    assert in_force(evidence_of(store, ids).labels)[ids[0], "sector"].by == MODEL
    enqueue(store, anew=True)
    assert case_of(ids[0]) in in_order(store, single=False)


def test_what_is_no_project_leaves_the_record_and_its_id_stays(store: Store) -> None:
    ids = fill(store, 4)
    told = sorted(evidence_of(store, ids[:2]).announcements.values(), key=lambda a: a.date or "")
    [before] = records_of([told], store.labels_of(ids), [])
    desk = desk_of(store)
    case = desk.open(case_of(told[0].id))
    assert case
    decide(desk, case, "not_project")
    [after] = records_of([told], store.labels_of(ids), [])
    assert after.announcement_ids == (told[1].id,) and after.id == before.id
    assert records_of([told[:1]], store.labels_of(ids), []) == []
    assert desk.undo() is not None
    assert records_of([told], store.labels_of(ids), []) == [before]


def test_undo_goes_back_as_far_as_there_are_decisions_and_deletes_nothing(store: Store) -> None:
    fill(store, 30)
    desk = desk_of(store)
    made = [decide(desk, take(desk), sector="energy") for _ in range(20)]
    back = [desk.undo() for _ in range(20)]
    assert [e and e.id for e in back] == [e.id for e in reversed(made)] and desk.undo() is None
    assert {x.by for x in store.labels_of(e.announcement_id for e in made).values()} == {MODEL}
    with store.engine.connect() as connection:
        actions = Counter(connection.execute(select(reviews.c.action)).scalars())
    assert actions == {"correct": 20, "undo": 20}
    again = take(desk)
    assert again.case_id == made[0].case_id, "the case taken back last is shown first"
    ledger = decisions_of([], evidence_of(store, [made[0].announcement_id]).labels, [], MODEL)
    assert sum(d.why.startswith("takes back") for d in ledger) == 5


def test_a_judgement_taken_back_gives_way_to_the_one_before(store: Store) -> None:
    ids = fill(store, 3, pairs=1)
    pair = case_of(*ids[:2])
    first, second = desk_of(store), desk_of(store, "ravi", senior=True)
    held = first.open(pair)
    assert held
    decide(first, held, "same")
    assert [j.verdict for j in store.analyst_judgements()] == ["same"]
    assert second.case(pair)
    second.note(held, "requeue", "two different banks")
    again = second.open(pair)
    assert again
    decide(second, again, "different")
    assert [j.verdict for j in store.analyst_judgements()] == ["same", "different"]
    second.undo()
    said = store.analyst_judgements()
    assert [j.verdict for j in said] == ["unsure", "unsure", "same"], "taken back: named, and before all others"
    first.undo()
    assert {j.verdict for j in store.analyst_judgements()} == {"unsure"}


def test_one_case_in_ten_is_labelled_twice_and_a_disagreement_goes_to_a_senior(store: Store) -> None:
    ids = fill(store, 400)
    doubled = [id for id in ids if is_doubled(case_of(id))]
    assert 20 <= len(doubled) <= 60
    case_id = case_of(doubled[0])
    mei, ravi, head = desk_of(store), desk_of(store, "ravi"), desk_of(store, "head", senior=True)
    case = mei.open(case_id)
    assert case
    decide(mei, case, sector="energy")
    assert mei.case(case_id).awaits == "second"  # type: ignore[union-attr]
    case = ravi.open(case_id)
    assert case
    decide(ravi, case, sector="trade")
    assert ravi.case(case_id).awaits == "senior"  # type: ignore[union-attr]
    assert all(c.case_id != case_id for c in desk_of(store, "lone").lease(Filters(is_disputed=True), 50))
    case = take(head, Filters(is_disputed=True))
    assert case.case_id == case_id
    decide(head, case, sector="energy")
    assert head.case(case_id).awaits is None  # type: ignore[union-attr]
    assert store.labels_of([doubled[0]])[doubled[0], "sector"].by == "analyst/head"


def test_nobody_opens_a_case_twice_or_above_their_role_but_who_asked_for_it_anew(store: Store) -> None:
    ids = fill(store, 100)
    doubled = next(case_of(id) for id in ids if is_doubled(case_of(id)))
    mei, ravi = desk_of(store), desk_of(store, "ravi")
    for desk, sector in ((mei, "energy"), (ravi, "trade")):
        case = desk.open(doubled)
        assert case
        decide(desk, case, sector=sector)
        assert desk.open(doubled) is None
    assert desk_of(store, "lone").open(doubled) is None
    assert desk_of(store, "head", senior=True).open(doubled)
    single = next(case_of(id) for id in ids if not is_doubled(case_of(id)))
    case = mei.open(single)
    assert case
    decide(mei, case, "accept")
    assert mei.open(single) is None
    mei.note(case, "requeue", "a slip")
    assert mei.open(single)


def test_two_who_agree_need_no_third(store: Store) -> None:
    ids = fill(store, 100)
    case_id = next(case_of(id) for id in ids if is_doubled(case_of(id)))
    for name in ("mei", "ravi"):
        desk = desk_of(store, name)
        case = desk.open(case_id)
        assert case
        decide(desk, case, "accept")
    assert desk_of(store).case(case_id).awaits is None  # type: ignore[union-attr]


def test_no_two_analysts_hold_one_case(store: Store) -> None:
    fill(store, 60)
    held: list[str] = []
    faults: list[BaseException] = []

    def work(name: str) -> None:
        try:
            held.extend(case.case_id for case in desk_of(store, name).lease(Filters(), 5))
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is the test's
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(f"a{n}",)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and len(held) == len(set(held)) == 50


def test_of_two_hundred_submits_at_once_one_is_a_decision(store: Store) -> None:
    fill(store, 3)
    desk = desk_of(store)
    case = take(desk)
    made: list[Entry | None] = []

    def submit() -> None:
        entry = Entry(
            case.case_id,
            case.announcement_id,
            "",
            "correct",
            desk.by,
            moment(),
            VALUES,
            ("sector",),
            1.0,
            case.model,
            "",
        )
        made.append(desk.decide(case, case.ticket or "", entry))

    threads = [threading.Thread(target=submit) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 200 and len({e.id for e in made if e}) == 1
    assert len(Reviews(store).history(case.case_id)) == 1
    assert desk_of(store, "eve").decide(case, case.ticket or "", Entry(case.case_id, case.announcement_id, "", "accept", "analyst/eve", moment())) is None  # fmt: skip


@pytest.mark.parametrize(
    "filters",
    [
        Filters(month="2019-10"),
        Filters(sector="finance", lang="en"),
        Filters(country="JP"),
        Filters(outlet="' OR 1=1 --"),
    ],
)
def test_filters_narrow_the_queue(store: Store, filters: Filters) -> None:
    fill(store, 40)
    with store.engine.connect() as connection:
        query = select(queue.c.case_id)
        for name, value in filters.set.items():
            query = query.where(queue.c[name] == value)
        wanted = set(connection.execute(query).scalars())
    assert {c.case_id for c in desk_of(store).lease(filters, 50)} == wanted
    assert desk_of(store, "ravi").left(filters) == len(wanted)


def test_what_is_skipped_is_left_to_others_and_a_comment_changes_nothing(store: Store) -> None:
    fill(store, 5)
    mei = desk_of(store)
    case = take(mei)
    mei.note(case, "comment", "see the annual report")
    decide(mei, case, "skip")
    assert case.case_id not in {c.case_id for c in mei.lease(Filters(), 10)}
    mei.give_back()
    assert take(desk_of(store, "ravi")).case_id == case.case_id
    assert [e.action for e in Reviews(store).history(case.case_id)] == ["comment", "skip"]


@given(st.lists(st.sampled_from(["mei+", "ravi+", "mei-", "ravi-", "model"]), max_size=12))
def test_the_label_in_force_is_the_newest_word_not_taken_back(story: list[str]) -> None:
    said: dict[str, list[tuple[int, str]]] = {"mei": [], "ravi": []}
    made, model = [], None
    for n, step in enumerate(story):
        who = step[:-1]
        if step == "model":
            model = f"m{n}"
            made.append(Label("a", "sector", model, 0.9, "model/1", f"{n:03}"))
        elif step.endswith("+"):
            said[who].append((n, f"v{n}"))
            made.append(Label("a", "sector", f"v{n}", 1.0, f"analyst/{who}", f"{n:03}"))
        else:
            made.append(Label("a", "sector", None, 0.0, f"analyst/{who}", f"{n:03}"))
            said[who] = said[who][:-1]
    words = sorted(said["mei"] + said["ravi"])
    held = in_force(made).get(("a", "sector"))
    assert (held.value if held else None) == (words[-1][1] if words else model)
