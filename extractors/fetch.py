"""The one door to the web: politeness, safety and limits hold for every request, because no other file speaks HTTP.

A fetch never raises for what a host does: it comes back with a named reason. How often to try again only flows knows.
"""

import asyncio
import io
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import BinaryIO, Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from census.records import Fetch, Page, Unreadable
from census.urls import host_of
from extractors.addresses import GuardedNetwork
from extractors.inflate import MOST_BYTES, Inflater
from extractors.robots import NO_ROBOTS, ROBOTS_BYTES, UNREACHABLE, Always, Permission, Robots

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
LISTINGS = ("text/", "application/", "binary/octet-stream")
MOST_HOPS = 5
# A host that drips costs one slot for so long. 99 of 100 real pages come within 4 s.
MOST_SECONDS = 45.0
# An archive file has a gigabyte.
FILE_SECONDS = 3600.0
# Statuses by which a host asks for a pause; and the pause where it does not say how long.
_BUSY, _BUSY_SECONDS = (429, 503), 60.0
# What services ask for in their documents, where their robots.txt does not say it: 24 requests a minute, one in five seconds.
_PAUSES = {"web.archive.org": 2.5, "api.gdeltproject.org": 5.0}
# Each client holds a connection open, and a process may have 1,024 files.
_MOST_CLIENTS = 256
_REDIRECTS = (301, 302, 303, 307, 308)
_TIMEOUT = httpx.Timeout(10.0, read=20.0, pool=None)


class Turns(Protocol):
    """Who may ask a host, and when: shared by all that fetch."""

    async def wait(self, host: str, pause: float) -> None:
        """Return when the host may be asked, `pause` seconds after it was last. Raises Unreadable `busy` if that is long off."""

    def hold(self, host: str, seconds: float) -> None:
        """Nobody asks the host for so long, counted from now."""


@dataclass(frozen=True)
class Policy:
    """How to behave: the name given to hosts, the pause in seconds between two requests to one, requests at once to one host and to
    all, and whether loopback is open (for tests)."""

    agent: str
    pause: float = 2.0
    at_once: int = 1
    in_all: int = 32
    loopback_open: bool = False


