"""`chaincensus review`: the analyst's page over the store, and its accounts."""

import sys
import threading
from getpass import getpass

import uvicorn
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from census.accounts import Accounts
from census.enqueue import enqueue
from census.ledger import now
from census.queue import count_open
from census.settings import Settings
from census.store import Store
from census.taxonomy import ForeignTaxonomy
from flows.tips import read_tips
from review.app import create_app
from review.passwords import generate, hash_password

# Seconds between two looks at what nights have found: a choice, far shorter than a night.
_REFILLED = 600.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def add_analyst(store: Store, name: str, role: str, console: Console) -> None:
    """Add an account. The password is asked for twice, or, where nobody is there to type, generated and printed once. Raises ValueError."""
    password, shown = _password()
    Accounts(store).add(name, role, hash_password(password))
    console.print(f"added: {name}, {role}{shown}", highlight=False, markup=False)


def reset_password(store: Store, name: str, console: Console) -> None:
    """Set a new password for an account and end its sessions. Raises ValueError."""
    password, shown = _password()
    Accounts(store).reset(name, hash_password(password))
    console.print(f"new password set: {name}{shown}", highlight=False, markup=False)


def review(store: Store, host: str, port: int, certificate: tuple[str, str] | None, console: Console) -> None:
    """Fill the queue and serve the page until interrupted. Raises ValueError where nobody could sign in, or could be overheard."""
    if not Accounts(store).count():
        raise ValueError("nobody can sign in yet: chaincensus review --add-analyst NAME --role senior")
    if host not in LOOPBACK and certificate is None:
        raise ValueError(
            f"on {host} passwords could be overheard: give --certificate and --key, or serve on 127.0.0.1 behind a proxy that does TLS"
        )
    enqueue(store)
    scheme = "https" if certificate else "http"
    console.print(
        f"{count_open(store)} cases wait: open {scheme}://{host}:{port}/ and end with Ctrl-C", highlight=False
    )
    stop, handed = threading.Event(), threading.Event()
    # What was handed in before this process began waits too.
    handed.set()
    threading.Thread(target=keep_filled, args=(store, console, stop), daemon=True).start()
    threading.Thread(target=keep_reading, args=(store, Settings(), console, stop, handed), daemon=True).start()
    chain, key = certificate or (None, None)
    try:
        uvicorn.run(
            create_app(store, handed.set), host=host, port=port, log_level="warning", ssl_certfile=chain, ssl_keyfile=key, server_header=False,
        )  # fmt: skip
    finally:
        stop.set()
        handed.set()


def keep_filled(store: Store, console: Console, stop: threading.Event, seconds: float = _REFILLED) -> None:
    """Put what nights find into the queue while the page is served; a store that fails is told and asked again the next time."""
    while not stop.wait(seconds):
        try:
            enqueue(store)
        except SQLAlchemyError as fault:
            console.print(
                f"{now()} the queue could not be filled, analysts go on with what is in it: {fault}; tried again in {seconds:g} s",
                highlight=False, markup=False,
            )  # fmt: skip


def keep_reading(
    store: Store, settings: Settings, console: Console, stop: threading.Event, handed: threading.Event
) -> None:
    """Read tips as they are handed in while the page is served; what fails beside a tip itself is told, and tried again."""
    while not stop.is_set():
        handed.wait(_REFILLED)
        handed.clear()
        if stop.is_set():
            return
        try:
            read_tips(store, settings)
        except (SQLAlchemyError, OSError, ValueError, ForeignTaxonomy) as fault:
            console.print(f"{now()} tips could not be read and wait: {fault}", highlight=False, markup=False)


def _password() -> tuple[str, str]:
    """A password and what is said of it."""
    if not sys.stdin.isatty():
        made = generate()
        return made, f"; password (shown this once): {made}"
    typed = getpass("Password (empty: make one): ")
    if not typed:
        made = generate()
        return made, f"; password (shown this once): {made}"
    if getpass("Again: ") != typed:
        raise ValueError("the two passwords are not the same: try again")
    return typed, ""
