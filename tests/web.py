"""A small web on loopback: every 127.x.y.z is a host of its own, good or bad, and all that it is asked is written down."""

import asyncio
import contextlib
import gzip
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime


@dataclass(frozen=True)
class Request:
    host: str
    path: str
    headers: dict[str, str]
    at: float


@dataclass(frozen=True)
class Response:
    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "text/html; charset=utf-8"
    # Seconds before the answer, and seconds between its bytes.
    wait: float = 0.0
    drip: float = 0.0
    raw: bool = False


Host = Callable[[Request], Response]
MISSING = Response(b"not here", 404)


@dataclass
class Web:
    """Hosts by address. Use as a context; `url(host, path)` is where a host answers."""

    hosts: dict[str, Host] = field(default_factory=dict)
    log: list[Request] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> "Web":
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started)), daemon=True)
        self._thread.start()
        assert started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(10)

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def asked(self, host: str, start: str = "/") -> list[Request]:
        return [r for r in self.log if r.host == host and r.path.startswith(start)]

    async def _serve(self, started: threading.Event) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._answer, "0.0.0.0", self.port, backlog=1000)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await self._ended.wait()
        server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                path = line.split(b" ")[1].decode()
                headers = {}
                while (header := (await reader.readline()).strip()) != b"":
                    name, _, value = header.decode("latin-1").partition(":")
                    headers[name.lower()] = value.strip()
                request = Request(headers.get("host", "").rsplit(":", 1)[0], path, headers, time.time())
                self.log.append(request)
                host = self.hosts.get(request.host)
                await self._send(writer, host(request) if host else MISSING)
        except (ConnectionError, IndexError, asyncio.IncompleteReadError, ValueError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _send(self, writer: asyncio.StreamWriter, response: Response) -> None:
        await asyncio.sleep(response.wait)
        if response.raw:
            writer.write(response.body)
            await writer.drain()
            raise ConnectionError
        headers = [("Content-Type", response.kind), ("Content-Length", str(len(response.body))), *response.headers]
        head = f"HTTP/1.1 {response.status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers) + "\r\n"
        writer.write(head.encode("latin-1"))
        if not response.drip:
            writer.write(response.body)
            await writer.drain()
            return
        for byte in response.body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(response.drip)


def article(title: str, day: str, text: str = "", head: str = "") -> bytes:
    """A news page that parses to this title and day."""
    body = text or (
        f"{title}. The port authority has put its bills of lading on a blockchain with two carriers and a bank. "
        "Papers that took a week to cross the ocean now arrive before the ship, the authority says. " * 3
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="{day}T09:00:00+00:00">{head}</head>'
        f"<body><article><h1>{title}</h1><p>{body}</p></article></body></html>"
    ).encode()


def rss(entries: Iterable[tuple[str, str, str]]) -> bytes:
    """A feed of (address, title, ISO day)."""
    rows = "".join(
        f"<item><title>{title}</title><link>{url}</link><pubDate>"
        f"{format_datetime(datetime.fromisoformat(day).replace(tzinfo=UTC))}</pubDate></item>"
        for url, title, day in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>n</title>{rows}</channel></rss>'.encode()


def news(web: Web, host: str, days: Iterable[str], robots: str | None = None, **pages: Response) -> Host:
    """A host with a feed of one article a day; `pages` answer other paths (without their slash)."""
    written = {f"/a/{n}-blockchain-bill": day for n, day in enumerate(days)}

    def answer(request: Request) -> Response:
        name = request.path.strip("/").replace("/", "_").replace(".", "_").replace("-", "_")
        if name in pages:
            return pages[name]
        if request.path == "/robots.txt":
            return Response(robots.encode(), kind="text/plain") if robots is not None else MISSING
        if request.path == "/feed":
            listed = [(web.url(host, path), f"Port of {host} {path[3:]}", day) for path, day in written.items()]
            return Response(rss(listed), kind="application/rss+xml")
        if request.path in written:
            return Response(article(f"Port of {host} {request.path[3:]}", written[request.path]))
        return MISSING

    return answer


def packed(size: int) -> bytes:
    """Bytes that unpack to `size` zeros."""
    return gzip.compress(b"\0" * size, 9)
