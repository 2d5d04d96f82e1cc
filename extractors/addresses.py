"""Which addresses may be connected to: those of the public internet, judged when a name has become an address.

Checked at the socket, so a name that answers one address to a check and another to the connection gains nothing.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore

from census.records import Unreadable


def is_public(address: str, loopback_open: bool = False) -> bool:
    """Whether an IP address is of the public internet; `loopback_open` lets tests talk to servers of their own."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip.sixtofour):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return (loopback_open and ip.is_loopback) or (ip.is_global and not ip.is_multicast)


async def resolve(host: str, port: int) -> list[str]:
    """Addresses of a host, IPv4 first. Raises Unreadable `dns` if it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Unreadable("dns", f"{host}: {error}") from error
    return list(dict.fromkeys(str(info[4][0]) for info in sorted(found, key=lambda info: info[0] != socket.AF_INET)))


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections to public addresses only."""

    def __init__(self, loopback_open: bool = False):
        self.loopback_open = loopback_open
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        """A connection to `host`. Raises Unreadable `private_address` where any of its addresses is not public."""
        addresses = await resolve(host, port)
        if not all(is_public(address, self.loopback_open) for address in addresses):
            raise Unreadable("private_address", f"{host} is {', '.join(addresses)}")
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
