"""The sections of a report that say how far its figures can be trusted: the series, doubt, what was missed, what changed, the gates."""

from collections import Counter
from dataclasses import replace
from math import floor
from typing import Any

from census.cases import sentence_of
from census.changes import Change
from census.frozen import Frozen, SeriesMonth, typed
from census.recapture import recapture
from census.sayings import Saying
from census.sections import Cell, Chart, Section, Table, cells, pairs
from census.taxonomy import CODED
from census.texts import Texts
from census.timeline import SHORT_COVERAGE, months_of, timeline
from census.uncertainty import Interval, Rates

_FIELDS = ("sector", "country", "subject", "stage")
_MOST_SOURCES = 12
# A second version may change a thousand rows after a new model: the report shows the first, changes.json all.
_MOST_CHANGES = 40


def rates_of(frozen: Frozen) -> Rates:
    """The error rates in force: those that the release says it was made with (`rates` of checks.json), else as they were measured."""
    told = {name: float(rate) for name, rate in (frozen.made.get("rates") or {}).items()}
    return Rates.of(frozen.seen, **told)


def sureness(frozen: Frozen, rates: Rates, total: Interval, texts: Texts) -> list[Section]:
    """Sections in the order of the report; `total` is the interval of the month's total."""
    return [
        _series(frozen, total, texts), _sure(frozen, rates, texts), _missed(frozen, texts), _changes(frozen, texts), _gates(frozen, texts),
    ]  # fmt: skip


def _series(frozen: Frozen, total: Interval, texts: Texts) -> Section:
    # A release that was made before the series held intervals has that of its own month all the same.
    series = [replace(row, interval=total) if row.month == frozen.month else row for row in frozen.series]
    title = texts.say("section.series")
    by_month = {row.month: row for row in series}
    rows = tuple(_series_row(by_month.get(month), texts.month(month), texts) for month in months_of(series))
    heads = tuple(
        texts.say(f"column.{name}") for name in ("month", "projects", "interval", "panel", "interval", "coverage")
    )
    table = Table(title, heads, rows)
    if len(series) < 2:
        return Section("series", title, (texts.say("note.series_one"),), (), (table,), is_wide=True)
    words = texts.say("alt.series", listed=pairs([(texts.month(row.month), row.projects) for row in series], texts))
    drawing = timeline(series, texts.say("series.full"), texts.say("series.panel"), str, texts.number, words)
    note = texts.say("note.series", share=texts.percent(SHORT_COVERAGE))
    return Section("series", title, (note,), (Chart("series", title, drawing),), (table,), is_wide=True)


def _series_row(row: SeriesMonth | None, name: str, texts: Texts) -> tuple[Cell, ...]:
    if row is None:
        return cells(name, texts.say("none"), "", "", "", "")
    within = [texts.interval(*one) if one else "" for one in (row.interval, row.panel_interval)]
    panel = "" if row.panel is None else texts.number(row.panel)
    coverage = "" if row.coverage is None else texts.percent(row.coverage)
    return cells(name, texts.number(row.projects), within[0], panel, within[1], coverage)


def _sure(frozen: Frozen, rates: Rates, texts: Texts) -> Section:
    share = texts.percent(frozen.seen) if frozen.seen is not None else ""
    coverage = texts.say("note.coverage_known", share=share) if share else texts.say("note.coverage_unknown")
    told = {name: texts.percent(getattr(rates, name), 1) for name in ("twin", "merged", "noise")}
    total, rows = len(frozen.projects), []
    for field in _FIELDS if total else ():
        sure = sum(float(r[f"{field}_proba"] or 0) for r in frozen.projects) / total
        doubtful = sum(field in r["needs_review"] for r in frozen.projects)
        analysts = sum(f"{field}: analyst/" in (r["labelled_by"] or "") for r in frozen.projects)
        figures = (texts.percent(sure), texts.share(doubtful, total), texts.share(analysts, total))
        rows.append(cells(texts.say(f"column.{field}"), *figures))
    heads = tuple(texts.say(f"column.{name}") for name in ("field", "sure", "doubtful", "reviewed"))
    title = texts.say("section.sure")
    return Section(
        "sure",
        title,
        (texts.say("note.sure", coverage=coverage, **told),),
        (),
        (Table(title, heads, tuple(rows)),),
        is_wide=True,
    )


