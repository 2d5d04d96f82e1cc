"""Tables in the terminal: a month's result, the state of the store."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from census.countries import country_name
from census.months import Month
from census.records import Record
from census.taxonomy import label_of
from extractors.parse import Examined
from flows.edition import counted
from flows.relink import Linked


def show_month(console: Console, month: Month, records: Sequence[Record], published: Path) -> None:
    """Totals, top sectors and countries, what waits for review, and where the files are."""
    own = counted(records, month)
    table = Table(title=f"{month}: {len(own)} projects disclosed", title_justify="left", title_style="bold")
    for heading in ("top sectors", "", "top countries", ""):
        table.add_column(heading, justify="right" if not heading else "left")
    sectors = Counter(label_of("sector", r.sector) for r in own).most_common(8)
    countries = Counter(country_name(r.country) for r in own).most_common(8)
    for n in range(max(len(sectors), len(countries))):
        cells = [*(sectors[n] if n < len(sectors) else ("", "")), *(countries[n] if n < len(countries) else ("", ""))]
        table.add_row(*(str(cell) for cell in cells))
    console.print(table)
    waiting = Counter(field for r in own for field in r.needs_review)
    told = ", ".join(f"{field} {count}" for field, count in waiting.most_common()) or "nothing"
    console.print(f"waits for review: {sum(bool(r.needs_review) for r in own)} projects ({told})", highlight=False)
    console.print(f"dataset: {published}", highlight=False, soft_wrap=True)
    console.print(f"report:  {published / 'report.html'}", highlight=False, soft_wrap=True)


def show_linked(console: Console, linked: Linked) -> None:
    """What linking did."""
    console.print(
        f"{linked.announcements:,} announcements linked over {linked.pairs:,} likely pairs; {linked.records:,} records clustered anew, "
        f"{linked.retired:,} ids retired", highlight=False,
    )  # fmt: skip


def show_status(console: Console, counts: Mapping[str, int], releases: Sequence[Mapping[str, Any]]) -> None:
    """Rows of each table, and the published versions."""
    table = Table("kept", "rows", title="store", title_justify="left")
    for name, rows in counts.items():
        table.add_row(name, f"{rows:,}")
    console.print(table)
    if releases:
        published = Table("month", "version", "projects", "made at", "model", title="releases", title_justify="left")
        for row in releases:
            published.add_row(row["month"], row["version"], str(row["projects"]), row["made_at"], row["model"])
        console.print(published)


# The steps of a link, in order; each holds those that came no further.
_STEPS = (
    "dropped unread",
    "not asked yet",
    "not fetched",
    "not parsed",
    "not read by a model",
    "no announcement",
    "announcement",
)


def show_funnel(console: Console, source: str, day: str, fates: Sequence[tuple[str, str, str, str]]) -> None:
    """How far the links of a source came and why no further; of one day each link by itself. A fate is step, reason, date, URL."""
    table = Table("came to", "because", "links", title=f"{source} {day}".strip(), title_justify="left")
    counted = Counter((step, reason) for step, reason, _, _ in fates)
    for (step, reason), count in sorted(counted.items(), key=lambda row: (_STEPS.index(row[0][0]), -row[1], row[0])):
        table.add_row(step, reason, str(count))
    table.add_section()
    table.add_row("listed", "", str(len(fates)))
    console.print(table)
    for step, reason, date, url in fates if day else ():
        console.print(
            f"{date[:16] or 'undated':<17}{step}{f' ({reason})' if reason else ''}  {url}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )


def show_signals(console: Console, found: Examined) -> None:
    """What was read of a page, field by field, and the signal that gave it."""
    article = found.article
    values = {
        "title": article.title, "date": article.date or "", "authors": ", ".join(article.authors), "outlet": article.outlet,
        "canonical": article.url or "", "lang": article.lang, "kind": article.kind,
        "text": f"{len(article.text):,} characters in {len(article.text.splitlines())} lines, quality {article.quality}",
    }  # fmt: skip
    table = Table("field", "value", "signal", title=article.url, title_justify="left")
    for name, value in values.items():
        table.add_row(name, value[:120], found.signals.get(name) or "none")
    console.print(table)
