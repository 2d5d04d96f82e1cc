"""The pages that show how the census and its analysts fare: tonight, and agreement."""

import time
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from census.agreement import by_field, by_month, doubled
from census.drift import doubting, drift_of
from census.funnel import STEPS, summed
from census.store import Store
from census.tonight import NIGHTS, disputes, funnel_of, lasted, latest_nights, made_since, missing_of, waiting_of
from census.worth import HOURS, worth_of
from review.charts import agreement_chart, drift_chart, funnel_chart, month_charts, told_field, worth_chart
from review.guard import Signed
from review.page import page

# Seconds for which figures of the whole store are kept: analysts who look at them at once ask the store once.
_KEPT = 60
router = APIRouter()


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


AtStore = Annotated[Store, Depends(_store)]


@router.get("/tonight")
def tonight(session: Signed, store: AtStore) -> Response:
    """What ran, what is missing, what waits for people, and how sure the model is."""
    return page("tonight", session=session, hours=HOURS, steps=STEPS, **_tonight(store, _slice()))


@router.get("/agreement")
def agreement(session: Signed, store: AtStore) -> Response:
    """How far analysts agree; who they are and what is to be settled is for seniors and readers."""
    sees_all = session.account.role in ("senior", "reader")
    return page(
        "agreement", session=session, sees_all=sees_all, disputes=disputes(store) if sees_all else [], **_agreement(store, _slice())
    )  # fmt: skip


def _slice() -> int:
    return int(time.time() // _KEPT)


@lru_cache(maxsize=2)
def _tonight(store: Store, _: int) -> dict[str, Any]:
    nights = latest_nights(store)
    night = nights[0] if nights else None
    flown = funnel_of(store, nights)
    # Of tonight is what its days hold; a link of an older day came late.
    own = [pair for pair in flown.items() if night and pair[0][1] >= night.first]
    by_source = sorted(summed(own, lambda source, _: source).items(), key=lambda pair: (-pair[1].links, pair[0]))
    by_day = sorted(summed(flown.items(), lambda _, day: day).items(), reverse=True)[: NIGHTS * 2]
    last, drifts = drift_of(store)
    worth = worth_of(store)
    return {
        "nights": [(one, lasted(one)) for one in nights], "night": night, "made": made_since(store, night.started_at) if night else [],
        "missing": missing_of(store, night) if night else None, "waiting": waiting_of(store), "by_source": by_source, "by_day": by_day,
        "funnel_chart": funnel_chart([funnel for _, funnel in by_source]), "last": last, "drifts": drifts, "doubting": doubting(drifts),
        "drift_chart": drift_chart(drifts), "worth": worth, "worth_chart": worth_chart(worth),
    }  # fmt: skip


@lru_cache(maxsize=2)
def _agreement(store: Store, _: int) -> dict[str, Any]:
    pairs = doubled(store)
    fields, months = by_field(pairs), by_month(pairs)
    return {
        "pairs": len(pairs), "fields": fields, "months": months, "chart": agreement_chart(fields), "charts": month_charts(months), "named": told_field,
    }  # fmt: skip
