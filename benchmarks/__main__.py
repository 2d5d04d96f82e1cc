"""`make bench`: a table of all duels. Ends with an error if one is slower or larger, against its peer, than `bounds.json` allows;
what has no bound there (null) is shown alone: seconds by the clock say as much of who else uses the machine."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.duels import run_duels
from census.settings import Settings

BOUNDS = Path(__file__).with_name("bounds.json")


def main() -> int:
    """Run, show, judge; the exit code."""
    bounds: dict[str, float | None] = json.loads(BOUNDS.read_text(encoding="utf-8"))
    console = Console()
    console.width = max(console.width, 120)  # a log file is no terminal of 80 columns
    table = Table("step", "against", "work", "ours", "peer", "ratio", "bound", title="ours / peer, lower is better")
    beyond = []
    for result in run_duels(Settings()):
        key = f"{result.name} / {result.peer_name}"
        console.print(f"measured: {key}", highlight=False)
        shown = (f"{value:.3g} {result.unit}" for value in (result.ours, result.peer))
        bound = bounds[key]
        allowed = "" if bound is None else f"{bound:g}"
        table.add_row(result.name, result.peer_name, result.work, *shown, f"{result.ratio:.2f}", allowed)
        if bound is not None and result.ratio > bound:
            beyond.append(f"{key}: {result.ratio:.2f}, allowed {allowed}")
    console.print(table)
    for sentence in beyond:
        console.print(f"[red]beyond its bound:[/red] {sentence}", highlight=False)
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
