"""The command line: `chaincensus run MONTH`, its release and report, the model; the stages alone stand in `stages`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from census.check import ReleaseRefused
from census.dataset import project_rows
from census.frontier import Frontier
from census.ledger import Ledger, now
from census.months import Month
from census.settings import Settings
from census.store import Store
from census.taxonomy import ForeignTaxonomy
from flows import pages, sources, stages, versions, web
from flows.engine import prepare, run_flow
from flows.explain import explain
from flows.jsonlines import write_rows
from flows.progress import Progress
from flows.publish import publish_month
from flows.show import show_funnel, show_linked, show_month, show_status

app = typer.Typer(
    help="A monthly census of blockchain application projects, read from the world's news.",
    no_args_is_help=True, add_completion=False, rich_markup_mode="rich",
)  # fmt: skip
app.add_typer(pages.app)
app.add_typer(stages.app)
app.add_typer(versions.app)
app.add_typer(web.app)
app.add_typer(sources.app, name="sources", rich_help_panel=web.PANEL)
MonthArgument = Annotated[str, typer.Argument(help="Month as YYYY-MM.")]
Provisional = Annotated[bool, typer.Option("--provisional", help="Publish past soft gates, watermarked.")]


@app.command(rich_help_panel="The census")
def run(
    month: MonthArgument,
    archive: Annotated[
        list[Path] | None, typer.Option("--archive", exists=True, help="WARC file of pages; may be given again.")
    ] = None,
    articles: Annotated[
        list[Path] | None, typer.Option("--articles", exists=True, help="JSON lines of articles; may be given again.")
    ] = None,
    provisional: Provisional = False,
) -> None:
    """Make the census of a month: read, label, link, release, report.

    Without --archive and --articles the bundled sample archive of the month is read.

    Example: [bold]chaincensus run 2019-11[/bold]   or   [bold]chaincensus run 2016-08 --articles feed.jsonl[/bold]
    """
    settings = Settings()
    prepare(settings.home)
    from flows.month import MonthRun

    wanted = _month(month)
    archives = list(archive or [])
    if not archives and not articles:
        bundled = settings.sample / f"{wanted}.warc.gz"
        if not bundled.exists():
            stages.fail(
                f"there is no bundled archive of {wanted}: give one with --archive FILE.warc.gz, or articles with --articles FILE.jsonl"
            )
        archives = [bundled]
    try:
        made = MonthRun(wanted, settings, archives, list(articles or []), provisional, Progress())
        run_flow(f"month {wanted}", made.steps())
    except (ValueError, OSError, ReleaseRefused, ForeignTaxonomy) as fault:
        stages.fail(fault)
    show_month(Console(), wanted, made.records, made.published)
    made.store.close()


@app.command(rich_help_panel="The census")
def release(month: MonthArgument, provisional: Provisional = False, out: stages.Out = stages.STANDARD_OUTPUT) -> None:
    """Link and publish a month anew from what the store holds; its projects as JSON lines.

    Example: [bold]chaincensus release 2019-11 --out projects.jsonl[/bold]
    """
    settings, wanted = Settings(), _month(month)
    from flows.relink import relink

    try:
        store = Store.open(settings.database_url)
        ledger = Ledger(store, settings.lease_seconds)
        records = relink(store, wanted, settings.model, ledger.latest_run(str(wanted)))
        made = publish_month(store, settings, wanted, records, provisional)
    except (ValueError, OSError, ReleaseRefused, ForeignTaxonomy) as fault:
        stages.fail(fault)
    write_rows(project_rows(made.records), out)
    Console(stderr=True).print(f"published: {made.folder}", highlight=False, soft_wrap=True)
    store.close()


@app.command("relink", rich_help_panel="The census")
def relink_store(
    anew: Annotated[
        bool, typer.Option("--anew", help="Link everything again, from what is kept of each announcement.")
    ] = False,
) -> None:
    """Link what the model in force has found and not linked yet, of any month; with --anew all that it has found.

    Example: [bold]chaincensus relink --anew[/bold]
    """
    settings = Settings()
    from classifiers.model import load
    from flows.relink import link_reports

    try:
        store, model = Store.open(settings.database_url), load(settings.model)
        linked = link_reports(store, model, settings.clock or now(), anew, settings.workers)
    except (ValueError, OSError) as fault:
        stages.fail(fault)
    show_linked(Console(), linked)
    store.close()


@app.command(rich_help_panel="The census")
def status(
    source: Annotated[str, typer.Argument(help="Slug of a source: what became of its links.")] = "",
    day: Annotated[str, typer.Argument(help="Day as YYYY-MM-DD: each link of it, down to its fate.")] = "",
) -> None:
    """What the store holds: rows of each noun, published versions; or the funnel of a source.

    Example: [bold]chaincensus status[/bold]   or   [bold]chaincensus status ledger_insights 2019-11-13[/bold]
    """
    try:
        store = Store.open(Settings().database_url)
    except ValueError as fault:
        stages.fail(fault)
    if source:
        show_funnel(Console(), source, day, Frontier(store).fates_of(source, day))
    else:
        show_status(Console(), store.counts(), store.releases_of())
    store.close()


@app.command("explain", rich_help_panel="The census")
def explain_id(
    id: Annotated[str, typer.Argument(help="Id of a project, an announcement or an article (16 signs).")],
) -> None:
    """Show why an announcement was found and labelled as it is: the words that spoke for it, and where each thing stands.

    Example: [bold]chaincensus explain 0f3a9c2d1b7e4a65[/bold]
    """
    try:
        store = Store.open(Settings().database_url)
        explain(Console(), store, id)
    except ValueError as fault:
        stages.fail(fault)
    store.close()


@app.command(rich_help_panel="The model")
def train(
    model: Annotated[
        Path | None, typer.Option("--model", help="Folder to write a model of the corpus alone to.")
    ] = None,
    roll_back: Annotated[
        bool, typer.Option("--roll-back", help="Put the model before the one in force into force, and stop.")
    ] = False,
) -> None:
    """Train the model from the labelled corpus; refuses a result below the quality floors.

    Where analysts have decided cases, a challenger learns from these too; it is kept in the home of the census, and nights use it if it
    is better than the model in force beyond noise. With --model the corpus alone is learnt from.

    Example: [bold]chaincensus train[/bold]   or   [bold]chaincensus train --roll-back[/bold]
    """
    from flows.training import return_to_former, train_to, train_with_decisions

    console, settings = Console(stderr=True), Settings()
    try:
        if roll_back:
            faults = return_to_former(settings, console)
        elif model:
            faults = train_to(model, console)
        else:
            faults = train_with_decisions(settings, console)
    except (ValueError, OSError, ForeignTaxonomy) as fault:
        stages.fail(fault)
    if faults:
        stages.fail("the model was not saved: " + "; ".join(faults))


@app.command("evaluate", rich_help_panel="The model")
def evaluate_file(
    file: Annotated[Path, typer.Argument(exists=True, help="JSON lines of articles with gold labels.")],
    challenger: Annotated[
        Path | None, typer.Option("--challenger", exists=True, help="Folder of another model to compare with.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for evaluation.json and evaluation.html.")
    ] = None,
) -> None:
    """Measure the model on labelled articles, beside simple baselines and, if given, another model.

    Example: [bold]chaincensus evaluate labelled.jsonl --out evaluation[/bold]
    """
    from flows.evaluation import evaluate
    from flows.show_evaluation import show_evaluation, write_evaluation

    try:
        figures, faults = evaluate(file, Settings(), challenger, Progress())
    except (ValueError, OSError, ForeignTaxonomy) as fault:
        stages.fail(fault)
    for row in faults:
        Console(stderr=True).print(f"{row}; set aside", highlight=False)
    show_evaluation(Console(), figures)
    if out:
        write_evaluation(out, figures)
        Console(stderr=True).print(f"written: {out / 'evaluation.html'}", highlight=False, soft_wrap=True)


@app.command("learning", rich_help_panel="The model")
def learning(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for learning.html; the data folder if left out.")
    ] = None,
) -> None:
    """What more texts would buy, and what an unseen language costs. Takes as long as training.

    Example: [bold]chaincensus learning --out /tmp/learning[/bold]
    """
    from flows.learning import measure_learning

    try:
        measure_learning(Console(), out or Settings().home / "corpus", Progress())
    except ValueError as fault:
        stages.fail(fault)


@app.command("fit-reader", rich_help_panel="The model")
def fit_reader(
    archives: Annotated[
        list[Path], typer.Argument(exists=True, help="WARC files of pages, each beside its NAME-gold.jsonl.")
    ],
    model: Annotated[Path | None, typer.Option("--model", help="Folder to write the block model to.")] = None,
) -> None:
    """Fit the reader of pages anew on pages whose texts are known; refuses a result below its floors.

    Example: [bold]chaincensus fit-reader pages.warc.gz --model /tmp/model[/bold]
    """
    from flows.training import fit_reader_to

    try:
        faults = fit_reader_to(model or Settings().model, archives, Console(stderr=True))
    except (ValueError, OSError) as fault:
        stages.fail(fault)
    if faults:
        stages.fail("the block model was not saved: " + "; ".join(faults))


@app.command("corpus-check", rich_help_panel="The model")
def corpus_check(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for corpus.html; the data folder if left out.")
    ] = None,
) -> None:
    """Check the labelled corpus: schema, copies, leakage into the sample month, balance; as a page with pictures.

    Example: [bold]chaincensus corpus-check --out /tmp/corpus[/bold]
    """
    from flows.corpus_check import check_corpus

    try:
        faults = check_corpus(Console(), out or Settings().home / "corpus")
    except ValueError as fault:
        stages.fail(fault)
    if faults:
        stages.fail("; ".join(faults))


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as fault:
        stages.fail(fault)


def main() -> None:
    """Entry point of the command."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    app()
