"""The sections of a report that count the month's projects: by country, sector, subject, stage, day and topic."""

from collections import Counter
from collections.abc import Callable

from census.drawing import Bar, bars
from census.figures import LARGE_SECTOR, cross_table, decade_of, home_and_host, shares_of
from census.frozen import Frozen, Row
from census.heat import heat
from census.sections import Cell, Chart, Section, Table, anchor, cells, pairs, share_chart, share_section
from census.taxonomy import SUBJECTS
from census.texts import Texts
from census.uncertainty import Interval, Rates, count_interval, cross_intervals, place_intervals
from census.world import world


def breakdowns(frozen: Frozen, rates: Rates, texts: Texts) -> list[Section]:
    """Sections in the order of the report; those that have nothing to show are left out."""
    makers: tuple[Callable[[Frozen, Rates, Texts], Section | None], ...] = (
        _countries, _homes, _sectors, _applications, _subjects, _cross, _stages, _days, _topics,
    )  # fmt: skip
    return [section for make in makers if (section := make(frozen, rates, texts))]


def _countries(frozen: Frozen, rates: Rates, texts: Texts) -> Section:
    listed = shares_of(frozen.projects, "country", rates)
    section = share_section("countries", "country", listed, texts, texts.say("note.countries"))
    counts = {s.code: s.count for s in listed if s.code}
    names = {code: texts.country(code) for code in counts}
    words = texts.say("alt.map", listed=pairs([(names[c], n) for c, n in counts.items()], texts))
    chart = Chart("map", texts.say("section.map"), world(counts, names, words))
    lines = (*section.lines, texts.say("note.map"))
    return Section(section.id, section.title, lines, (chart, *section.charts), section.tables)


def _homes(frozen: Frozen, rates: Rates, texts: Texts) -> Section | None:
    found = home_and_host(frozen.projects)
    if not found:
        return None
    hosted = [r for r in frozen.projects if r["host_countries"]]
    within = {s.code: s.interval for s in shares_of(hosted, "country", rates)}
    placed_at = [(code, host) for code, _, _, abroad in found for host in dict.fromkeys([code, *abroad]) if host]
    placed = place_intervals(hosted, placed_at, rates)
    rows = []
    for code, named, home, abroad in found:
        told = texts.say("list.joint").join(
            f"{texts.country(host)} {_with_interval(n, placed[code, host], texts)}"
            for host, n in Counter(abroad).most_common()
        )
        # Of a lead of unknown home nobody can say that it is at home.
        at_home = (texts.share(home, named), texts.interval(*placed[code, code])) if code else ("", "")
        figures = (texts.number(named), texts.interval(*within[code]), *at_home)
        rows.append(
            (Cell(texts.country(code), f"#{anchor('country', code)}"), *cells(told or texts.say("none"), *figures))
        )
    columns = ("country", "abroad", "hosts_named", "interval", "at_home", "interval")
    heads = tuple(texts.say(f"column.{name}") for name in columns)
    note = texts.say("note.homes", n=sum(row[1] for row in found), total=len(frozen.projects))
    title = texts.say("section.homes")
    return Section("homes", title, (note,), (), (Table(title, heads, tuple(rows), figures=2),), is_wide=True)


def _sectors(frozen: Frozen, rates: Rates, texts: Texts) -> Section:
    return share_section("sectors", "sector", shares_of(frozen.projects, "sector", rates), texts)


def _subjects(frozen: Frozen, rates: Rates, texts: Texts) -> Section:
    listed = shares_of(frozen.projects, "subject", rates)
    return share_section("subjects", "subject", listed, texts, texts.say("note.subjects"))


def _stages(frozen: Frozen, rates: Rates, texts: Texts) -> Section:
    listed = shares_of(frozen.projects, "stage", rates)
    return share_section("stages", "stage", listed, texts, texts.say("note.stages"))


def _applications(frozen: Frozen, rates: Rates, texts: Texts) -> Section | None:
    counted = Counter(r["sector"] for r in frozen.projects)
    charts, tables = [], []
    for sector, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        if count < LARGE_SECTOR:
            continue
        own = [r for r in frozen.projects if r["sector"] == sector]
        title = texts.say("section.application_of", sector=texts.label("sector", sector))
        listed = shares_of(own, "application", rates)
        named = [(texts.label("application", s.code), s) for s in listed]
        charts.append(share_chart(f"applications-{sector.replace('_', '-')}", "application", title, named, texts))
        made = share_section("applications", "application", listed, texts).tables[0]
        tables.append(Table(title, made.heads, made.rows))
    if not tables:
        return None
    note = texts.say("note.applications", n=LARGE_SECTOR)
    return Section("applications", texts.say("section.applications"), (note,), tuple(charts), tuple(tables))


