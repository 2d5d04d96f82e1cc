"""One crawl in a process of its own, to be killed or measured: `python -m tests.flows.crawl_once HOME NAME FIRST LAST [pause]`."""

import json
import sys
from datetime import date
from pathlib import Path

from census.months import Window
from census.store import Store
from extractors.source import declared
from flows.crawl import Assignment, Crawl
from tests.crawling import open_settings


def peak_megabytes() -> float:
    """The most memory this process ever held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def crawl_once(home: Path, name: str, first: str, last: str, **changes: object) -> dict[str, object]:
    """Crawl the sources declared below `home`; how the fetches ended, and the peak of memory."""
    settings = open_settings(home, **changes)
    store = Store.open(settings.database_url)
    window = Window(date.fromisoformat(first), date.fromisoformat(last))
    sources = declared(settings.sources).values()
    crawl = Crawl(name, [Assignment(source, window) for source in sources], store, settings)
    crawl.run()
    fates = crawl.frontier.fates([cell.id for cell in crawl.cells()])
    store.close()
    return {"fates": fates, "megabytes": peak_megabytes()}


if __name__ == "__main__":
    folder, *rest = sys.argv[1:]
    given = dict(part.split("=") for part in rest[3:])
    print(json.dumps(crawl_once(Path(folder), *rest[:3], **given)))
