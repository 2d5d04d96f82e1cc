"""The night: every source since the last finished night, then the months it touched, then a message that a person can read."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from census.frontier import Frontier, Night
from census.health import alarms_of
from census.ledger import Cell, now, today
from census.months import Month, Window
from census.settings import Settings
from census.store import Store
from extractors.source import Source, declared
from flows.crawl import Assignment, Crawl
from flows.edition import counted
from flows.month import Crawled, MonthRun
from flows.progress import Progress
from flows.tips import read_tips

# The first night looks so many days back; a longer gap is a backfill's.
_FIRST_REACH = timedelta(days=2)
_LONGEST_GAP = timedelta(days=31)
# A message names so many failed addresses; `chaincensus status SOURCE DAY` names all.
_MOST_FAULTS = 12


def open_night(frontier: Frontier, day: date) -> Night:
    """The night to work: the one that never ended, else a new one from the last day of the last one to `day`."""
    nights = frontier.nights()
    if nights and nights[-1].finished_at is None:
        return nights[-1]
    since = date.fromisoformat(nights[-1].last) if nights else day - _FIRST_REACH
    first = max(since, day - _LONGEST_GAP)
    begun = Night(f"night-{now()}-{len(nights)}", first.isoformat(), day.isoformat(), now())
    frontier.begin_night(begun)
    return begun


@dataclass
class NightRun:
    """One night over the declared sources."""

    settings: Settings
    progress: Progress
    store: Store = field(init=False)
    frontier: Frontier = field(init=False)
    night: Night = field(init=False)
    months: list[MonthRun] = field(init=False, default_factory=list)
    told: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.store = Store.open(self.settings.database_url)
        self.frontier = Frontier(self.store)
        self.sources: Sequence[Source] = list(declared(self.settings.sources).values())
        self.night = open_night(self.frontier, today())
        self.window = Window(date.fromisoformat(self.night.first), date.fromisoformat(self.night.last))

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """The steps in order: the crawl, then each month that the night's days fall into."""
        months = sorted({Month.of(day.isoformat()) for day in self.window.days})
        made: list[tuple[str, Callable[[], None]]] = [("crawl", self.crawl), ("tips", self.tips)]
        made += [(f"month {month}", partial(self.month, month)) for month in months]
        return [*made, ("end", self.end)]

    def crawl(self) -> None:
        """List and fetch what is new."""
        serving = [s for s in self.sources if s.serving(self.window, today())]
        with self.progress.step("crawling sources", len(serving), 0) as advance:
            self.crawled = Crawl(
                self.night.id, [Assignment(s, self.window) for s in serving], self.store, self.settings, advance
            )
            self.crawled.run()

    def tips(self) -> None:
        """Read what analysts handed in while no page was served."""
        read_tips(self.store, self.settings)

    def month(self, month: Month) -> None:
        """The census of one month with the night's pages; provisional until the month is over and reviewed. Without new pages the
        month stays as it was published."""
        offsets = kept_offsets(self.frontier, self.crawled.cells(), self.settings)
        if not offsets:
            return
        run = MonthRun(month, self.settings, [], [], True, self.progress, Crawled(self.night.id, offsets))
        for _, step in run.steps():
            step()
        self.months.append(run)

    def end(self) -> None:
        """Mark the night as finished, and keep its message (`told`)."""
        self.frontier.end_night(self.night, now())
        self.told = self.message()
        folder = self.settings.home / "nights"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.night.id.replace(':', '')}.txt").write_text(self.told + "\n", encoding="utf-8")

    def message(self) -> str:
        """What was listed, new, read, found, doubtful, failed and why."""
        cell_ids = [cell.id for cell in self.crawled.cells()]
        history = self.frontier.listed()
        listed = [row for row in history if row["cell_id"] in set(cell_ids)]
        fates, dropped = self.frontier.fates(cell_ids), self.frontier.dropped(cell_ids)
        lines = [
            f"Night of {self.night.last} (days {self.night.first} to {self.night.last}, {len(listed)} sources)",
            f"listed   {sum(r['links'] for r in listed)} links, {sum(r['fresh'] for r in listed)} of them new{_told(dropped, 'dropped unread')}",
            f"read     {fates.pop('', 0)} pages{_told(fates, 'gave none')}",
            *([self._found(run) for run in self.months] or ["found    nothing new: no month was made anew"]),
        ]
        lines += [f"silent   {reason}: {', '.join(names)}" for reason, names in _by_reason(listed).items()]
        failed = self.frontier.faults(cell_ids, _MOST_FAULTS)
        lines += [f"failed   {fault.url}: {fault.reason} {fault.detail}".rstrip() for fault in failed]
        lines += [f"alarm    {told}" for told in alarms_of(history, self.window.last)]
        return "\n".join(lines)

    def _found(self, run: MonthRun) -> str:
        own = counted(run.records, run.month)
        fresh = self.frontier.announced(run.cell_ids(), run.by, str(run.month))
        doubtful = sum(bool(record.needs_review) for record in own)
        return (
            f"found    {fresh} announcements of {run.month}; the month holds {len(own)} projects, {doubtful} with a doubtful label; "
            f"{run.published}"
        )


def kept_offsets(frontier: Frontier, cells: Sequence[Cell], settings: Settings) -> tuple[tuple[Path, int], ...]:
    """Where the pages that cells fetched stand: archive file and offset, in the order of their ids."""
    kept = frontier.pages_of([cell.id for cell in cells])
    return tuple((settings.home / page.archive, page.offset) for page in kept)


def _by_reason(listed: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Reason -> the sources that could not be listed for it."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in sorted(listed, key=lambda row: row["source"]):
        if row["reason"]:
            found[row["reason"]].append(row["source"])
    return dict(sorted(found.items()))


def _told(counts: Counter[str], what: str) -> str:
    parts = ", ".join(f"{reason} {count}" for reason, count in counts.most_common())
    return f"; {sum(counts.values())} {what}: {parts}" if parts else ""
