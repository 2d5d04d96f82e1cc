"""Commands that make pages of what was released: report, site."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from census.months import Month
from census.release import read_release
from census.settings import Settings
from flows.stages import fail

app = typer.Typer()
PANEL = "The census"


@app.command(rich_help_panel=PANEL)
def report(
    month: Annotated[str, typer.Argument(help="Month as YYYY-MM.")],
    version: Annotated[str, typer.Option("--version", help="Version as v1; the latest if left out.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="Language: en, zh; all if left out.")] = "",
    compare: Annotated[
        str, typer.Option("--compare", help="rulebook: beside the figures of the hand-made series.")
    ] = "",
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write the report and its charts to.")] = Path(),
) -> None:
    """Make the report of a published month again, from the files of its frozen release: HTML, Markdown, PDF, and its charts.

    Example: [bold]chaincensus report 2019-11 --lang en --compare rulebook --out reports[/bold]
    """
    from census.report import reports

    try:
        release = read_release(Settings().releases, str(Month.parse(month)), version)
        files = reports(release, [lang] if lang else [], compare)
        write_files(out, files)
    except (ValueError, OSError, KeyError) as fault:
        fail(fault)
    pages = ", ".join(str(out / name) for name in files if "/" not in name)
    Console(stderr=True).print(
        f"written: {pages}; {sum('/' in name for name in files)} charts", highlight=False, soft_wrap=True
    )


@app.command(rich_help_panel=PANEL)
def site(
    out: Annotated[Path, typer.Argument(help="Folder to write the site to.")],
) -> None:
    """Make a static site of all released months, for any web host: pages of months, projects, sources, sectors and countries, a search
    without a server, downloads and a feed of releases.

    Example: [bold]chaincensus site public[/bold]
    """
    from census.site import site as make_site

    settings = Settings()
    try:
        months = sorted(path.name for path in settings.releases.glob("*") if (path / "latest").exists())
        if not months:
            raise ValueError(f"nothing is released in {settings.releases}: make a month with chaincensus run 2019-11")
        pages = write_files(out, make_site({month: read_release(settings.releases, month) for month in months}))
    except (ValueError, OSError, KeyError) as fault:
        fail(fault)
    Console(stderr=True).print(
        f"written: {pages} files, begin with {out / 'index.html'}", highlight=False, soft_wrap=True
    )


def write_files(folder: Path, files: dict[str, bytes]) -> int:
    """Write files, name -> bytes, below a folder; how many."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(files)
