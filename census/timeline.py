"""The series of all released months: every project, beside those of the constant panel; where coverage was short it is hatched."""

from collections.abc import Callable, Sequence

from census.drawing import BAR, FAINT, INK, SECOND, SOFT, WIDTH, Drawing, text
from census.frozen import SeriesMonth
from census.months import Month
from census.uncertainty import Interval

# Under this share of what sources were expected to publish a month is not compared with others without a mark. A choice.
SHORT_COVERAGE = 0.9
_LEFT, _RIGHT, _TOP, _HIGH = 46, 106, 12, 150
_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<line y2="6" stroke="{SOFT}" stroke-width="1.6" stroke-opacity="0.55"/></pattern></defs>'
)


def months_of(series: Sequence[SeriesMonth]) -> list[Month]:
    """All months from the first to the last released one, those without a release too."""
    months = [series[0].month]
    while months[-1] < series[-1].month:
        months.append(months[-1].after)
    return months


def is_short(row: SeriesMonth | None) -> bool:
    """Whether a month is hatched: never released, or read too thinly."""
    return row is None or (row.coverage is not None and row.coverage < SHORT_COVERAGE)


def timeline(
    series: Sequence[SeriesMonth],
    full: str,
    panel: str,
    label: Callable[[Month], str],
    number: Callable[[float], str],
    words: str,
) -> Drawing:
    """Lines over the months, labelled `full` and `panel` at their ends, each with a band of its intervals; a missing month breaks both."""
    months = months_of(series)
    by_month = {row.month: row for row in series}
    most = max(1, *(max(row.projects, row.interval.high if row.interval else 0) for row in series))
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(months) - 1)
    x_of = {
        month: _LEFT + step * n if len(months) > 1 else (_LEFT + WIDTH - _RIGHT) / 2 for n, month in enumerate(months)
    }
    parts = [_HATCH]
    for month in months:
        if is_short(by_month.get(month)):
            left, right = max(_LEFT - 6.0, x_of[month] - step / 2), min(WIDTH - _RIGHT + 6.0, x_of[month] + step / 2)
            parts.append(
                f'<rect x="{left:.1f}" y="{_TOP}" width="{right - left:.1f}" height="{_HIGH}" fill="url(#hatch)"/>'
            )
    for tick in _ticks(most):
        y = _TOP + _HIGH * (1 - tick / _roof(most))
        parts.append(f'<path d="M{_LEFT - 6} {y:.1f}H{WIDTH - _RIGHT + 6}" stroke="{FAINT}" stroke-width="1"/>')
        parts.append(text(_LEFT - 10, y + 4, number(tick), 11, SOFT, "end"))
    ends: list[tuple[float, str, str]] = []
    curves = (
        (full, BAR, "", {row.month: (row.projects, row.interval) for row in series}),
        (panel, SECOND, "5 3", {row.month: (row.panel, row.panel_interval) for row in series}),
    )
    for _, colour, _, known in curves:
        parts.append(_band([(x_of[m], known[m][1] if m in known else None) for m in months], _roof(most), colour))
    for name, colour, dash, known in curves:
        points = [(x_of[m], known[m][0] if m in known else None) for m in months]
        drawn, last = _line(points, _roof(most), colour, dash)
        parts.append(drawn)
        if last is not None:
            ends.append((last, name, colour))
    parts.append(_names(ends))
    parts.append(_dates(months, x_of, label))
    return Drawing(_TOP + _HIGH + 28, "".join(parts), words)


def _roof(most: int) -> int:
    """The top of the scale: the next round number."""
    unit = 10 ** max(0, len(str(most)) - 1)
    return next(n * unit // 2 for n in range(2, 21) if n * unit // 2 >= most) if unit > 1 else most


def _ticks(most: int) -> list[int]:
    roof = _roof(most)
    return sorted({0, roof // 2, roof})


def _line(points: Sequence[tuple[float, int | None]], roof: int, colour: str, dash: str) -> tuple[str, float | None]:
    path, dots, pen, last = "", "", "M", None
    for x, value in points:
        if value is None:
            pen = "M"
            continue
        y = _TOP + _HIGH * (1 - value / roof)
        path += f"{pen}{x:.1f} {y:.1f}"
        dots += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 if len(points) < 40 else 1.5}" fill="{colour}"/>'
        pen, last = "L", y
    style = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{style}/>{dots}' if path else "", last


def _band(points: Sequence[tuple[float, Interval | None]], roof: int, colour: str) -> str:
    """The intervals of months in a row as one band, that of a month alone as a bar."""
    runs: list[list[tuple[float, Interval]]] = [[]]
    for x, within in points:
        if within is None:
            runs.append([])
        else:
            runs[-1].append((x, within))
    parts = []
    for run in filter(None, runs):
        edges = [(x - 3, within) for x, within in run[:1]] + run[1:-1] + [(x + 3, within) for x, within in run[-1:]]
        upper = [f"{x:.1f} {_TOP + _HIGH * (1 - within.high / roof):.1f}" for x, within in edges]
        lower = [f"{x:.1f} {_TOP + _HIGH * (1 - within.low / roof):.1f}" for x, within in reversed(edges)]
        parts.append(f'<path d="M{"L".join([*upper, *lower])}Z" fill="{colour}" fill-opacity="0.16"/>')
    return "".join(parts)


def _names(ends: list[tuple[float, str, str]]) -> str:
    """The lines' names at their ends, moved apart where they meet."""
    placed: list[float] = []
    parts = []
    for y, name, colour in sorted(ends):
        lowest = max(y + 4, placed[-1] + 14 if placed else 0)
        placed.append(lowest)
        parts.append(text(WIDTH - _RIGHT + 10, lowest, name, 11.5, colour, weight="600"))
    return "".join(parts)


def _dates(months: Sequence[Month], x_of: dict[Month, float], label: Callable[[Month], str]) -> str:
    shown = {months[0], months[-1], *(m for m in months[3:-3] if m.number == 1)}
    return "".join(
        text(x_of[m], _TOP + _HIGH + 18, label(m), 11, INK, "start" if m == months[0] and len(months) > 1 else "middle")
        for m in sorted(shown)
    )