@dataclass(frozen=True)
class Answer:
    """One response as it came, unpacked."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Value of a header, "" where absent."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class Fetcher:
    """Fetches URLs under a policy. Use as an async context; one for a process."""

    def __init__(self, policy: Policy, turns: Turns, clock: Callable[[], str]):
        self.policy, self.turns, self.clock = policy, turns, clock
        self._requests = asyncio.Semaphore(policy.in_all)
        self._certificates = httpx.create_ssl_context(trust_env=False)
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._asked: Counter[str] = Counter()
        self._robots: dict[str, Robots | Always] = {}
        self._asking: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._slots: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(policy.at_once))

    async def __aenter__(self) -> "Fetcher":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(client.aclose() for client in self._clients.values()))

    async def fetch(
        self, url: str, kinds: tuple[str, ...] = PAGES, most: int = MOST_BYTES, etag: str = "", modified: str = "",
        sink: BinaryIO | None = None,
    ) -> Fetch:  # fmt: skip
        """Ask for a URL of one of the content types `kinds`, at most `most` bytes of it unpacked; with the `etag` or `modified` of
        an earlier answer only if it has changed. Each hop of a redirect is a request of its own, with its own robots.txt.

        A large file goes to the `sink`, and the page comes back without its body."""
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in asked.items() if value}
        hop, permission = url, NO_ROBOTS.permit(url)
        try:
            for _ in range(MOST_HOPS + 1):
                permission = (await self.robots_of(hop)).permit(hop)
                if not permission.allowed:
                    raise Unreadable(
                        "robots_unreachable" if permission == UNREACHABLE.permit(hop) else "robots", permission.rule
                    )
                answer = await self._get(hop, headers, kinds, most, permission, sink)
                if answer.status in _REDIRECTS and answer.header("location"):
                    hop = _next_hop(hop, answer.header("location"))
                    continue
                return self._fetched(url, hop, answer, permission)
            raise Unreadable("redirects", f"more than {MOST_HOPS}")
        except Unreadable as fault:
            return self._failed(url, hop, permission, fault)

    def _client_of(self, host: str) -> httpx.AsyncClient:
        """A client for each host: the pool of one for all is searched whole at each request (110 pages a second, 50 hosts; 4 x that
        with pools of their own)."""
        if host not in self._clients:
            transport = httpx.AsyncHTTPTransport(verify=self._certificates, http2=True)
            # httpx offers no setting for the network below it; the lock pins the attribute, a test connects to a private address.
            transport._pool._network_backend = GuardedNetwork(self.policy.loopback_open)
            client = httpx.AsyncClient(
                transport=transport, timeout=_TIMEOUT, follow_redirects=False, trust_env=False,
                headers={"User-Agent": self.policy.agent, "Accept-Encoding": "gzip, deflate"},
            )  # fmt: skip
            client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            self._clients[host] = client
        return self._clients[host]

    async def _close_idle(self) -> None:
        """Close the clients of hosts that nobody asks just now, once there are many."""
        if len(self._clients) >= _MOST_CLIENTS:
            idle = [host for host in self._clients if not self._asked[host]]
            await asyncio.gather(*(self._clients.pop(host).aclose() for host in idle))

    async def robots_of(self, url: str) -> Robots | Always:
        """The rules of a URL's host, asked for once. Raises Unreadable where it is no host of the web."""
        if urlsplit(url).scheme not in ("http", "https"):
            raise Unreadable("scheme", url[:80])
        host = host_of(url)
        async with self._asking[host]:
            if host not in self._robots:
                self._robots[host] = await self._read_robots(url)
        return self._robots[host]

    async def _read_robots(self, url: str) -> Robots | Always:
        """RFC 9309, 2.3: absent (4xx) allows all, unreachable (5xx, no answer) forbids all; redirects are followed."""
        parts = urlsplit(url)
        hop = f"{parts.scheme}://{parts.netloc}/robots.txt"
        free = NO_ROBOTS.permit(hop)
        try:
            for _ in range(MOST_HOPS + 1):
                answer = await self._get(hop, {}, ("text/", "application/octet-stream"), ROBOTS_BYTES, free)
                if answer.status in _REDIRECTS and answer.header("location"):
                    hop = _next_hop(hop, answer.header("location"))
                elif answer.status >= 500 or answer.status in _BUSY:
                    return UNREACHABLE
                else:
                    return Robots(answer.body, self.policy.agent) if answer.status == 200 else NO_ROBOTS
        except Unreadable as fault:
            if fault.reason in ("dns", "private_address", "busy"):
                raise
            return NO_ROBOTS if fault.reason in ("content_type", "too_large") else UNREACHABLE
        return NO_ROBOTS

    async def _get(
        self, url: str, headers: dict[str, str], kinds: tuple[str, ...], most: int, permission: Permission,
        sink: BinaryIO | None = None,
    ) -> Answer:  # fmt: skip
        """One request in its turn. Raises Unreadable for whatever goes wrong on the way."""
        host = host_of(url)
        async with self._slots[host]:
            pause = max(self.policy.pause, permission.delay or 0.0, _PAUSES.get(host, 0.0))
            await self.turns.wait(host, pause)
            await self._close_idle()
            client = self._client_of(host)
            self._asked[host] += 1
            try:
                seconds = FILE_SECONDS if sink else MOST_SECONDS
                async with (
                    self._requests,
                    asyncio.timeout(seconds),
                    client.stream("GET", url, headers=headers) as response,
                ):
                    answer = await self._read(response, kinds, most, sink)
            except (TimeoutError, httpx.TimeoutException) as error:
                raise Unreadable("timeout", type(error).__name__) from error
            except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, ValueError) as error:
                raise Unreadable("connection", f"{type(error).__name__}: {error}"[:200]) from error
            finally:
                self._asked[host] -= 1
                # From the end of an answer, not from its booked turn: a late request does not shorten the pause after it.
                if pause:
                    self.turns.hold(host, pause)
        if answer.status in _BUSY:
            self.turns.hold(host, _retry_after(answer.header("retry-after")))
        return answer

    async def _read(self, response: httpx.Response, kinds: tuple[str, ...], most: int, sink: BinaryIO | None) -> Answer:
        headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw)
        if response.status_code != 200:
            return Answer(response.status_code, headers, b"")
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind and not kind.startswith(kinds):
            raise Unreadable("content_type", kind[:80])
        inflater = Inflater(response.headers.get("content-encoding", "").strip().lower(), most)
        parts = sink or io.BytesIO()
        async for data in response.aiter_raw():
            parts.write(inflater.feed(data))
        return Answer(response.status_code, headers, parts.getvalue() if isinstance(parts, io.BytesIO) else b"")

    def _fetched(self, url: str, final_url: str, answer: Answer, permission: Permission) -> Fetch:
        when = self.clock()
        etag, modified = answer.header("etag")[:200], answer.header("last-modified")[:60]
        page = Page(final_url, when, answer.status, answer.headers, answer.body) if answer.status == 200 else None
        reason, detail = ("", "") if page else ("http_error", f"status {answer.status}")
        if answer.status == 304:
            reason, detail = "unchanged", ""
        elif answer.status in _BUSY:
            reason = "busy"
        wishes = (permission.rule, permission.digest, permission.delay)
        return Fetch(url, final_url, when, answer.status, reason, detail, *wishes, etag, modified, page)

    def _failed(self, url: str, final_url: str, permission: Permission, fault: Unreadable) -> Fetch:
        wishes = (permission.rule, permission.digest, permission.delay)
        return Fetch(url, final_url, self.clock(), 0, fault.reason, fault.detail, *wishes)


def _next_hop(url: str, location: str) -> str:
    try:
        hop = urljoin(url, location.strip())
        urlsplit(hop)
        return hop
    except ValueError as error:
        raise Unreadable("redirects", f"to {location[:80]!r}") from error


def _retry_after(value: str) -> float:
    """Seconds of a Retry-After header, given in seconds or as a date; at most an hour."""
    if value.strip().isdigit():
        return min(float(value), 3600.0)
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return _BUSY_SECONDS
    return min(max((when - datetime.now(UTC)).total_seconds(), 0.0), 3600.0) if when.tzinfo else _BUSY_SECONDS
