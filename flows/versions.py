"""Commands on published versions: what changed from one to another."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from census.changes import Change, changes_between
from census.delta import diff
from census.documents import Delta
from census.months import Month
from census.release import read_release, versions_of
from census.settings import Settings
from flows.stages import fail

app = typer.Typer()


@app.command(rich_help_panel="The census")
def delta(
    month: Annotated[str, typer.Argument(help="Month as YYYY-MM.")],
    base: Annotated[str, typer.Argument(help="The version to begin with, as v1.")],
    version: Annotated[str, typer.Argument(help="The version to end with, as v2.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File for the delta as JSON, with the rows that turn one into the other."),
    ] = None,
) -> None:
    """Say what changed between two versions of a month, each change with its reason and the decision behind it.

    Example: [bold]chaincensus delta 2019-11 v1 v2 --out delta.json[/bold]
    """
    try:
        made = delta_of(Settings().releases, str(Month.parse(month)), base, version)
        if out:
            out.write_bytes(made.to_json())
    except (ValueError, OSError) as fault:
        fail(fault)
    Console(soft_wrap=True).print(made.to_page(False).decode().rstrip(), highlight=False, markup=False)


def delta_of(folder: Path, month: str, base: str, version: str) -> Delta:
    """The delta between two published versions of a month. Raises ValueError if one is not there or was changed."""
    before, after = read_release(folder, month, base), read_release(folder, month, version)
    between = [v for v in versions_of(folder, month) if int(base[1:]) < int(v[1:]) <= int(version[1:])]
    told = {(c.kind, c.project_id): c for v in between for c in Delta.read(read_release(folder, month, v)).changes}
    changes = [_as_told(change, told) for change in changes_between(before, after, {}, {})]
    return Delta(month, base, version, changes, diff(before, after))


def _as_told(change: Change, told: dict[tuple[str, str], Change]) -> Change:
    """A change with the reason that the version gave which made it: it knew the store, this comparison knows files alone."""
    known = told.get((change.kind, change.project_id))
    return known if known and known.fields == change.fields and known.other_ids == change.other_ids else change
