"""Pages read apart: poisoned ones cost themselves only, each by a name and within its time."""

import time

from census.furniture import count_lines, known_furniture
from census.records import Page, Unreadable
from census.settings import PROJECT
from census.store import Store
from extractors.parse import REASONS, Examined
from flows import work
from flows.apart import Readers
from flows.work import open_reader, read_page
from tests.poison import poisoned
from tests.web import article

LONGEST = 8.0
MODEL = PROJECT / "data" / "models"


def page(name: str, body: bytes) -> Page:
    return Page(
        f"https://poison.example/{name.replace(' ', '-')}",
        "2019-12-01T00:00:00Z",
        200,
        (("Content-Type", "text/html"),),
        body,
    )


# Some of what must have a name; the others may be read in spite of their poison.
NAMED = {
    "nested div": "too_deep", "nested p": "too_deep", "one attribute of 200 MB": "too_large", "table never closed": "too_deep", "nulls": "not_text",
    "half a script": "js_only", "marks on marks": "too_slow",
}  # fmt: skip


def test_a_hundred_poisoned_pages_cost_no_page_beside_them() -> None:
    good = page("good", article("Rotorua keeps building consents on a ledger", "2019-11-05"))
    wanted = read_page(good, open_reader(MODEL)).article
    bad = [page(name, body) for name, body in poisoned()]
    assert len(bad) >= 100
    mixed = [one for poison in bad for one in (poison, good)]
    spent, start, reasons = [], time.monotonic(), {}
    for number, (given, found) in enumerate(Readers(2, MODEL, {}, overdue_seconds=LONGEST).read(mixed)):
        spent.append(time.monotonic() - start)
        start = time.monotonic()
        if number % 2:
            assert isinstance(found, Examined) and found.article == wanted
        else:
            reasons[given.url.rsplit("/")[-1].replace("-", " ")] = found.reason if isinstance(found, Unreadable) else ""
    assert set(reasons.values()) <= {"", *REASONS}
    assert {name: reasons[name] for name in NAMED} == NAMED
    # Pebble looks after its workers every few seconds.
    assert max(spent) < LONGEST + 15


def test_lines_that_a_site_repeats_are_learnt_and_dropped_the_next_time() -> None:
    reader = open_reader(MODEL)
    note = "The Harbour Gazette is printed on Fridays and can be had at every kiosk between the lighthouse and the old market."
    pages = [
        page(f"note {n}", article(f"Ledger number {n} of the harbour goes live", "2019-11-05", f"Story {n} tells of crate {n} and of nothing else at all. {n} crates came.</p><p>{note}"))
        for n in range(4)
    ]  # fmt: skip
    first = work.read_here(pages[:3], "s", "2019-12-01", reader)
    assert all(note in one.text for one in first.articles)
    counts = work.count_site_lines(first.articles)
    store = Store.open("sqlite://")
    with store.transaction() as connection:
        count_lines(connection, counts)
    known = known_furniture(store)
    assert set(known) == {"poison.example"}
    last = read_page(pages[3], open_reader(MODEL, known)).article
    assert note not in last.text and "crate 3" in last.text
    store.close()
