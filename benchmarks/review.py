"""`python -m benchmarks.review [NUMBER] [STORE_URL]`: queue and search of review with a million announcements in the store.

What an analyst waits for is held to bounds at the 95th percentile: the next case 100 ms, a search 300 ms; what /tonight asks of the queue and
the labels, once a minute for all who look, 2 s.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table, func, insert, select

from census import tables
from census.drift import drift_of
from census.enqueue import enqueue
from census.queue import Filters, Queue
from census.records import derive_id
from census.reviews import Entry, moment
from census.search import search
from census.store import Store
from census.taxonomy import codes_of
from census.tonight import waiting_of
from census.worth import worth_of

MODEL, AT = "model/1", "2019-12-10T06:00:00Z"
COUNTRIES = ("CN", "US", "JP", "AU", "SG", "TH", "DE", "FR", "IN", "BR", "IS")
WORDS = (
    "Harbour Ledger Customs Bank Port Rail Grain Power Steel Cotton Museum Clinic School County Union Valley".split()
)
BOUNDS = {"next case": 0.1, "next case, filtered": 0.1, "search": 0.3, "tonight": 2.0}
_COPIES = 100


def fill(store: Store, number: int) -> None:
    """So many articles with one labelled announcement each, over ten years, from five hundred outlets: a part is made, and copied."""
    rows: dict[Table, list[dict[str, Any]]] = {tables.articles: [], tables.announcements: [], tables.labels: []}
    for n in range(number // _COPIES):
        for table, row in _rows(n):
            rows[table].append(row)
    with store.transaction() as connection:
        run = {"id": "run", "month": "2019-11", "model": MODEL, "inputs": [], "started_at": AT}
        connection.execute(insert(tables.runs), [run])
        for table, made in rows.items():
            connection.execute(insert(table), made)
    for copy in range(1, _COPIES):
        with store.transaction() as connection:
            for table in rows:
                connection.execute(_copied(table, f"{copy:02}"))


def _copied(table: Table, mark: str) -> Any:
    """The insertion of one copy of what was made first, under ids, names and probabilities of its own."""
    own: dict[str, Any] = {
        name: func.substr(table.c[name], 1, 14).concat(mark)
        for name in ("id", "article_id", "announcement_id")
        if name in table.c
    }
    own |= {name: table.c[name].concat(f" {mark}") for name in ("lead", "title") if name in table.c}
    if "probability" in table.c:
        own["probability"] = table.c.probability * (1 - int(mark) / 1000)
    key = table.c.announcement_id if "announcement_id" in table.c else table.c.id
    values = [own.get(column.name, column) for column in table.columns]
    return insert(table).from_select(list(table.columns.keys()), select(*values).where(key.like("%00")))


def _rows(n: int) -> Iterator[tuple[Table, dict[str, Any]]]:
    dice = random.Random(n)
    id, article = (f"{derive_id(kind, str(n))[:14]}00" for kind in ("told", "read"))
    year = 2015 + n % 10
    # A word that was common once is the dearest to find: it stands in no new row, and in hundreds of thousands of old ones.
    once = "Zeppelin " if year < 2018 else ""
    lead, date = (
        f"{once}{' '.join(dice.choices(WORDS, k=3))} {n % 9973}", f"{year}-{1 + n // 10 % 12:02}-{1 + n % 28:02}",
    )  # fmt: skip
    common = {
        "date": date,
        "lang": dice.choice(("en", "zh", "es", "ja")),
        "text": f"{lead} pilots a ledger for its customers.",
    }
    yield tables.articles, {
        **common, "id": article, "url": f"https://n{n % 500}.example/{n}", "outlet": f"Outlet {n % 500}", "title": f"{lead} pilots ledger",
        "date_origin": "meta", "authors": [], "kind": "article", "quality": 1.0, "cell_id": "cell",
    }  # fmt: skip
    yield tables.announcements, {
        **common, "id": id, "article_id": article, "span": [0, 40], "lead": lead, "partners": [], "place": None, "host_countries": [],
        "topics": [], "relevance_proba": 0.5 + dice.random() / 2, "is_retold": False, "slots": [], "by": MODEL,
    }  # fmt: skip
    values = {
        "sector": dice.choice(codes_of("sector")),
        "country": dice.choices(COUNTRIES, range(11, 0, -1))[0],
        "stage": "live",
    }
    for field, value in values.items():
        yield tables.labels, {
            "announcement_id": id, "field": field, "by": MODEL, "made_at": AT, "value": value, "probability": 0.4 + dice.random() * 0.6,
            "distribution": [], "cues": [],
        }  # fmt: skip


def percentile(work: Callable[[int], object], rounds: int) -> float:
    """Seconds within which 95 of 100 rounds are done."""
    times = []
    for n in range(rounds):
        began = time.perf_counter()
        work(n)
        times.append(time.perf_counter() - began)
    return sorted(times)[int(rounds * 0.95)]


def measure(store: Store) -> dict[str, float]:
    """Seconds at the 95th percentile for what an analyst waits for."""
    dice = random.Random(1)
    desks = [Queue(store, f"analyst/a{n}") for n in range(20)]

    def decide(n: int, filters: Filters = Filters()) -> None:  # noqa: B008
        desk = desks[n % len(desks)]
        for case in desk.lease(filters, 2)[:1]:
            entry = Entry(case.case_id, case.announcement_id, "", "accept", desk.by, moment(), {"sector": "finance"})
            desk.decide(case, case.ticket or "", entry)

    def filtered(n: int) -> None:
        desks[n % len(desks)].give_back()
        country, sector = dice.choice(COUNTRIES), dice.choice(codes_of("sector"))
        month, outlet = f"{2015 + n % 10}-{1 + n % 12:02}", f"Outlet {n % 500}"
        kinds = (
            Filters(country=country),
            Filters(month=month),
            Filters(sector=sector, country=country),
            Filters(outlet=outlet, lang="zh"),
        )
        decide(n, kinds[n % 4])

    words = [
        *WORDS,
        "Zeppelin",
        "pilots",
        "p",
        "pi",
        "zepp harb",
        "Museum Clinic",
        "Harbour Port Rail",
        "nowhere at all",
        "Bank 77",
    ]
    return {
        "next case": percentile(decide, 400),
        "next case, filtered": percentile(filtered, 400),
        "search": percentile(lambda n: search(store, words[n % len(words)]), 60),
        "tonight": percentile(lambda _: (waiting_of(store), drift_of(store), worth_of(store)), 10),
    }


def main(number: int, url: str) -> int:
    """Print what was measured; 1 where a bound is passed."""
    store = Store.open(url)
    if not store.counts()["announcements"]:
        began = time.perf_counter()
        fill(store, number)
        print(f"{number:,} announcements made in {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    enqueue(store)
    print(f"queue filled in {time.perf_counter() - began:.0f} s", flush=True)
    found = measure(store)
    for name, seconds in found.items():
        print(f"{name}: {1000 * seconds:.0f} ms (bound {1000 * BOUNDS[name]:.0f})")
    store.close()
    return int(any(seconds > BOUNDS[name] for name, seconds in found.items()))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        given = sys.argv[1:]
        sys.exit(
            main(int(given[0]) if given else 1_000_000, given[1] if len(given) > 1 else f"sqlite:///{folder}/census.db")
        )
