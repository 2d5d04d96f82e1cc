"""`python -m benchmarks.review_load [STEPS] [STORE_URL]`: twenty analysts at once at the page, over connections of their own.

The page is served by `chaincensus review` in another process, over a store of ten thousand reports. Each analyst decides, skips and takes back;
then the ledger is held against what was sent: nothing is lost, nothing doubled. A whole step is a decision and the page with the next case; 95 of
100 are to take under 200 ms for analysts who look at a case for two to four seconds before they decide: 1,200 cases an hour each, more than anybody
reads. How many steps a second the page takes of analysts who never pause is measured beside it.
"""

import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier

import httpx
from sqlalchemy import select

from benchmarks.review import fill
from census.accounts import Accounts
from census.records import derive_id
from census.review_tables import reviews
from census.reviews import DECISIONS, is_doubled
from census.store import Store
from review.passwords import hash_password

ANALYSTS, REPORTS, STEPS, BOUND = 20, 10_000, 30, 0.2
# Seconds that an analyst looks at a case, between these.
_LOOKS = (2.0, 4.0)
_PASSWORD = "correct horse battery"
# A page that is not served within this is not served: a choice, for a machine that others use.
_PATIENCE = 120.0
_PROGRAM = "from flows.cli import main; main()"


@dataclass
class Sent:
    """What one analyst sent and the page took: entries by id with their case and action, how often something was taken back, and the seconds of
    each step."""

    by: str
    entries: dict[str, tuple[str, str]] = field(default_factory=dict)
    undone: int = 0
    seconds: list[float] = field(default_factory=list)


@contextmanager
def serving(url: str, home: Path) -> Iterator[str]:
    """The page over a store, in a process of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = os.environ | {"CHAINCENSUS_STORE_URL": url, "CHAINCENSUS_HOME": str(home)}
    with (home / "review.log").open("wb") as log:
        command = [sys.executable, "-c", _PROGRAM, "review", "--port", str(port)]
        page = subprocess.Popen(command, env=own, stdout=log, stderr=log)
    try:
        _await(f"http://127.0.0.1:{port}/login", page)
        yield f"http://127.0.0.1:{port}"
    finally:
        page.terminate()
        page.wait(20)


def _await(address: str, page: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and page.poll() is None:
        try:
            if httpx.get(address, timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"the page did not come within {_PATIENCE:.0f} s")


def prepare(store: Store, reports: int) -> list[str]:
    """Reports and accounts in a store; the accounts' names."""
    fill(store, reports)
    hashed, names = hash_password(_PASSWORD), [f"a{n:02}" for n in range(ANALYSTS)]
    for name in names:
        Accounts(store).add(name, "analyst", hashed)
    return names


def work(address: str, names: Sequence[str], steps: int, is_looking: bool = False) -> list[Sent]:
    """Each analyst's steps, all at once, once all are signed in; what was sent. An analyst who is looking takes some seconds before each
    decision."""
    signed_in = Barrier(len(names))
    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(lambda name: _analyst(address, name, steps, is_looking, signed_in), names))


def _analyst(address: str, name: str, steps: int, is_looking: bool, signed_in: Barrier) -> Sent:
    sent, dice = Sent(f"analyst/{name}"), random.Random(name)
    with httpx.Client(base_url=address, follow_redirects=True, timeout=_PATIENCE, trust_env=False) as client:
        page = client.post("/login", data={"name": name, "password": _PASSWORD}).raise_for_status().text
        signed_in.wait(_PATIENCE)
        for n in range(steps):
            if is_looking:
                time.sleep(dice.uniform(*_LOOKS))
            page = _step(client, page, n, sent)
    return sent


def _step(client: httpx.Client, page: str, n: int, sent: Sent) -> str:
    """The page after the next decision, which now and then is taken back."""
    case = _said(page, r'data-case="(\w+)"')
    csrf, ticket = (_said(page, rf'name="{key}" value="([^"]*)"') for key in ("csrf", "ticket"))
    action = {3: "skip", 6: "not_project"}.get(n % 8, "accept")
    form = {"csrf": csrf, "ticket": ticket, "action": action, "seconds": "4.2"}
    began = time.perf_counter()
    page = client.post(f"/cases/{case}", data=form).raise_for_status().text
    sent.seconds.append(time.perf_counter() - began)
    sent.entries[derive_id(case, sent.by, ticket)] = (case, action)
    if n % 12 == 11:
        page = client.post("/undo", data={"csrf": csrf}).raise_for_status().text
        sent.undone += 1
    return page


def _said(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise RuntimeError(f"the page shows no case: nothing in it is like {pattern}")
    return found[1]


def faults_of(store: Store, sent: Sequence[Sent]) -> list[str]:
    """What the ledger does not hold as it was sent: lost, doubled or foreign entries, and cases that more decided than should."""
    with store.engine.connect() as connection:
        rows = connection.execute(select(reviews)).all()
    held = {row.id: (row.case_id, row.action) for row in rows if row.action != "undo"}
    wanted = {id: entry for one in sent for id, entry in one.entries.items()}
    faults = [f"lost: {id}" for id in wanted.keys() - held.keys()]
    faults += [f"nobody sent {id}" for id in held.keys() - wanted.keys()]
    faults += [f"{id} is not as it was sent" for id in wanted.keys() & held.keys() if wanted[id] != held[id]]
    undone = Counter(row.by for row in rows if row.action == "undo")
    for one in sent:
        undone[one.by] -= one.undone
    faults += [f"{by} took back {-n} more often than is held" for by, n in undone.items() if n]
    taken_back = {row.undoes for row in rows if row.action == "undo"}
    decided = Counter(row.case_id for row in rows if row.action in DECISIONS and row.id not in taken_back)
    most = {case: 2 if is_doubled(case) else 1 for case in decided}
    return faults + [f"case {case} was decided {n} times" for case, n in decided.items() if n > most[case]]


def main(steps: int, url: str, home: Path) -> int:
    """Print what was measured; 1 where something was lost or doubled, or a step of those who look takes longer than the bound."""
    store = Store.open(url)
    names = prepare(store, REPORTS)
    with serving(url, home) as address:
        looking, late = _measured("who look", address, names, steps, True)
        restless, _ = _measured("who never pause", address, names, steps, False)
    faults = faults_of(store, [*looking, *restless])
    print(f"{store.engine.dialect.name}: " + ("\n".join(faults) or "nothing lost, nothing doubled"))
    store.close()
    return int(bool(faults) or late > BOUND)


def _measured(kind: str, address: str, names: Sequence[str], steps: int, is_looking: bool) -> tuple[list[Sent], float]:
    """What was sent, and the seconds within which 95 of 100 steps were done."""
    began = time.perf_counter()
    sent = work(address, names, steps, is_looking)
    took = time.perf_counter() - began
    seconds = sorted(second for one in sent for second in one.seconds)
    half, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    print(f"{len(names)} analysts {kind}: {len(seconds)} steps in {took:.1f} s ({len(seconds) / took:.0f} a second)")
    print(
        f"a whole step: median {1000 * half:.0f} ms, 95 of 100 within {1000 * late:.0f} ms (bound {1000 * BOUND:.0f})"
    )
    return sent, late


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        given = sys.argv[1:]
        chosen = given[1] if len(given) > 1 else f"sqlite:///{folder}/census.db"
        sys.exit(main(int(given[0]) if given else STEPS, chosen, Path(folder)))