def _missed(frozen: Frozen, texts: Texts) -> Section:
    estimate = recapture(frozen.evidence)
    lines = [texts.say("note.missed_too_few")]
    if estimate:
        interval = texts.interval(floor(estimate.low), round(estimate.high))
        unseen = round(estimate.estimate) - estimate.found
        counts = {"first": estimate.first, "second": estimate.second, "both": estimate.both}
        lines = [
            texts.say(
                "note.missed_estimate", **counts, estimate=round(estimate.estimate), interval=interval, unseen=unseen
            )
        ]
    worst = sorted(frozen.coverage, key=lambda c: (-((c.expected or 0) - c.seen), -c.dropped, c.source))[:_MOST_SOURCES]
    worst = [c for c in worst if c.dropped or (c.expected or 0) > c.seen]
    title = texts.say("section.missed")
    if not worst:
        return Section(
            "missed", title, (*lines, *([] if frozen.coverage else [texts.say("note.coverage_none")])), is_wide=True
        )
    rows = tuple(
        cells(
            c.source, texts.say("list.joint").join(_dropped(reason, n, texts) for reason, n in c.reasons[:3]),
            "" if c.expected is None else texts.number(c.expected), texts.number(c.seen), texts.number(c.dropped),
        )
        for c in worst
    )  # fmt: skip
    heads = tuple(texts.say(f"column.{name}") for name in ("source", "reasons", "expected", "seen", "dropped"))
    lines.append(texts.say("note.coverage_rows", n=len(frozen.coverage)))
    return Section("missed", title, tuple(lines), (), (Table(title, heads, rows, figures=2),), is_wide=True)


def _dropped(reason: str, n: int, texts: Texts) -> str:
    """Why so many links gave no article; a reason that no text stands under is named as coverage.csv names it."""
    fault = reason.removeprefix("listing_")
    told = texts.say(f"dropped.{fault}") if texts.has(f"dropped.{fault}") else fault
    if fault != reason:
        told = texts.say("dropped.listing", reason=told)
    return texts.say("dropped.counted", reason=told, n=n) if n else told


def _changes(frozen: Frozen, texts: Texts) -> Section:
    changes = frozen.changes or {}
    if not changes.get("base"):
        return Section("changes", texts.say("section.first_version"), (texts.say("note.changes_none"),), is_wide=True)
    title = texts.say("section.changes", base=changes["base"])
    listed = [Change.read(row) for row in changes["changes"]]
    if not listed:
        return Section("changes", title, (texts.say("note.changes_same"),), is_wide=True)
    counted = Counter(change.kind for change in listed)
    line = texts.say("list.joint").join(
        texts.say("change.count", kind=texts.say(f"change.{kind}"), n=n) for kind, n in counted.items()
    )
    known = {r["id"]: r for r in frozen.projects}
    rows = tuple(_change_row(change, known.get(change.project_id), texts) for change in listed[:_MOST_CHANGES])
    heads = tuple(texts.say(f"column.{name}") for name in ("kind", "project", "why"))
    return Section("changes", title, (line,), (), (Table(title, heads, rows, figures=3),), is_wide=True)


def _change_row(change: Change, row: dict[str, Any] | None, texts: Texts) -> tuple[Cell, ...]:
    """What changed and why; a project that is gone is told as it was."""
    if row:
        name = Cell(sentence_of(row, texts), f"#p-{row['id']}")
    else:
        name = Cell(sentence_of(typed(change.was), texts) if change.was else change.headline)
    told = [
        texts.say(
            "change.field", field=texts.say(f"column.{field}"),
            old=texts.label(field, old or None), new=texts.label(field, new or None),
        )
        for field, (old, new) in change.fields.items()
        if field in CODED
    ]  # fmt: skip
    why = texts.say("headline.joint").join([*told, texts.tell(change.reason)])
    return (Cell(texts.say(f"change.{change.kind}")), name, Cell(why))


def _gates(frozen: Frozen, texts: Texts) -> Section:
    """Each gate and what it found; what older versions say in English alone is shown in their words."""
    rows = []
    for check in frozen.made["checks"]:
        state = "passed" if check["passed"] else "note" if check["weight"] == "note" else "failed"
        name = texts.say(f"gate.{check['name']}") if texts.has(f"gate.{check['name']}") else check["name"]
        found = Saying.read(check["found"]) if "found" in check else Saying.plain(check["sentence"])
        rows.append(cells(name, texts.say(f"state.{state}"), texts.tell(found)))
    heads = tuple(texts.say(f"column.{name}") for name in ("gate", "state", "found"))
    return Section(
        "gates",
        texts.say("section.gates"),
        (),
        (),
        (Table(texts.say("section.gates"), heads, tuple(rows), figures=9),),
        is_wide=True,
    )
