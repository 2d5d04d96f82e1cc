"""Commands that read the web: nightly, backfill, serve; and the page on which analysts review what was read."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from census.check import ReleaseRefused
from census.months import Month
from census.settings import Settings
from census.store import Store
from census.taxonomy import ForeignTaxonomy
from census.word_index import index_words
from flows.engine import prepare, run_flow
from flows.exchange import Tool, export_ledger, import_ledger
from flows.progress import Progress
from flows.stages import fail

app = typer.Typer()
PANEL = "The web"


@app.command(rich_help_panel=PANEL)
def nightly() -> None:
    """Read every source since the last finished night, make the months it touches, and say what came of it.

    A killed night is finished first; nights that were missed are made up for.

    Example: [bold]CHAINCENSUS_CONTACT=desk@example.org chaincensus nightly[/bold]
    """
    settings = Settings()
    prepare(settings.home)
    from flows.nightly import NightRun

    try:
        run = NightRun(settings, Progress())
        run_flow(f"night of {run.night.last}", run.steps())
    except (ValueError, OSError, ReleaseRefused, ForeignTaxonomy) as fault:
        fail(fault)
    Console(soft_wrap=True).print(run.told, highlight=False, markup=False)
    run.store.close()


@app.command(rich_help_panel=PANEL)
def backfill(
    first: Annotated[str, typer.Argument(help="First month as YYYY-MM.")],
    last: Annotated[str, typer.Argument(help="Last month as YYYY-MM.")],
    source: Annotated[list[str] | None, typer.Option("--source", help="Slug of a source; may be given again.")] = None,
    route: Annotated[
        str, typer.Option("--route", help="wordpress, sitemap, wayback, gdelt, ccnews; the best if left out.")
    ] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Show what it would ask for, and stop.")] = False,
) -> None:
    """Read past months from what still holds them; says first what it will cost. Killed, it goes on where it was.

    Example: [bold]chaincensus backfill 2019-01 2019-12 --source ledger_insights[/bold]
    """
    settings = Settings()
    prepare(settings.home)
    from flows.backfill import Backfill, plan_table

    console = Console(soft_wrap=True)
    try:
        run = Backfill(Month.parse(first), Month.parse(last), settings, Progress(), source or (), route)
        console.print(plan_table(run.plan()))
        if not plan:
            run_flow(f"backfill {first} to {last}", run.steps())
    except (ValueError, OSError, ReleaseRefused, ForeignTaxonomy) as fault:
        fail(fault)
    for made in run.runs:
        console.print(f"{made.month}: {made.published}", highlight=False, markup=False)
    run.store.close()


@app.command(rich_help_panel=PANEL)
def serve(
    cron: Annotated[str, typer.Option("--cron", help="When a night begins, as a cron line in UTC.")] = "0 2 * * *",
    every: Annotated[
        float, typer.Option("--every", help="Seconds between two nights, in place of the cron line.")
    ] = 0.0,
) -> None:
    """Run nights by themselves on this machine, until interrupted.

    Example: [bold]chaincensus serve --cron "30 1 * * *"[/bold]
    """
    settings = Settings()
    prepare(settings.home)
    from flows.serve import serve_nights

    Console(stderr=True).print(f"nights run {f'every {every:g} s' if every else f'at {cron} (UTC)'}; end with Ctrl-C")
    try:
        serve_nights(settings, cron, every)
    except (ValueError, OSError) as fault:
        fail(fault)


@app.command("review", rich_help_panel="Review")
def review_cases(
    add_analyst: Annotated[str, typer.Option("--add-analyst", help="Add an account of this name, and stop.")] = "",
    role: Annotated[str, typer.Option("--role", help="Of the new account: analyst, senior or reader.")] = "analyst",
    reset_password: Annotated[str, typer.Option("--reset-password", help="Set a new password, and stop.")] = "",
    export: Annotated[
        Path | None, typer.Option("--export", help="Write the ledger to FILE.csv or FILE.jsonl, and stop.")
    ] = None,
    read: Annotated[
        Path | None, typer.Option("--import", exists=True, help="Append the entries of such a file, and stop.")
    ] = None,
    tool: Annotated[
        Tool | None, typer.Option("--tool", help="What is exported or imported is in the JSON of this tool.")
    ] = None,
    reindex: Annotated[
        bool, typer.Option("--reindex", help="Make the word index of the search anew, and stop.")
    ] = False,
    host: Annotated[str, typer.Option("--host", help="Address to serve on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to serve on.")] = 8610,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", exists=True, help="TLS certificate (PEM).")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", exists=True, help="Its private key (PEM).")] = None,
) -> None:
    """Serve the page on which analysts review labels and say which reports tell of one project.

    Example: [bold]chaincensus review --add-analyst mei --role senior[/bold]   then   [bold]chaincensus review[/bold]
    """
    from flows import review

    console = Console(soft_wrap=True)
    try:
        store = Store.open(Settings().database_url)
        if add_analyst:
            review.add_analyst(store, add_analyst, role, console)
        elif export:
            export_ledger(store, export, tool)
        elif read:
            import_ledger(store, read, console, tool)
        elif reindex:
            console.print(f"{index_words(store, anew=True)} announcements can be found by their words", highlight=False)
        elif reset_password:
            review.reset_password(store, reset_password, console)
        else:
            pair = (str(certificate), str(key)) if certificate and key else None
            review.review(store, host, port, pair, console)
    except (ValueError, OSError) as fault:
        fail(fault)
    store.close()