def cell_anchor(sector: str, subject: str) -> str:
    """The fragment of the list of projects of a sector and subject."""
    return f"cell-{sector}-{subject}"


def _with_interval(count: int, within: Interval, texts: Texts) -> str:
    """A count with its interval in brackets; of what nobody does nothing is claimed."""
    interval = texts.interval(*within)
    return texts.say("list.within", count=count, interval=interval) if within.high else texts.number(count)


def _cross(frozen: Frozen, rates: Rates, texts: Texts) -> Section:
    rows = cross_table(frozen.projects)
    across = [texts.label("subject", u.code) for u in SUBJECTS]
    subjects = [u.code for u in SUBJECTS]
    within = cross_intervals(frozen.projects, ("sector", "subject"), ([code for code, *_ in rows], subjects), rates)
    named = [(texts.label("sector", code), counts, total) for code, counts, total in rows]
    targets = [
        [cell_anchor(code, subject) if n else "" for subject, n in zip(subjects, counts, strict=True)]
        for code, counts, _ in rows
    ]
    title = texts.say("section.cross")
    chart = Chart("sector-by-subject", title, heat(across, named, targets, texts.say("all"), texts.say("alt.cross")))
    sums = [sum(counts[n] for _, counts, _ in rows) for n in range(len(SUBJECTS))]
    across_all = {s.code: s.interval for s in shares_of(frozen.projects, "sector", rates)}
    down_all = {s.code: s.interval for s in shares_of(frozen.projects, "subject", rates)}
    lines = []
    for (code, counts, total), aims in zip(rows, targets, strict=True):
        said = [_with_interval(n, within[code, s], texts) for s, n in zip(subjects, counts, strict=True)]
        inside = [Cell(words, f"#{aim}" if aim else "") for words, aim in zip(said, aims, strict=True)]
        lines.append((Cell(texts.label("sector", code)), *inside, Cell(_with_interval(total, across_all[code], texts))))
    totals = [_with_interval(n, down_all.get(s, Interval(0, 0)), texts) for s, n in zip(subjects, sums, strict=True)]
    whole = _with_interval(sum(sums), count_interval(frozen.projects, rates), texts)
    lines.append(cells(texts.say("all"), *totals, whole))
    table = Table(title, (texts.say("column.sector"), *across, texts.say("all")), tuple(lines))
    return Section("cross", title, (texts.say("note.cross", n=sum(sums)),), (chart,), (table,), is_wide=True)


def _counted(
    id: str, column: str, groups: list[tuple[str, str, list[Row]]], total: int, frozen: tuple[Rates, Texts], note: str
) -> Section:
    """A section of groups (label, fragment, projects) whose membership is in no doubt."""
    rates, texts = frozen
    drawn, lines = [], []
    for label, target, own in groups:
        low, high = count_interval(own, rates)
        drawn.append(Bar(label, len(own), low, high, target if own else ""))
        figures = (texts.number(len(own)), texts.interval(low, high), texts.share(len(own), total))
        lines.append((Cell(label, f"#{target}" if own else ""), *cells(*figures)))
    title = texts.say(f"section.{id}")
    words = texts.say("alt.bars", listed=pairs([(label, len(own)) for label, _, own in groups], texts))
    chart = Chart(id, title, bars(drawn, words, [texts.number(bar.count) for bar in drawn]))
    heads = tuple(texts.say(f"column.{name}") for name in (column, "projects", "interval", "share"))
    return Section(id, title, (note,), (chart,), (Table(title, heads, tuple(lines)),))


def days_label(n: int | None, last: int, texts: Texts) -> str:
    """1–10, 11–20, 21–30, or that no day is known."""
    return texts.say("days.unknown") if n is None else texts.say(f"days.d{n}", last=last)


def _days(frozen: Frozen, rates: Rates, texts: Texts) -> Section:
    last = frozen.month.window.last.day
    groups = []
    for n in (0, 1, 2, None):
        own = [r for r in frozen.projects if decade_of(r) == n]
        if own or n is not None:
            groups.append((days_label(n, last, texts), anchor("days", None if n is None else str(n)), own))
    if sum(len(own) for _, _, own in groups) != len(frozen.projects):
        raise ValueError(f"the days do not sum to {len(frozen.projects)}")
    return _counted("days", "days", groups, len(frozen.projects), (rates, texts), texts.say("note.days"))


def _topics(frozen: Frozen, rates: Rates, texts: Texts) -> Section | None:
    counted = Counter(topic for r in frozen.projects for topic in r["topics"])
    if not counted:
        return None
    groups = [
        (texts.label("topics", topic), anchor("topics", topic), [r for r in frozen.projects if topic in r["topics"]])
        for topic, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    total = len(frozen.projects)
    return _counted("topics", "topics", groups, total, (rates, texts), texts.say("note.topics", n=total))
