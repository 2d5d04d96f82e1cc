"""The stages alone, as commands that read and write JSON lines so that analysts can pipe them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from census.archive import read_pages
from census.ledger import now
from census.merge import REVIEW_BELOW
from census.records import Article, ForeignTaxonomy, Page
from census.settings import Settings
from flows import work
from flows.jsonlines import announcement_row, article_of, article_row, read_rows, write_rows
from flows.progress import Progress

app = typer.Typer()
STANDARD_OUTPUT = Path("-")
Out = Annotated[Path, typer.Option("--out", "-o", help="File to write; - for standard output.")]


def fail(message: object) -> NoReturn:
    """Say on standard error what is wrong and end with code 2."""
    Console(stderr=True).print(f"[red]chaincensus:[/red] {message}", highlight=False, soft_wrap=True)
    raise typer.Exit(2)


@app.command(rich_help_panel="Stages alone")
def parse(
    source: Annotated[Path, typer.Argument(exists=True, help="WARC file, folder of pages, or one page.")],
    out: Out = STANDARD_OUTPUT,
) -> None:
    """Read pages into articles, one JSON line each; pages that cannot be read are named on standard error.

    Example: [bold]chaincensus parse crawl.warc.gz --out articles.jsonl[/bold]
    """
    console = Console(stderr=True)

    def rows() -> Iterator[dict[str, Any]]:
        for page in _pages(source):
            read = work.read_all([page], source.name, now())
            yield from ({**article_row(a), "url": page.url} for a in read.articles)
            for problem in read.problems:
                console.print(f"{problem.url}: {problem.reason} ({problem.detail})", highlight=False)

    try:
        count = write_rows(rows(), out)
    except ValueError as fault:
        fail(fault)
    console.print(f"{count} articles")


def _pages(source: Path) -> Iterator[Page]:
    if source.is_dir():
        for path in sorted(p for p in source.rglob("*") if p.suffix.lower() in (".html", ".htm", ".xhtml")):
            yield Page(path.resolve().as_uri(), now(), 200, (("Content-Type", "text/html"),), path.read_bytes())
    elif ".warc" in source.name:
        yield from read_pages(source)
    else:
        yield Page(source.resolve().as_uri(), now(), 200, (("Content-Type", "text/html"),), source.read_bytes())


def _articles(path: Path) -> list[Article]:
    found = []
    for number, row in read_rows(path):
        try:
            if row is None:
                raise ValueError("is no JSON object")
            found.append(article_of(row, number))
        except ValueError as fault:
            Console(stderr=True).print(f"{path.name}, line {number} {fault}; set aside", highlight=False)
    return found


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
