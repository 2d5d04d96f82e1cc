"""What /tonight and /agreement say: figures against what is known of a made store, roles, and that nothing is read without bound."""

from datetime import timedelta

import krippendorff
import pytest
from sklearn.metrics import cohen_kappa_score
from sqlalchemy import event, text

from census.agreement import ENOUGH, by_field, by_month, doubled
from census.drift import drift_of
from census.enqueue import enqueue
from census.funnel import Funnel, summed
from census.gain import SECONDS
from census.ledger import today
from census.records import Label
from census.reviews import Entry, Reviews, case_of, is_doubled, moment
from census.store import Store
from census.tonight import disputes, funnel_of, lasted, latest_nights, missing_of, waiting_of
from census.worth import worth_of
from tests.review.clients import Analyst, add_accounts, client_of
from tests.review.desk import AT, MODEL, fill
from tests.review.nights import add_night
from tests.review.test_ledger import VALUES
from tests.review.test_search import tell


def label_twice(store: Store, count: int, differing: int, at: str = "", month: str = "2019-11") -> list[str]:
    """So many reports labelled by two, who say different sectors of the first `differing`; the announcements."""
    ids = [id for id in fill(store, 14 * count + 20, month) if is_doubled(case_of(id))][:count]
    assert len(ids) == count
    said = ("energy", "trade")
    with store.transaction() as connection:
        for n, id in enumerate(ids):
            for k, name in enumerate(("mei", "ravi")):
                sector = said[k] if n < differing else said[n % 2]
                made_at = at or moment()
                entry = Entry(case_of(id), id, "", "correct", f"analyst/{name}", f"{made_at[:-1]}{k}Z", {**VALUES, "application": None, "sector": sector})  # fmt: skip
                Reviews(store).append(connection, entry)
    return ids


def test_agreement_is_that_of_the_libraries_with_an_interval_that_holds_it(store: Store) -> None:
    label_twice(store, 40, 10)
    fields = {one.field: one for one in by_field(doubled(store))}
    pairs = [("energy", "trade") if n < 10 else (("energy", "trade")[n % 2],) * 2 for n in range(40)]
    first, second = map(list, zip(*pairs, strict=True))
    sector = fields["sector"]
    assert (sector.pairs, sector.equal) == (40, 30) and sector.kappa and sector.alpha
    assert sector.kappa.value == pytest.approx(cohen_kappa_score(first, second), abs=0.001)
    alpha = krippendorff.alpha(reliability_data=[first, second], level_of_measurement="nominal")
    assert sector.alpha.value == pytest.approx(alpha, abs=0.001)
    for one in (sector.kappa, sector.alpha):
        assert -1 <= one.low < one.value < one.high <= 1
    assert fields["country"].kappa is None and "all alike" in fields["country"].word
    assert fields["is_announcement"].equal == 40
    [month] = by_month(doubled(store))["sector"]
    assert month.month == moment()[:7] and month.kappa == sector.kappa


def test_perfect_agreement_has_an_interval_too_and_few_pairs_a_word(store: Store) -> None:
    label_twice(store, ENOUGH, 0)
    sector = {one.field: one for one in by_field(doubled(store))}["sector"]
    assert sector.kappa and sector.kappa.value == 1 and 0.5 < sector.kappa.low < sector.kappa.high == 1
    few = by_field(doubled(store)[: ENOUGH - 1])[1]
    assert few.kappa is None and few.word == f"too few: {ENOUGH} pairs are needed" and few.pairs == ENOUGH - 1


def test_what_was_taken_back_asked_for_anew_or_single_is_no_blind_pair(store: Store) -> None:
    ids = label_twice(store, 4, 1)
    ledger, waited = Reviews(store), waiting_of(store)
    with store.transaction() as connection:
        ledger.take_back(connection, ledger.standing(connection, case_of(ids[0]))[1])
        # Asked for anew before the answers, they were not blind; after them, they were, and the case is open again.
        ledger.append(connection, Entry(case_of(ids[1]), ids[1], "", "requeue", "analyst/mei", AT))
        ledger.append(connection, Entry(case_of(ids[2]), ids[2], "", "requeue", "analyst/mei", moment()))
    assert {pair.first.announcement_id for pair in doubled(store)} == set(ids[2:])
    enqueue(store, anew=True)
    assert (waited.again, waiting_of(store).again) == (0, 1)
    old = f"{today() - timedelta(500)}T00:00:00.000000Z"
    label_twice(store, 1, 0, old, "2019-10")
    assert len(doubled(store)) == 2


def test_disputes_are_listed_for_seniors_and_readers_alone(store: Store) -> None:
    label_twice(store, 3, 2)
    enqueue(store, anew=True)
    assert len(disputes(store)) == 2 == waiting_of(store).senior
    add_accounts(store, head="senior", guest="reader", mei="analyst")
    pages = {name: Analyst(client_of(store), name).client.get("/agreement").text for name in ("head", "guest", "mei")}
    assert "Settle disagreements now" in pages["head"] and "Settle" not in pages["guest"]
    for row in disputes(store):
        assert row.case_id in pages["head"] and row.case_id in pages["guest"] and row.case_id not in pages["mei"]
    assert "too few" in pages["mei"]


