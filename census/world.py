"""The map of the month: countries shaded by the projects that their organisations lead, small states as dots.

The shapes are Natural Earth's (public domain, 1:110 million) in the Equal Earth projection, 1000 units wide; borders are as Natural
Earth draws them and no opinion on any. States too small for a shape have a place only.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from census.drawing import BAR, INK, PAPER, SOFT, WIDTH, Drawing, link, text

# Lower bounds of the shades, from pale to dark: a month holds most of its countries once or twice and one or two by the dozen.
STEPS = (1, 2, 5, 10, 25)
SHADES = ("#c5e3e6", "#8fc7cd", "#57a6af", BAR, "#0f4c55")
_LAND = "#e9edf0"
_SCALE = WIDTH / 1000
# Two labels nearer than this, in units of the drawing, would run into each other.
_APART = 17


@cache
def _shapes() -> dict[str, dict[str, Any]]:
    return dict(json.loads((Path(__file__).parent / "world.json").read_text(encoding="utf-8")))


def shade_of(count: int) -> str:
    """The colour of a country of so many projects, one or more."""
    return next(colour for step, colour in reversed(list(zip(STEPS, SHADES, strict=True))) if count >= step)


def world(counts: Mapping[str, int], names: Mapping[str, str], words: str) -> Drawing:
    """The map for counts by country code; codes without a place (unknown, alliances) are left out. `words` is the text alternative."""
    shapes = _shapes()
    land = "".join(shape["path"] for code, shape in shapes.items() if "path" in shape and not counts.get(code))
    parts = [f'<path d="{land}" fill="{_LAND}" stroke="{PAPER}" stroke-width="0.8"/>']
    ranked = sorted((c for c in counts if c in shapes and counts[c]), key=lambda c: (-counts[c], c))
    for code in ranked:
        shape = shapes[code]
        colour = shade_of(counts[code])
        x, y = shape.get("at", (0, 0))
        drawn = (
            f'<path d="{shape["path"]}" fill="{colour}" stroke="{PAPER}" stroke-width="0.8"/>'
            if "path" in shape
            else f'<circle cx="{x}" cy="{y}" r="8" fill="{colour}" stroke="{INK}" stroke-width="1.5"/>'
        )
        told = f"{names[code]}: {counts[code]}"
        parts.append(link(f"country-{code}", told, f"<title>{told}</title>{drawn}"))
    return Drawing(
        222, f'<g transform="scale({_SCALE})">{"".join(parts)}</g>{_labels(counts, ranked)}{_legend()}', words
    )


def _labels(counts: Mapping[str, int], ranked: list[str]) -> str:
    """The counts written on the map, largest first, where there is room."""
    placed: list[tuple[float, float]] = []
    parts = []
    for code in ranked:
        shape = _shapes()[code]
        if "at" not in shape:
            continue
        x, y = (_SCALE * part for part in shape["at"])
        if all(abs(x - a) > _APART or abs(y - b) > 11 for a, b in placed):
            placed.append((x, y))
            light = "path" in shape and counts[code] >= STEPS[2]
            halo = "" if light else f' stroke="{PAPER}" stroke-width="2.5" paint-order="stroke" stroke-linejoin="round"'
            dx = 0 if "path" in shape else 9
            written = text(x + dx, y + 4, str(counts[code]), 11, PAPER if light else INK, "middle", "600")
            parts.append(f'<g pointer-events="none"{halo}>{written}</g>')
    return "".join(parts)


def _legend() -> str:
    parts = []
    for n, (step, colour) in enumerate(zip(STEPS, SHADES, strict=True)):
        x = 10 + 58 * n
        upper = STEPS[n + 1] - 1 if n + 1 < len(STEPS) else None
        told = f"{step}+" if upper is None else str(step) if upper == step else f"{step}–{upper}"
        parts.append(
            f'<rect x="{x}" y="205" width="14" height="10" fill="{colour}"/>{text(x + 18, 214.5, told, 11, SOFT)}'
        )
    return "".join(parts)
