"""Charts of the report as self-contained SVG. The only door to the plotting libraries."""

import hashlib
import re
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import vl_convert

INK, BAR, FAINT = "#1d2b36", "#1f6f78", "#d8dee3"
# Told apart by those who see no red or green too (Okabe and Ito 2008).
_COLOURS = ["#1f6f78", "#d55e00", "#0072b2", "#cc79a7", "#e69f00", "#009e73"]


def bar_chart(counts: Mapping[str, int], width: int = 420) -> str:
    """Horizontal bars of counts with their figures, largest first, as SVG text; "" for nothing to draw."""
    if not counts:
        return ""
    rows = pd.DataFrame({"name": list(counts), "projects": list(counts.values())})
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "name:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, ticks=False, domain=False, labelPadding=8)
        )
    )
    x = alt.X("projects:Q", title=None, axis=None, scale=alt.Scale(domainMin=0))
    bars = base.mark_bar(color=BAR, cornerRadiusEnd=2, height=15).encode(x=x)
    figures = base.mark_text(align="left", dx=5, color=INK, fontSize=12).encode(x=x, text="projects:Q")
    chart = (bars + figures).properties(width=width - 190, height=alt.Step(23)).configure_view(stroke=None)
    # A browser's letters are up to a fifth wider than those the chart was measured with.
    chart = chart.properties(padding={"left": 34, "right": 8, "top": 4, "bottom": 4})
    return _svg(chart)


def line_chart(
    curves: Mapping[str, Mapping[float, float]], across: str, up: str, width: int = 420, across_format: str = "%"
) -> str:
    """Curves by name, each x -> y with y a share of one, and x too if no other format is given, as SVG text; "" for nothing to draw."""
    rows = [{"curve": name, "x": x, "y": y} for name, points in curves.items() for x, y in points.items()]
    if not rows:
        return ""
    lowest = min([0.9, *(y for points in curves.values() for y in points.values())])
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("x:Q", title=across, axis=alt.Axis(format=across_format, grid=False)),
        y=alt.Y("y:Q", title=up, axis=alt.Axis(format="%", gridColor=FAINT), scale=alt.Scale(domain=[lowest, 1.0])),
        color=alt.Color(
            "curve:N", title=None, legend=alt.Legend(orient="top"), sort=list(curves), scale=alt.Scale(range=_COLOURS)
        ),
    )
    return _svg(base.mark_line(strokeWidth=2).properties(width=width - 120, height=220).configure_view(stroke=None))


def growth_chart(rows: Sequence[Mapping[str, float]], width: int = 420) -> str:
    """Seconds of processor of a full linking and of a night, by number of announcements, both axes in powers of ten, as SVG text. Rows hold
    `announcements`, `full` and `night`."""
    names = {"full": "all linked anew", "night": "a night of 500"}
    points = [
        {"curve": names[key], "announcements": row["announcements"], "seconds": row[key]}
        for row in rows
        for key in names
    ]
    base = alt.Chart(pd.DataFrame(points)).encode(
        x=alt.X(
            "announcements:Q",
            title="announcements in the store",
            scale=alt.Scale(type="log"),
            axis=alt.Axis(format="~s", grid=False, values=[10_000, 100_000, 1_000_000]),
        ),
        y=alt.Y(
            "seconds:Q",
            title="seconds of processor",
            scale=alt.Scale(type="log"),
            axis=alt.Axis(gridColor=FAINT, format="~g"),
        ),
        color=alt.Color(
            "curve:N",
            title=None,
            legend=alt.Legend(orient="top"),
            sort=list(names.values()),
            scale=alt.Scale(range=_COLOURS),
        ),
    )
    lines = base.mark_line(strokeWidth=2, point=True).properties(width=width - 120, height=220)
    return _svg(lines.configure_view(stroke=None))


def _svg(chart: alt.TopLevelMixin) -> str:
    described = chart.configure_axis(labelFont="sans-serif", labelFontSize=12, labelColor=INK).to_json()
    # The library counts its clips on from picture to picture: named by their picture they are the same in every process.
    mark = hashlib.sha256(described.encode()).hexdigest()[:8]
    svg = str(vl_convert.vegalite_to_svg(described))
    for number, clip in enumerate(dict.fromkeys(re.findall(r"\bclip\d+\b", svg))):
        svg = re.sub(rf"\b{clip}\b", f"clip-{mark}-{number}", svg)
    # The figure's size is set by the page, so that it fits a telephone too.
    return re.sub(r"^<svg ", '<svg role="img" style="max-width:100%;height:auto" ', svg)