LAST = today() - timedelta(7)


def some_nights(store: Store) -> None:
    for back in range(28, 0, -1):
        add_night(store, LAST - timedelta(back), {"daily": 10, "weekly": 4})
    add_night(store, LAST, {"daily": 1}, {"gone": "dns"}, ended=False)


def test_tonight_says_what_ran_what_is_missing_and_how_far_links_came(store: Store) -> None:
    some_nights(store)
    nights = latest_nights(store)
    assert [night.last for night in nights] == [str(LAST - timedelta(n)) for n in range(7)]
    assert lasted(nights[0]) is None and lasted(nights[1]) == timedelta(hours=1, minutes=30)
    missing = missing_of(store, nights[0])
    assert missing.failed == {"dns": ["gone"]} and missing.unasked == ["weekly"] and missing.asked == 2
    assert ("discover", "dns", 1) in missing.problems
    assert [(hole.source, hole.day, hole.seen) for hole in missing.holes] == [("daily", LAST, 1), ("weekly", LAST, 0)]
    assert any("daily is quieter than usual" in told for told in missing.alarms)
    flown = funnel_of(store, nights)
    day = str(LAST - timedelta(1))
    assert flown["daily", day] == Funnel(10, 9, 5, 1, 1) and flown["weekly", day] == Funnel(4, 3, 2, 1, 1)
    assert summed(flown.items(), lambda _, day: day)[day] == Funnel(14, 12, 7, 2, 2)
    assert {day for _, day in flown} == {night.last for night in nights}


def test_a_backfill_of_past_months_is_no_part_of_a_night(store: Store) -> None:
    add_night(store, LAST, {"daily": 6})
    with store.transaction() as connection:
        connection.execute(text("UPDATE listings SET first = '2019-01-01', last = '2019-01-31'"))
    assert funnel_of(store, latest_nights(store)) == {}


def weeks(store: Store, new: float, old: float, lang: str = "en", count: int = 30) -> None:
    """Reports of the last week and the weeks before, each with one label of a probability."""
    fill(store, 1, "2019-01")
    made = []
    for n in range(2 * count):
        id = f"{lang}{n:014}"
        tell(store, id, "Bank", str(LAST - timedelta(n % 6 if n < count else 8 + n % 40)))
        made.append(Label(id, "sector", "finance", new if n < count else old, MODEL, AT))
    with store.transaction() as connection:
        store.save_labels(connection, made)


@pytest.mark.parametrize("new, old, word", [(0.5, 0.9, "doubts more"), (0.9, 0.5, "doubts less"), (0.9, 0.9, "within chance")])  # fmt: skip
def test_drift_tells_a_language_in_which_the_model_doubts_more(store: Store, new: float, old: float, word: str) -> None:
    weeks(store, new, old)
    last, [drift] = drift_of(store)
    assert last == LAST and drift.lang == "en" and drift.word == word
    assert drift.week.reports == drift.before.reports == 30
    assert drift.week.mean == pytest.approx(new) and drift.week.doubtful == (30 if new < 0.6 else 0)


def test_few_reports_are_no_drift(store: Store) -> None:
    weeks(store, 0.5, 0.9, count=5)
    assert drift_of(store)[1][0].word == "too few"
    empty = drift_of(store)[0]
    assert empty == LAST


def test_two_hours_take_more_out_in_our_order_than_at_random(store: Store) -> None:
    ids = fill(store, 200)
    worth = worth_of(store)
    assert worth.seconds == SECONDS and not worth.is_measured and worth.cases == 200
    assert worth.ordered == pytest.approx(worth.random), "where all can be done the order is nothing"
    assert worth.curve[0] == (0, 0) and worth.curve[-1][0] == 120
    assert worth.curve[1][1] > worth.random_curve[1][1], "but not on the way"
    with store.transaction() as connection:
        for n, id in enumerate(ids[:25]):
            Reviews(store).append(connection, Entry(case_of(id), id, "", "accept", "analyst/mei", moment(), VALUES, seconds=60.0 + n))  # fmt: skip
    slow = worth_of(store)
    assert slow.is_measured and slow.seconds == 72.0 and slow.cases == 100
    assert slow.ordered > 1.2 * slow.random


def test_the_pages_ask_the_store_a_bounded_number_of_questions(store: Store) -> None:
    some_nights(store)
    fill(store, 30)
    add_accounts(store, head="senior")
    head, asked = Analyst(client_of(store), "head"), list[str]()
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    page = head.client.get("/tonight")
    assert page.status_code == 200 and len(asked) < 30
    assert "has not ended" in page.text and "dns" in page.text and "daily is quieter" in page.text
    assert head.client.get("/agreement").status_code == 200


def test_an_empty_store_says_so(store: Store) -> None:
    add_accounts(store, guest="reader")
    client = Analyst(client_of(store), "guest").client
    assert "No night has run" in client.get("/tonight").text
    assert "No report has been labelled by two" in client.get("/agreement").text
