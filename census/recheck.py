"""Cases asked again on suspicion, blind: of another analyst where there is one, and nobody is told why."""

from collections.abc import Iterable

from census.queue import Queue
from census.reviews import LABELLING, RECHECK, Entry, Reviews, case_of, moment
from census.store import Store


def ask_again(store: Store, announcement_ids: Iterable[str], by: str) -> int:
    """Open the cases of these announcements' labels once more; how many. `by` is the model that suspects them. A case that was ever asked
    again is left alone, and so is one that nobody has decided."""
    ledger, queue = Reviews(store), Queue(store, by)
    asked = 0
    for id in announcement_ids:
        case_id = case_of(id)
        with store.transaction() as connection:
            standing = ledger.standing(connection, case_id)
            if any(e.action == RECHECK for e in standing) or not any(e.action in LABELLING for e in standing):
                continue
            ledger.append(connection, Entry(case_id, id, "", RECHECK, by, moment(), model=by))
            queue.settle(connection, case_id)
            asked += 1
    return asked
