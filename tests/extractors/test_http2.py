"""The HTTP door over TLS and HTTP/2, against a server of its own (hypercorn) with a certificate of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

from census.records import Fetch
from extractors.fetch import Fetcher, Policy
from tests.crawling import Turns
from tests.servers import free_port
from tests.web import article

PAGE = article("Port of Ostend issues bills", "2026-11-24")
Message = dict[str, Any]


async def served(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """An ASGI application that names the version it was asked in."""
    if scope["type"] != "http":
        return
    found = scope["path"] != "/robots.txt"
    headers = [(b"content-type", b"text/html"), (b"x-version", scope["http_version"].encode())]
    await send({"type": "http.response.start", "status": 200 if found else 404, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE})


def config_of(folder: Path, authority: trustme.CA) -> Config:
    certificate = authority.issue_cert("127.0.0.1")
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(b"".join(part.bytes() for part in certificate.cert_chain_pems))
    certificate.private_key_pem.write_to_path(str(key))
    config = Config()
    config.bind, config.certfile, config.keyfile = [f"127.0.0.1:{free_port()}"], str(chain), str(key)
    config.accesslog = config.errorlog = None
    return config


def ask(config: Config, authority: trustme.CA | None) -> list[Fetch]:
    """Two pages at once, with trust in an authority or without."""

    async def both() -> list[Fetch]:
        ended = asyncio.Event()
        server = asyncio.create_task(serve(served, config, shutdown_trigger=ended.wait))  # type: ignore[arg-type]
        await asyncio.sleep(0.5)
        policy = Policy("chaincensus/test", 0.0, at_once=2, loopback_open=True)
        async with Fetcher(policy, Turns(), lambda: "now") as fetcher:
            if authority:
                authority.configure_trust(fetcher._certificates)
            home = f"https://{config.bind[0]}"
            found = await asyncio.gather(*(fetcher.fetch(f"{home}/{name}") for name in "ab"))
        ended.set()
        await server
        return list(found)

    return asyncio.run(both())


def test_pages_come_over_http_2_where_a_host_speaks_it(tmp_path: Path) -> None:
    authority = trustme.CA()
    found = ask(config_of(tmp_path, authority), authority)
    assert [f.reason for f in found] == ["", ""]
    assert {dict(f.document().headers)["x-version"] for f in found} == {"2"}
    assert {f.document().body for f in found} == {PAGE}


def test_a_certificate_that_nobody_vouches_for_is_a_named_fault(tmp_path: Path) -> None:
    found = ask(config_of(tmp_path, trustme.CA()), None)
    assert {f.reason for f in found} == {"robots_unreachable"}
