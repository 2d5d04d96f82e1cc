"""Measured figures as drawings: values with their intervals one below the other, and lines over time or effort."""

from collections.abc import Sequence
from dataclasses import dataclass

from census.drawing import BAR, FAINT, INK, PAPER, SECOND, SOFT, WIDTH, Drawing, text, whisker, width_of, wrap

_TALL, _LEFT, _TOP, _HIGH, _FOOT = 26, 44, 12, 130, 34
_COLOURS = (BAR, SECOND)
Tick = tuple[float, str]


@dataclass(frozen=True)
class Span:
    """A value with its interval, its name and the figure written beside it; None where there is only a word. `is_rest` marks what others
    are compared with."""

    label: str
    told: str
    value: float | None = None
    low: float = 0.0
    high: float = 0.0
    is_rest: bool = False


@dataclass(frozen=True)
class Curve:
    """A line of a name through points (x, y); `ends` are (low, high) of each point where they have intervals."""

    name: str
    points: Sequence[tuple[float, float]]
    ends: Sequence[tuple[float, float]] = ()


def spans(rows: Sequence[Span], ticks: Sequence[Tick], words: str) -> Drawing:
    """Values as dots with their intervals on one scale, whose `ticks` (value, name) begin and end it; `words` is the text alternative."""
    room = min(170.0, max((width_of(row.label) for row in rows), default=0) + 4)
    left, right = room + 14, WIDTH - 12 - max((width_of(row.told, 11.5) for row in rows), default=0)
    low, high = ticks[0][0], ticks[-1][0]

    def x_of(value: float) -> float:
        return left + (right - 16 - left) * (min(max(value, low), high) - low) / (high - low)

    parts = [f'<path d="M{x_of(at):.1f} 4V{6 + _TALL * len(rows)}" stroke="{FAINT}"/>' for at, _ in ticks]
    parts += [text(x_of(at), 20 + _TALL * len(rows), name, 10.5, SOFT, "middle") for at, name in ticks]
    for n, row in enumerate(rows):
        y = 6 + _TALL * (n + 0.5)
        lines = wrap(row.label, room)
        first = y + 4 - 6.5 * (len(lines) - 1)
        parts += [
            text(room, first + 13 * k, line, 11.5, SOFT if row.is_rest else INK, "end") for k, line in enumerate(lines)
        ]
        parts.append(text(WIDTH - 4, y + 4, row.told, 11.5, SOFT if row.value is None or row.is_rest else INK, "end"))
        if row.value is not None:
            colour = SOFT if row.is_rest else BAR
            parts.append(whisker(x_of(row.low), x_of(row.high), y))
            parts.append(f'<circle cx="{x_of(row.value):.1f}" cy="{y:.1f}" r="4.6" fill="{colour}" stroke="{PAPER}"/>')
    return Drawing(30 + _TALL * len(rows), "".join(parts), words)


def curves(lines: Sequence[Curve], across: Sequence[Tick], up: Sequence[Tick], words: str) -> Drawing:
    """Lines in a frame whose ticks (value, name) begin and end each axis; where there are two, their names stand at their ends."""
    names = [line.name for line in lines] if len(lines) > 1 else []
    right = WIDTH - 26 - max((width_of(name, 11.5) for name in names), default=0)
    (x0, *_), (x1, *_), (y0, *_), (y1, *_) = across[0], across[-1], up[0], up[-1]

    def x_of(value: float) -> float:
        return _LEFT + 6 + (right - _LEFT - 12) * ((value - x0) / (x1 - x0) if x1 > x0 else 0.5)

    def y_of(value: float) -> float:
        return _TOP + _HIGH * (1 - (min(max(value, y0), y1) - y0) / (y1 - y0))

    parts = [f'<path d="M{_LEFT} {y_of(at):.1f}H{right:.1f}" stroke="{FAINT}"/>' for at, _ in up]
    parts += [text(_LEFT - 6, y_of(at) + 4, name, 10.5, SOFT, "end") for at, name in up]
    parts += [text(x_of(at), _TOP + _HIGH + 20, name, 10.5, INK, "middle") for at, name in across]
    placed: list[float] = []
    for line, colour in sorted(
        zip(lines, _COLOURS, strict=False), key=lambda pair: -pair[0].points[-1][1] if pair[0].points else 0
    ):
        parts.append(_line([(x_of(x), y_of(y)) for x, y in line.points], colour, bool(line.ends)))
        parts += [
            _stroke(x_of(x), y_of(low), y_of(high)) for (x, _), (low, high) in zip(line.points, line.ends, strict=False)
        ]
        if names and line.points:
            at = max(y_of(line.points[-1][1]) + 4, placed[-1] + 14 if placed else 0)
            placed.append(at)
            parts.append(text(right + 4, at, line.name, 11.5, colour, weight="600"))
    return Drawing(_TOP + _HIGH + _FOOT, "".join(parts), words)


def _line(points: Sequence[tuple[float, float]], colour: str, dotted: bool) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{colour}"/>' for x, y in points) if dotted else ""
    return (f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>' if len(points) > 1 else "") + dots


def _stroke(x: float, low: float, high: float) -> str:
    """The interval of a point, upright."""
    return f'<path d="M{x - 3:.1f} {low:.1f}h6m-3 0V{high:.1f}m-3 0h6" fill="none" stroke="{INK}" stroke-width="1.2"/>'
