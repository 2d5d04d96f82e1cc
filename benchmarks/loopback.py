"""The web that the crawl is measured on: fifty hosts of small pages on loopback, served by a process of its own."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator

HOSTS, PAGES_EACH = 50, 40
_PAGE = b"<!doctype html><html><head><title>t</title></head><body><p>" + b"word " * 800 + b"</p></body></html>"
_ENTRY = "<item><title>t {n}</title><link>http://{host}/a/{n}</link></item>"


def host(number: int) -> str:
    """Address of a host."""
    return f"127.0.5.{number + 2}"


def _body(path: bytes, host: str) -> tuple[bytes, bytes]:
    if path == b"/robots.txt":
        return b"404 Not Found", b""
    if path == b"/feed":
        entries = "".join(_ENTRY.format(n=n, host=host) for n in range(PAGES_EACH))
        return b"200 OK", f"<rss version='2.0'><channel><title>n</title>{entries}</channel></rss>".encode()
    return b"200 OK", _PAGE


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while head := await reader.readuntil(b"\r\n\r\n"):
            named = head.lower().split(b"host:")[1].split(b"\r\n")[0].strip().decode()
            status, body = _body(head.split(b" ", 2)[1], named)
            length = str(len(body)).encode()
            writer.write(
                b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html\r\nContent-Length: " + length + b"\r\n\r\n" + body
            )
            await writer.drain()
    writer.close()


async def _serve() -> None:
    server = await asyncio.start_server(_answer, "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextlib.contextmanager
def served() -> Iterator[int]:
    """The port on which the hosts answer, for as long as the context lasts."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.loopback"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    asyncio.run(_serve())
