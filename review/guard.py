"""Who may do what: sessions, the token of each post, the limit on sign-ins, and the headers under which a browser shows our pages."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Header, HTTPException, Request, Response
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from census.accounts import Account, Accounts, Session
from review.passwords import is_password

COOKIE = "chaincensus_review"
# No script, style or picture but our own, no frame around us, no form to elsewhere.
_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    )
)  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# A comment of the longest kind and all fields fit into a tenth of it.
_LARGEST = 64 * 1024
# The text of a tip: its signs may take nine bytes each in a form.
_LARGEST_OF = {"/tips": 640 * 1024}
# Failed sign-ins: of one name, and from one address (an office may share it).
_OF_NAME, _OF_ADDRESS = RateLimitItemPerMinute(5, 5), RateLimitItemPerMinute(50, 5)


class SignIn(Exception):
    """Raised where nobody is signed in."""


@dataclass(frozen=True)
class Door:
    """Sign-ins to a store's accounts, with memory of those that failed."""

    accounts: Accounts
    limiter: MovingWindowRateLimiter

    @classmethod
    def to(cls, accounts: Accounts) -> "Door":
        """A door that remembers nothing yet."""
        return cls(accounts, MovingWindowRateLimiter(MemoryStorage()))

    def enter(self, name: str, password: str, address: str) -> str | None:
        """Token of a new session, None where name and password do not belong together. Raises HTTPException 429 after too many."""
        # Counted before the password is tried: many tries at once are no more than many tries in a row.
        counted = [self.limiter.hit(limit, key) for limit, key in ((_OF_NAME, name[:80]), (_OF_ADDRESS, address))]
        if not all(counted):
            raise HTTPException(429, "Too many failed sign-ins: wait five minutes.")
        account = self.accounts.find(name)
        if not is_password(password, account.password if account else None):
            return None
        self.limiter.clear(_OF_NAME, name[:80])
        return self.accounts.sign_in(name)


def session_of(request: Request) -> Session:
    """The session of a request. Raises SignIn."""
    token = request.cookies.get(COOKIE, "")
    found = request.app.state.accounts.session(token) if token else None
    if not isinstance(found, Session):
        raise SignIn
    return found


Signed = Annotated[Session, Depends(session_of)]


def posting(session: Signed, csrf: Annotated[str, Form()] = "", x_csrf_token: Annotated[str, Header()] = "") -> Session:
    """The session of a post that carries its token. Raises HTTPException 403 where it does not."""
    if not secrets.compare_digest((csrf or x_csrf_token).encode(), session.csrf.encode()):
        raise HTTPException(403, "This form is not from this session: load the page again.")
    return session


Posting = Annotated[Session, Depends(posting)]


def deciding(session: Posting) -> Account:
    """The account of a post by somebody who may decide. Raises HTTPException 403 for readers."""
    if session.account.role == "reader":
        raise HTTPException(403, "Readers look and do not decide: ask for the role of an analyst.")
    return session.account


Deciding = Annotated[Account, Depends(deciding)]


async def guarded(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Answer under our headers; what is too large, is no text or comes from another site's page is refused."""
    answer = await _refusal(request) or await go_on(request)
    for name, value in _HEADERS.items():
        answer.headers[name] = value
    if not request.url.path.startswith("/static/"):
        answer.headers["Cache-Control"] = "no-store"
    return answer


async def _refusal(request: Request) -> Response | None:
    """Why a request is not answered, None where it is."""
    asked = request.url.path.encode() + request.url.query.encode()
    if request.method not in ("GET", "HEAD"):
        length = request.headers.get("content-length", "0")
        if (
            "transfer-encoding" in request.headers
            or not length.isdigit()
            or int(length) > _LARGEST_OF.get(request.url.path, _LARGEST)
        ):
            return Response("The form is too large.", 413)
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return Response("Posts from other sites are refused.", 403)
        asked += await request.body()
    # No text holds it, and PostgreSQL keeps none that does.
    return Response("The form holds signs that are no text.", 422) if b"\x00" in asked or b"%00" in asked else None
