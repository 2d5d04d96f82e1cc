"""The page served on loopback, and analysts at it without a browser: what a form says is sent as a browser would."""

import re
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakKeyDictionary

import httpx
import uvicorn
from httpx import Response

from census.accounts import Accounts
from census.store import Store
from review.app import create_app
from review.passwords import hash_password
from tests.servers import wait_for

PASSWORD = "correct horse battery"
_HASHED = hash_password(PASSWORD)


def add_accounts(store: Store, **roles: str) -> None:
    for name, role in roles.items():
        Accounts(store).add(name, role, _HASHED)


class Analyst:
    """One who is signed in, with the form of the page last seen."""

    def __init__(self, client: httpx.Client, name: str):
        self.client = client
        answer = client.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=False)
        assert answer.status_code == 303
        self.page = ""
        self.load()

    def load(self) -> str:
        self.page = self.client.get("/").text
        return self.page

    def said(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return found[1] if found else ""

    @property
    def case(self) -> str:
        found = re.search(r'data-case="(\w+)"', self.page)
        return found[1] if found else ""

    def decide(self, action: str = "accept", **more: str) -> Response:
        data = {"csrf": self.said("csrf"), "ticket": self.said("ticket"), "action": action, "seconds": "4.2"} | more
        return self.client.post(f"/cases/{self.case}", data=data, follow_redirects=False)


class Served:
    """The page over a store on a port of loopback."""

    def __init__(self, store: Store):
        # The port is held from here on: one that is only found free is taken by another test now and then.
        door = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.address = f"http://127.0.0.1:{door.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(create_app(store), log_level="error", server_header=False))
        self.thread = threading.Thread(target=self.server.run, args=([door],), daemon=True)
        self.thread.start()
        wait_for(lambda: self.server.started)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)


_SERVED: "WeakKeyDictionary[Store, Served]" = WeakKeyDictionary()


def served(store: Store) -> Served:
    """The page over a store, begun when it is first asked for; `stop_serving` ends it."""
    if store not in _SERVED:
        _SERVED[store] = Served(store)
    return _SERVED[store]


def stop_serving(store: Store) -> None:
    if store in _SERVED:
        _SERVED.pop(store).stop()


def client_of(store: Store) -> httpx.Client:
    limits = httpx.Limits(max_connections=40, max_keepalive_connections=0)
    return httpx.Client(
        base_url=served(store).address, follow_redirects=True, timeout=60, limits=limits, trust_env=False
    )


def post_at_once(client: httpx.Client, path: str, forms: Sequence[dict[str, str]]) -> list[int]:
    """Statuses of forms that are all sent at once in one session, each over a connection of its own: a client shared by hundreds of threads
    loses one now and then to itself."""
    cookies, gate = dict(client.cookies), threading.Barrier(len(forms))

    def post(form: dict[str, str]) -> int:
        with httpx.Client(base_url=client.base_url, cookies=cookies, timeout=60, trust_env=False) as own:
            gate.wait()
            return own.post(path, data=form).status_code

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(post, forms))
