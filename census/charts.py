"""Charts of the report as self-contained SVG. The only door to the plotting libraries."""

import re
from collections.abc import Mapping

import altair as alt
import pandas as pd
import vl_convert

INK, BAR, FAINT = "#1d2b36", "#1f6f78", "#d8dee3"


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
    chart = chart.configure_axis(labelFont="sans-serif", labelFontSize=12, labelColor=INK)
    svg = str(vl_convert.vegalite_to_svg(chart.to_json()))
    # The figure's size is set by the page, so that it fits a telephone too.
    return re.sub(r"^<svg ", '<svg role="img" style="max-width:100%;height:auto" ', svg)
