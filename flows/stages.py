"""The stages alone, as commands that read and write JSON lines so that analysts can pipe them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from census.ledger import now
from census.merge import REVIEW_BELOW
from census.records import Article, Page, Unreadable
from census.settings import Settings
from census.taxonomy import ForeignTaxonomy
from flows import work
from flows.apart import Readers
from flows.inputs import open_pages
from flows.jsonlines import announcement_row, article_of, article_row, read_each, write_rows
from flows.progress import Progress
from flows.show import show_signals

app = typer.Typer()
STANDARD_OUTPUT = Path("-")
Out = Annotated[Path, typer.Option("--out", "-o", help="File to write; - for standard output.")]


def fail(message: object) -> NoReturn:
    """Say on standard error what is wrong and end with code 2."""
    Console(stderr=True).print(f"[red]chaincensus:[/red] {message}", highlight=False, soft_wrap=True)
    raise typer.Exit(2)


@app.command(rich_help_panel="Stages alone")
def parse(
    source: Annotated[str, typer.Argument(help="WARC file, folder of pages, one page, or the address of one.")],
    out: Out = STANDARD_OUTPUT,
    explain: Annotated[bool, typer.Option("--explain", help="Show which signal gave which field.")] = False,
) -> None:
    """Read pages into articles, one JSON line each; pages that cannot be read are named on standard error.

    Example: [bold]chaincensus parse crawl.warc.gz --out articles.jsonl[/bold]   or   [bold]chaincensus parse page.html --explain[/bold]
    """
    console = Console(stderr=True)
    try:
        total, pages = open_pages(source, Settings())
        count = write_rows(_read_rows(total, pages, explain, console), out)
    except (ValueError, OSError) as fault:
        fail(fault)
    console.print(f"{count} articles")


def _read_rows(total: int, pages: Iterable[Page], explain: bool, console: Console) -> Iterator[dict[str, Any]]:
    settings = Settings()
    readers = Readers(min(settings.workers, max(1, total)), settings.model, {})
    with Progress().step("reading pages", total, 0) as advance:
        for page, found in readers.read(pages):
            advance()
            if isinstance(found, Unreadable):
                console.print(f"{page.url}: {found.reason} ({found.detail})", highlight=False)
                continue
            if explain:
                show_signals(console, found)
            yield {**article_row(found.article), "url": page.url}


def _articles(path: Path) -> list[Article]:
    articles = []
    for number, found in read_each(path, article_of):
        if isinstance(found, ValueError):
            Console(stderr=True).print(f"{path.name}, line {number} {found}; set aside", highlight=False)
        else:
            articles.append(found)
    return articles


def _labelled(articles: list[Article], use_gate: bool) -> list[work.ArticleRead]:
    """Articles read by the model in worker processes, in their order."""
    from flows.pool import map_batches

    settings = Settings()
    return map_batches(articles, settings, now(), use_gate, Progress())


@app.command(rich_help_panel="Stages alone")
def label(
    articles: Annotated[Path, typer.Argument(help="JSON lines of articles; - for standard input.")],
    out: Out = STANDARD_OUTPUT,
    full: Annotated[bool, typer.Option("--full", help="Add the distribution of each field.")] = False,
    no_gate: Annotated[bool, typer.Option("--no-gate", help="Label every article as one announcement.")] = False,
) -> None:
    """Find and label the announcements of articles, one JSON line an article.

    Example: [bold]chaincensus label articles.jsonl --out labels.jsonl[/bold]
    """
    try:
        read = _labelled(_articles(articles), not no_gate)
    except (ValueError, OSError, ForeignTaxonomy) as fault:
        fail(fault)
    rows = ({"id": r.article_id, "relevance_proba": r.relevance_proba, "announcements": _told(r, full)} for r in read)
    write_rows(rows, out)


def _told(read: work.ArticleRead, full: bool) -> list[dict[str, Any]]:
    return [
        announcement_row(a, [x for x in read.labels if x.announcement_id == a.id], REVIEW_BELOW, full)
        for a in read.announcements
    ]


@app.command(rich_help_panel="Stages alone")
def split(
    articles: Annotated[Path, typer.Argument(help="JSON lines of articles; - for standard input.")],
    out: Out = STANDARD_OUTPUT,
) -> None:
    """Find the announcements of articles without labelling them, one JSON line an announcement.

    Example: [bold]chaincensus split articles.jsonl --out announcements.jsonl[/bold]
    """
    try:
        read = _labelled(_articles(articles), True)
    except (ValueError, OSError, ForeignTaxonomy) as fault:
        fail(fault)
    names = ("id", "span", "text", "lead", "place", "relevance_proba")
    write_rows(
        ({"article_id": a.article_id} | {n: getattr(a, n) for n in names} for r in read for a in r.announcements), out
    )


@app.command(rich_help_panel="Stages alone")
def link(
    articles: Annotated[Path, typer.Argument(help="JSON lines of articles; - for standard input.")],
    out: Out = STANDARD_OUTPUT,
    no_gate: Annotated[bool, typer.Option("--no-gate", help="Link the articles themselves, of any news.")] = False,
) -> None:
    """Say which announcements tell of one project: a line each with its project_id and probability.

    Example: [bold]chaincensus link articles.jsonl --out projects.jsonl[/bold]
    """
    from flows.linking import link_read

    try:
        read = _labelled(_articles(articles), not no_gate)
        rows = link_read(read, Settings().model, by_article=no_gate)
    except (ValueError, OSError, ForeignTaxonomy) as fault:
        fail(fault)
    write_rows(rows, out)
