"""The charts of tonight and agreement, in the house's drawings; each says in words what it shows. None where there is nothing to draw."""

from collections.abc import Mapping, Sequence

from census.agreement import Agreement
from census.curves import Curve, Span, Tick, curves, spans
from census.drawing import Bar, Drawing, bars
from census.drift import Drift
from census.funnel import STEPS, Funnel
from census.worth import HOURS, Worth

_LANGUAGES = 10


def told_field(field: str) -> str:
    """A field as it is named on the page."""
    return "announcement at all" if field == "is_announcement" else field


def agreement_chart(fields: Sequence[Agreement]) -> Drawing | None:
    """Cohen's kappa of each field with its interval."""
    if not any(one.pairs for one in fields):
        return None
    rows = [
        Span(told_field(a.field), f"{a.kappa.value:.2f} of {a.pairs}", a.kappa.value, a.kappa.low, a.kappa.high)
        if a.kappa
        else Span(told_field(a.field), f"{a.word.split(':')[0]} ({a.pairs})")
        for a in fields
    ]
    told = "; ".join(f"{row.label} {row.told}" for row in rows)
    return spans(
        rows, _scale([a.kappa.low for a in fields if a.kappa]), f"Cohen's kappa by field, with intervals: {told}"
    )


def month_charts(months: Mapping[str, Sequence[Agreement]]) -> dict[str, Drawing]:
    """Field -> kappa over the months that have enough pairs, for fields with two such months."""
    found = {}
    for field, rows in months.items():
        known = [(n, a.month, a.kappa) for n, a in enumerate(rows) if a.kappa]
        if len(known) < 2:
            continue
        line = Curve(field, [(n, k.value) for n, _, k in known], [(k.low, k.high) for _, _, k in known])
        across = [(known[0][0], known[0][1]), (known[-1][0], known[-1][1])]
        told = ", ".join(f"{month} {k.value:.2f}" for _, month, k in known)
        found[field] = curves(
            [line], across, _scale([k.low for *_, k in known]), f"Cohen's kappa of {told_field(field)} by month: {told}"
        )
    return found


def funnel_chart(funnels: Sequence[Funnel]) -> Drawing | None:
    """What came how far, all sources together."""
    whole = sum(funnels, Funnel())
    if not whole.links:
        return None
    counts = [(step, getattr(whole, step)) for step in STEPS]
    rows = [Bar(step, count, count, count) for step, count in counts]
    return bars(rows, "From links to records: " + ", ".join(f"{count:,} {step}" for step, count in counts), [f"{count:,}" for _, count in counts])  # fmt: skip


def drift_chart(drifts: Sequence[Drift]) -> Drawing | None:
    """Mean probability of labels by language, the last week beneath the weeks before."""
    rows: list[Span] = []
    for drift in drifts[:_LANGUAGES]:
        for name, period in (("before", drift.before), ("last week", drift.week)):
            told = f"{period.mean:.2f} of {period.reports:,}" if period.reports else "none"
            value = period.mean if period.reports else None
            rows.append(Span(f"{drift.lang}, {name}", told, value, *period.ends, is_rest=name == "before"))
    if not rows:
        return None
    words = "Mean probability of labels by language: " + "; ".join(f"{row.label} {row.told}" for row in rows)
    return spans(rows, _scale([row.low for row in rows if row.value is not None]), words)


def worth_chart(worth: Worth) -> Drawing | None:
    """Errors taken out over two hours, in the order of the queue and at random."""
    if not worth.cases:
        return None
    most = max(worth.ordered, worth.random, 0.001)
    lines = [Curve("in our order", worth.curve), Curve("at random", worth.random_curve)]
    across = [(minute, f"{minute} min") for minute in range(0, HOURS * 60 + 1, 30)]
    up = [(share * most, f"{share * most:,.{1 if most < 20 else 0}f}") for share in (0.0, 0.5, 1.0)]
    words = (
        f"Expected errors taken out in {HOURS} hours: {worth.ordered:,.0f} in our order, {worth.random:,.0f} at random"
    )
    return curves(lines, across, up, words)


def _scale(lows: Sequence[float]) -> list[Tick]:
    """Ticks up to 1, from 0, or from as far below as values reach."""
    low = min([0.0, *lows])
    begin = 0.0 if low >= 0 else -0.5 if low >= -0.5 else -1.0
    return [(begin + n * (1 - begin) / 4, f"{begin + n * (1 - begin) / 4:.3g}") for n in range(5)]
