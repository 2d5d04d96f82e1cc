"""Pages from templates: the only door to the template engine."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_OWN = Path(__file__).parent / "templates"


def templates(*folders: Path) -> Environment:
    """Templates of folders; HTML is escaped, a missing value is an error."""
    return Environment(
        loader=FileSystemLoader(folders), autoescape=lambda name: bool(name and ".html" in name), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


_TEMPLATES = templates(_OWN)


def _quoted(text: object) -> str:
    """A text as a string of Typst, which escapes as JSON does but for control signs; those are left out."""
    return json.dumps("".join(sign for sign in str(text) if sign >= " "), ensure_ascii=False)


_TEMPLATES.filters["quoted"] = _quoted


def render(template: str, values: Mapping[str, Any]) -> bytes:
    """The page of a template of `census/templates`, UTF-8; HTML is escaped. Raises jinja2.UndefinedError where a value is missing."""
    return _TEMPLATES.get_template(f"{template}.j2").render(values).encode()
