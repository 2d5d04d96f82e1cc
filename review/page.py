"""The pages of review from their templates."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse

from census.pages import templates

_TEMPLATES = templates(Path(__file__).parent / "templates")


def page(template: str, **values: Any) -> HTMLResponse:
    """The page of a template with its values."""
    return HTMLResponse(_TEMPLATES.get_template(f"{template}.html.j2").render(values))
