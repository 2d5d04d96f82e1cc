"""Pages and pictures set in type: PDF from a Typst document, PNG from SVG. The only door to the typesetter and its fonts.

The fonts come from packages, never from the system: the same page on a machine without any font, and the same bytes. Noto Sans CJK
holds Latin, Cyrillic, Greek, Vietnamese, Chinese, Japanese and Korean; Thai, Arabic and Devanagari have fonts of their own.
"""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

_FONT_PACKAGES = (
    "noto_cjk_sans_otc",
    "fontpkg_noto_sans_thai",
    "fontpkg_noto_sans_arabic",
    "fontpkg_noto_sans_devanagari",
)
# Thrice the size of the drawing: 1,320 dots wide, enough for a slide.
_DOTS_PER_INCH = 216.0


@cache
def _fonts() -> typst.Fonts:
    specs = [find_spec(name) for name in _FONT_PACKAGES]
    folders = [str(Path(spec.origin).parent) for spec in specs if spec and spec.origin]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def pdf(document: bytes, pictures: Mapping[str, bytes]) -> bytes:
    """A tagged PDF, without a date of its own, of a Typst document that names the pictures (name -> SVG)."""
    return _set({"main.typ": document, **pictures}, format="pdf")


def png(svg: bytes) -> bytes:
    """A picture of an SVG, three dots to its unit."""
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("a.svg")\n'
    return _set({"main.typ": page, "a.svg": svg}, format="png", ppi=_DOTS_PER_INCH)


def _set(files: Mapping[str, bytes], **options: Any) -> bytes:
    made = typst.compile(dict(files), font_paths=_fonts(), ignore_system_fonts=True, **options)
    return bytes(made)
