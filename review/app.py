"""The analyst's page as a web application over a store: routes alone; what they do stands in `desk`, who may in `guard`."""

import time
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Form, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as Fault

from census.accounts import Accounts
from census.pages import render
from census.queue import choices
from census.search import search
from census.store import Store
from census.taxonomy import CODED
from review import board, tips
from review.desk import AtDesk, Desk, Refused
from review.guard import COOKIE, Deciding, Door, Posting, Signed, SignIn, guarded
from review.page import aside, form_of
from review.page import page as _page
from review.screen import told_as

_HERE = Path(__file__).parent
# Seconds for which the values of the filters are kept.
_OFFERED = 300
_FILTERS = ("month", "sector", "country", "lang", "outlet", "field")
router = APIRouter()


def create_app(store: Store, on_tip: Callable[[], None] = lambda: None) -> FastAPI:
    """The application over a store; `on_tip` is called when a tip was kept, and has it read."""
    app = FastAPI(title="chaincensus review", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.store, app.state.accounts = store, Accounts(store)
    app.state.on_tip = on_tip
    app.state.door = Door.to(app.state.accounts)
    app.middleware("http")(guarded)
    app.include_router(router)
    app.include_router(board.router)
    app.include_router(tips.router)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    app.add_exception_handler(SignIn, _to_sign_in)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(Fault, _refused)
    app.add_exception_handler(RequestValidationError, _unread)
    return app


def _is_script(request: Request) -> bool:
    return request.headers.get("x-requested-by") == "review.js" or "hx-request" in request.headers


def _to_sign_in(request: Request, _: Exception) -> Response:
    if _is_script(request):
        return JSONResponse({"fault": "You are signed out: sign in again."}, 401)
    return RedirectResponse("/login", 303)


def _refused(request: Request, fault: Exception) -> Response:
    status, told = (fault.status_code, fault.detail) if isinstance(fault, Fault) else (409, str(fault))
    if _is_script(request):
        return JSONResponse({"fault": told}, status)
    page = _page("fault", told=told)
    page.status_code = status
    return page


def _unread(request: Request, _: Exception) -> Response:
    return _refused(request, HTTPException(422, "The form cannot be read: load the page again."))


@router.get("/login")
def login() -> Response:
    """The form to sign in."""
    return _page("login", fault="")


@router.post("/login")
def sign_in(request: Request, name: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "") -> Response:
    """Begin a session."""
    address = request.client.host if request.client else ""
    token = request.app.state.door.enter(name, password, address)
    if token is None:
        page = _page("login", fault="Name and password do not belong together.")
        page.status_code = 401
        return page
    answer = RedirectResponse("/", 303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/")
    return answer


@router.post("/logout")
def sign_out(request: Request, _: Posting) -> Response:
    """End the session."""
    request.app.state.accounts.sign_out(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/")
def home(session: Signed, desk: AtDesk) -> Response:
    """The case in hand, and what may be filtered by."""
    cases = [] if session.account.role == "reader" else desk.hand(1)
    return _page(
        "desk", session=session, filters=desk.filters, offers=_offers(desk.store, int(time.time() // _OFFERED)),
        left=desk.queue.left(desk.filters), **_case(cases[0] if cases else None, desk),
    )  # fmt: skip


@router.get("/ahead")
def ahead(session: Signed, desk: AtDesk, shown: str = "") -> Response:
    """The case after the one that is shown, to be held ready."""
    cases = [] if session.account.role == "reader" else desk.hand(2)
    waiting = [case for case in cases if case.case_id != shown]
    return _page(
        "case", session=session, left=desk.queue.left(desk.filters), **_case(waiting[0] if waiting else None, desk)
    )


@router.post("/cases/{case_id}")
async def decide(case_id: str, request: Request, account: Deciding, desk: AtDesk) -> Response:
    """Decide a case, or skip it."""
    made = await aside(desk.decide, case_id, await form_of(request))
    return _done(request, made.action)


@router.post("/undo")
def undo(request: Request, account: Deciding, desk: AtDesk) -> Response:
    """Take back the latest decision; its case is in hand again."""
    back = desk.queue.undo()
    return _done(request, "nothing" if back is None else "undo")


@router.post("/cases/{case_id}/open")
def open_case(case_id: str, request: Request, account: Deciding, desk: AtDesk) -> Response:
    """Take a case into hand before the others."""
    if desk.queue.open(case_id) is None:
        raise HTTPException(409, "This case is decided, or another analyst has it: see its history.")
    return _done(request, "open")


@router.post("/cases/{case_id}/pair")
def open_pair(
    case_id: str, request: Request, account: Deciding, desk: AtDesk, other: Annotated[str, Form()] = ""
) -> Response:
    """Take the question into hand whether the case's announcement and another one are one project."""
    if not desk.ask_pair(case_id, other):
        raise HTTPException(409, "No other report comes near to this one, or another analyst has the question.")
    return _done(request, "pair")


@router.post("/cases/{case_id}/note")
def note(
    case_id: str, request: Request, account: Deciding, desk: AtDesk, action: Annotated[str, Form()] = "comment",
    comment: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Add a comment to a case, or ask for it to be decided anew."""
    case = desk.queue.case(case_id)
    if case is None or action not in ("comment", "requeue") or (action == "comment" and not comment.strip()):
        raise HTTPException(422, "Say something of a case that there is.")
    desk.queue.note(case, action, comment.strip()[:2000])
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.get("/cases/{case_id}")
def history(case_id: str, session: Signed, desk: AtDesk) -> Response:
    """A case with its history."""
    case = desk.queue.case(case_id)
    if case is None:
        raise HTTPException(404, "There is no such case.")
    return _page("history", session=session, entries=desk.history(case_id), **_case(case, desk))


@router.post("/place")
async def place(request: Request, session: Posting, desk: AtDesk) -> Response:
    """Set the filters."""
    await aside(desk.keep_filters, await form_of(request))
    return RedirectResponse("/", 303)


@router.get("/search")
def find(session: Signed, desk: AtDesk, q: str = "") -> Response:
    """Announcements that a text is found in."""
    return _page("found", session=session, found=search(desk.store, q[:120]), q=q[:120])


@router.get("/house.css")
def house_style() -> Response:
    """The style of the report, as a file."""
    return Response(_house_style(), media_type="text/css")


@cache
def _house_style() -> bytes:
    return render("style.html", {}).replace(b"<style>", b"").replace(b"</style>", b"")


def _done(request: Request, said: str) -> Response:
    return JSONResponse({"said": said}) if _is_script(request) else RedirectResponse("/", 303)


def _case(case: Any, desk: Desk) -> dict[str, Any]:
    return {"case": case, "screen": desk.show(case) if case else None, "fields": CODED, "told_as": told_as}


@lru_cache(maxsize=4)
def _offers(store: Store, _: int) -> dict[str, list[tuple[str, str]]]:
    """Filter -> its values with their names; of a large queue they are counted once in five minutes, which the number stands for."""
    return {
        name: [
            (v, told_as(name, v) if name in ("sector", "country") else v.replace("_", " "))
            for v in choices(store, name)
        ]
        for name in _FILTERS
    }
