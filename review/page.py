"""The pages of review from their templates, and the forms that come back from them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from census.pages import templates

T = TypeVar("T")
_TEMPLATES = templates(Path(__file__).parent / "templates")


def page(template: str, **values: Any) -> HTMLResponse:
    """The page of a template with its values."""
    return HTMLResponse(_TEMPLATES.get_template(f"{template}.html.j2").render(values))


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that are text."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


async def aside(work: Callable[..., T], *given: Any) -> T:
    """Work that waits for the store, in a thread: what else is served goes on meanwhile."""
    return await run_in_threadpool(work, *given)
