"""The report of a month from the files of its frozen release: HTML, Markdown and PDF in every language that has texts, and its charts.

Nothing but those files is read, so the report of any past version can be made again, byte for byte.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from census.breakdowns import breakdowns
from census.cases import cases_of, sentence_of
from census.comparison import comparison
from census.drawing import WIDTH
from census.figures import Change, changes_of, shares_of
from census.frozen import Frozen, read_frozen
from census.months import Month
from census.pages import render
from census.register import entry_of, listings_of
from census.sections import Section
from census.sureness import rates_of, sureness
from census.texts import Texts, languages, texts
from census.typeset import pdf, png
from census.uncertainty import Interval, Rates, count_interval

# One for each core of a small machine: a choice.
_TYPESETTERS = 2
# Charts without bars say of intervals what they show of them.
_SOURCE_LINES = {
    "map": "source_line_plain",
    "sector-by-subject": "source_line_plain",
    "series": "source_line_series",
}


def report_name(lang: str, kind: str) -> str:
    """File name of a report: report.html in English, report.zh.html in Chinese."""
    return f"report.{kind}" if lang == "en" else f"report.{lang}.{kind}"


def reports(release: Mapping[str, bytes], langs: Sequence[str] = (), compare: str = "") -> dict[str, bytes]:
    """The reports in some languages, all if none is named, each as .html (self-contained), .md and .pdf, and their charts as SVG and
    PNG, name -> bytes, from the files of a release: `projects.parquet`, `evidence.csv`, `checks.json`, and where there are any
    `coverage.csv`, `series.csv`, `changes.json`.

    `compare` "rulebook" sets them beside the hand-made series. Raises KeyError if a file is missing, ValueError if parts are not the
    whole, if there are no texts of a language, or nothing to compare with under that name.
    """
    return make_reports(read_frozen(release), [texts(lang) for lang in langs or languages()], compare)


def make_reports(frozen: Frozen, all_told: Sequence[Texts], compare: str = "") -> dict[str, bytes]:
    """The reports of a release that was read, in these texts; see `reports`. Pictures and PDFs are set in threads: the typesetter lets
    the interpreter go on meanwhile, so that all of its work is given to it before the long pages are written."""
    with ThreadPoolExecutor(_TYPESETTERS) as pool:
        begun = [_begin(frozen, told, compare, pool) for told in all_told]
        written: dict[str, bytes] = {}
        for told, (values, charts, _) in zip(all_told, begun, strict=True):
            written |= charts | _pages(frozen, told, values)
        return written | {name: job.result() for *_, jobs in begun for name, job in jobs.items()}


def _begin(
    frozen: Frozen, told: Texts, compare: str, pool: ThreadPoolExecutor
) -> tuple[dict[str, Any], dict[str, bytes], dict[str, Future[bytes]]]:
    """What the pages of one language are filled with, its charts, and the jobs of what is being set of them, by file name."""
    rates = rates_of(frozen)
    total = count_interval(frozen.projects, rates)
    sections = _sections(frozen, rates, total, told, compare)
    values = _values(frozen, rates, total, told) | {"sections": sections}
    charts = _charts(sections, frozen, told)
    figures = {c.name + ".svg": c.drawing.inline().encode() for s in sections for c in s.charts}
    jobs = {report_name(told.lang, "pdf"): pool.submit(pdf, render("report.typ", values), figures)}
    jobs |= {name.replace(".svg", ".png"): pool.submit(png, content) for name, content in charts.items()}
    return values, charts, jobs


def _pages(frozen: Frozen, told: Texts, values: dict[str, Any]) -> dict[str, bytes]:
    """The pages that are written and not set, by file name."""
    entries = [entry_of(r, frozen.evidence.get(r["id"], ()), told) for r in frozen.projects]
    whole = values | {"listings": listings_of(frozen, told), "entries": entries}
    return {
        report_name(told.lang, "html"): render("report.html", whole), report_name(told.lang, "md"): render("report.md", values),
    }  # fmt: skip


def _sections(frozen: Frozen, rates: Rates, total: Interval, told: Texts, compare: str) -> list[Section]:
    if compare not in ("", "rulebook"):
        raise ValueError(f"there is no series {compare!r} to compare with: write rulebook")
    compared = [comparison(frozen, rates, total, told)] if compare else []
    counted = breakdowns(frozen, rates, told) if frozen.projects else []
    cases = [
        Section("cases", told.say("section.cases"), (told.say("note.cases"),), extra={"cases": _cases(frozen, told)})
    ]
    return [*counted, *(cases if frozen.projects else []), *compared, *sureness(frozen, rates, total, told)]


def _cases(frozen: Frozen, told: Texts) -> list[dict[str, Any]]:
    """For each sector its label, count, how many more it has, and (id, sentence, when first told, [(outlet, url)])."""
    made = []
    for sector, own, count in cases_of(frozen.projects):
        rows = []
        for r in own:
            evidence = frozen.evidence.get(r["id"], ())
            # One link an outlet: a wire's three versions of a story say no more than one.
            links = list({e["outlet"]: e["url"] for e in reversed(evidence) if e["url"]}.items())[::-1][:3]
            when = told.say("case.first_told", day=told.day(r["first_disclosed"] or r["month"]))
            rows.append({
                "id": r["id"], "sentence": sentence_of(r, told), "when": when, "links": links,
                "reports": told.say("case.reports", n=r["evidence_count"]),
            })  # fmt: skip
        made.append(
            {
                "sector": sector,
                "label": told.label("sector", sector),
                "count": count,
                "rows": rows,
                "more": count - len(own),
            }
        )
    return made


def _values(frozen: Frozen, rates: Rates, total: Interval, told: Texts) -> dict[str, Any]:
    made, count = frozen.made, len(frozen.projects)
    waiting = sum(bool(r["needs_review"]) and not r["reviewed"] for r in frozen.projects)
    counts = ("articles", "outlets", "languages", "set_aside")
    read = {name: told.say(f"count.{name}", n=made["coverage"][name]) for name in counts}
    others = [(texts(code).words["name"], code, report_name(code, "html")) for code in languages() if code != told.lang]
    return {
        "t": told, "frozen": frozen, "title": told.say("title", month=told.month(frozen.month)), "total": count,
        "interval": told.say("total.interval", interval=told.interval(*total)), "headline": _headline(frozen, rates, told),
        "changes": [change_line(change, told) for change in changes_of(frozen, total)],
        "waiting": told.say("total.waiting", n=waiting, total=count) if count else told.say("total.none"),
        "read": told.say("total.read", **read), "made": told.say("made", day=told.day(made["made_at"]), model=made["model"]),
        "others": others, "width": WIDTH,
    }  # fmt: skip


def _headline(frozen: Frozen, rates: Rates, told: Texts) -> str:
    """What stands out, in a sentence: the leading country, the largest sector, the commonest subject, each with its interval."""
    if not frozen.projects:
        return ""
    parts = []
    for field in ("country", "sector", "subject"):
        known = [share for share in shares_of(frozen.projects, field, rates) if share.code is not None]
        if known:
            name = told.label(field, known[0].code)
            if field != "country" and told.say("case.lowers_labels") == "yes":
                name = name[:1].lower() + name[1:]
            values = {"count": known[0].count, "interval": told.interval(*known[0].interval), "n": len(frozen.projects)}
            parts.append(told.say(f"headline.{field}", **{field: name}, **values))
    return told.say("headline.joint").join(parts) + told.say("case.end")


def change_line(change: Change, told: Texts) -> str:
    """A change in words: against which month, from what, and between what it truly lies."""
    base = told.month(Month.parse(change.base))
    if change.before is None:
        return told.say("total.none_before", base=base)
    if not change.before:
        return told.say("total.none_in_base", base=base)
    difference = change.now - change.before
    percent = (
        f"{'+' if difference > 0 else '−' if difference < 0 else ''}{told.percent(abs(difference) / change.before)}"
    )
    line = told.say(
        "total.change", difference=told.signed(difference), base=base, before=change.before, percent=percent
    )
    return f"{line}{told.say('headline.joint')}{told.say('total.change_interval', low=told.signed(change.low), high=told.signed(change.high))}"


def _charts(sections: list[Section], frozen: Frozen, told: Texts) -> dict[str, bytes]:
    """Each chart as a file for a slide: with its title and source, its links leading into the report."""
    suffix = "" if told.lang == "en" else f".{told.lang}"
    page = f"../{report_name(told.lang, 'html')}"
    month, made = told.month(frozen.month), {}
    for section in sections:
        for chart in section.charts:
            source = told.say(_SOURCE_LINES.get(chart.name, "source_line"), month=month)
            title = told.say("chart_title", title=chart.title, month=month)
            made[f"charts/{chart.name}{suffix}.svg"] = chart.drawing.alone(title, source, page).encode()
    return made
