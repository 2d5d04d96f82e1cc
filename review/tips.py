"""The page on which analysts hand in tips and see what became of them."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from census.accounts import Session
from census.reviews import case_of
from census.tips import Tips, tip_of
from review.board import AtStore
from review.guard import Deciding, Posting, Signed
from review.page import aside, form_of, page

router = APIRouter()


@router.get("/tips")
def tips(session: Signed, store: AtStore) -> Response:
    """The form, and the latest tips."""
    return _page(session, store, {}, "")


@router.get("/tips/latest")
def latest(session: Signed, store: AtStore) -> Response:
    """The latest tips alone, to be asked for while one is being read."""
    return page("tips_latest", session=session, told=Tips(store).latest(), case_of=case_of)


@router.post("/tips")
async def hand_in(request: Request, account: Deciding, session: Posting, store: AtStore) -> Response:
    """Keep a tip, and have it read. What cannot be read is said, and the form keeps what was typed."""
    form = await form_of(request)
    return await aside(_kept, request.app.state.on_tip, account.by, session, store, form)


def _kept(on_tip: Callable[[], None], by: str, session: Session, store: Any, form: Mapping[str, str]) -> Response:
    try:
        tip = tip_of(by, form.get("ticket", ""), form)
    except ValueError as fault:
        answer = _page(session, store, form, str(fault))
        answer.status_code = 422
        return answer
    Tips(store).keep(tip)
    on_tip()
    return RedirectResponse("/tips", 303)


def _page(session: Session, store: Any, form: Mapping[str, str], fault: str) -> Response:
    names = ("url", "title", "text", "outlet", "date")
    return page(
        "tips", session=session, told=Tips(store).latest(), case_of=case_of, ticket=secrets.token_hex(8), fault=fault,
        given={name: form.get(name, "") for name in names},
    )  # fmt: skip
