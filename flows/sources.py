"""The sources on the command line: list, show, check live, and add one from its address."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urljoin, urlsplit

import typer
from bs4 import BeautifulSoup
from rich.console import Console
from rich.table import Table

from census.ledger import today
from census.months import Window
from census.records import Fetch, Unreadable
from census.settings import Settings
from census.store import Store
from census.urls import site_of
from extractors.fetch import LISTINGS
from extractors.inflate import MOST_BYTES
from extractors.listing import Listing, Read
from extractors.listings.feed import Feed
from extractors.listings.sitemap import Sitemap
from extractors.listings.wordpress import WordPress
from extractors.source import KINDS, Source, declared
from flows.stages import fail
from flows.turns import open_fetcher

app = typer.Typer(help="The sources that are read: list, show, check live, add.", no_args_is_help=True)
# Days by which a route is tried: enough for the slowest trade paper to have written something.
_TRIAL = timedelta(days=7)
# What would ask for more in a trial (GDELT's files) is left to a backfill.
_MOST_REQUESTS = 100
_COLUMNS = ("slug", "name", "kind", "lang", "country", "routes", "reads")


@dataclass(frozen=True)
class Trial:
    """What a route of a source gave when it was asked live: links of the last week, or the fault."""

    source: str
    route: str
    links: int
    told: str


@app.command("list")
def list_sources(
    markdown: Annotated[bool, typer.Option("--markdown", help="The table of docs/sources.md.")] = False,
) -> None:
    """All sources with their routes, by kind: who announces projects first.

    Example: [bold]chaincensus sources list[/bold]
    """
    rows = tabulate_sources()
    if markdown:
        typer.echo(to_markdown(rows))
        return
    table = Table(*_COLUMNS, title="sources", title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def tabulate_sources() -> list[tuple[str, ...]]:
    """A row for each source under the columns of the list, in the order of their kinds."""
    ranked = sorted(_declared().values(), key=lambda source: (KINDS.index(source.kind), source.slug))
    return [
        (s.slug, s.name, s.kind, s.lang, s.country, ", ".join(dict.fromkeys(route.name for route in s.routes)),
         "on topic" if s.selective else "all")
        for s in ranked
    ]  # fmt: skip


def to_markdown(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a table of Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in (_COLUMNS, ["---"] * len(_COLUMNS), *rows))


@app.command()
def show(slug: Annotated[str, typer.Argument(help="Slug of a source.")]) -> None:
    """One source: who, its listings, its terms.

    Example: [bold]chaincensus sources show ledger_insights[/bold]
    """
    source = _source(slug)
    table = Table(show_header=False, title=source.name, title_justify="left")
    for name in ("slug", "home", "lang", "country", "kind", "selective", "terms"):
        table.add_row(name, str(getattr(source, name)))
    for route in source.routes:
        table.add_row(route.name, str(route))
    Console().print(table)


@app.command()
def check(slug: Annotated[str, typer.Argument(help="Slug of a source, or 'all'.")]) -> None:
    """Ask every route of a source live, politely, and say what works.

    Example: [bold]chaincensus sources check ledger_insights[/bold]
    """
    chosen = list(_declared().values()) if slug == "all" else [_source(slug)]
    table = Table("source", "route", "links of 7 days", "what it said", title="asked live", title_justify="left")
    works = 0
    for trial in asyncio.run(_ask([(source, route) for source in chosen for route in source.routes])):
        works += trial.links > 0
        table.add_row(trial.source, trial.route, str(trial.links), trial.told)
    Console().print(table)
    if not works:
        fail("no route gave a link: compare the declared addresses with the site, or see its robots.txt")


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Address of a site.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the source's file to.")] = Path(),
    slug: Annotated[str, typer.Option("--slug", help="Slug; made from the host if left out.")] = "",
) -> None:
    """Look at a site, find its listings, prove each, and write the source's file for you to look over.

    Example: [bold]chaincensus sources add https://www.example.org --out extractors/sources[/bold]
    """
    slug = slug or re.sub(r"\W+", "_", site_of(url).rsplit(".", 1)[0]).strip("_").lower()
    slug = slug if slug[:1].isalpha() else f"site_{slug}"
    try:
        page, candidates = asyncio.run(_look(url))
    except Unreadable as fault:
        fail(f"{url} cannot be read: {fault}")
    draft = Source(slug, page.name, url.rstrip("/"), page.lang, "ZZ", "business", tuple(candidates), "read them")
    table = Table("route", "links of 7 days", "what it said", title=f"found at {url}", title_justify="left")
    proven = []
    for route, trial in zip(candidates, asyncio.run(_ask([(draft, c) for c in candidates])), strict=True):
        table.add_row(trial.route, str(trial.links), trial.told)
        proven += [route] if trial.links else []
    Console().print(table)
    if not proven:
        fail("no listing of it could be proven; declare one by hand, see docs/sources.md")
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{slug}.py").write_text(_file(draft, proven), encoding="utf-8")
    Console().print(f"written: {out / f'{slug}.py'}; set country and kind, and read the site's terms", highlight=False)


@dataclass(frozen=True)
class _Front:
    """What a site's first page says of it."""

    name: str
    lang: str


def _declared() -> dict[str, Source]:
    try:
        return declared(Settings().sources)
    except ValueError as fault:
        fail(fault)


def _source(slug: str) -> Source:
    listed = _declared()
    if slug not in listed:
        fail(f"there is no source {slug!r}: chaincensus sources list names all {len(listed)}")
    return listed[slug]


async def _ask(routes: Sequence[tuple[Source, Listing]]) -> list[Trial]:
    """A trial of each route that a week does not cost too much, one after the other."""
    window = Window(today() - _TRIAL, today())
    settings = Settings()
    store = Store.open(settings.database_url)
    async with open_fetcher(settings, store) as fetcher:

        async def read(url: str, most: int = MOST_BYTES, only_new: bool = False) -> Fetch:
            return await fetcher.fetch(url, LISTINGS, most)

        affordable = [(source, route) for source, route in routes if route.requests(window) <= _MOST_REQUESTS]
        trials = [await _trial(source, route, read, window) for source, route in affordable]
    store.close()
    return trials


async def _trial(source: Source, route: Listing, read: Read, window: Window) -> Trial:
    if route.name == "wayback":
        window = Window(window.first, window.last - timedelta(days=1))
    try:
        listed = await route.list_links(read, source.slug, window)
    except Unreadable as fault:
        return Trial(source.slug, route.name, 0, str(fault))
    told = "; ".join(f"{p.reason} {p.detail}".strip() for p in listed.problems[:2]) or "works"
    return Trial(
        source.slug, route.name, len(listed.links), told if listed.links else f"no link of the last week; {told}"
    )


async def _look(url: str) -> tuple[_Front, list[Listing]]:
    """The first page of a site and the listings it may have. Raises Unreadable."""
    settings = Settings()
    store = Store.open(settings.database_url)
    async with open_fetcher(settings, store) as fetcher:
        fetch = await fetcher.fetch(url)
        robots = await fetcher.robots_of(url)
    store.close()
    soup = BeautifulSoup(fetch.document().body, "lxml")
    named = soup.find("meta", property="og:site_name")
    name = str(named.get("content")) if named else (soup.title.get_text(" ", strip=True) if soup.title else url)
    lang = str((soup.html.get("lang") if soup.html else "") or "en")[:2].lower()
    home = f"{urlsplit(fetch.final_url).scheme}://{urlsplit(fetch.final_url).netloc}"
    feeds = [
        urljoin(fetch.final_url, str(link.get("href")))
        for link in soup.find_all("link", rel="alternate")
        if re.search(r"rss|atom|feed\+json", str(link.get("type")))
    ]
    sitemaps = list(robots.sitemaps) or [f"{home}/sitemap.xml"]
    found: list[Listing] = [WordPress(home)] if "wp-content" in str(soup) or "wp-json" in str(soup) else []
    found += [Feed(feed) for feed in list(dict.fromkeys(feeds))[:3] or [f"{home}/feed"]]
    found += [Sitemap(sitemap, past="news" not in sitemap.lower()) for sitemap in sitemaps[:4]]
    return _Front(name[:80], lang), found


def _file(source: Source, routes: Sequence[Listing]) -> str:
    """The text of a source's file."""
    kinds = sorted({type(route) for route in routes}, key=lambda kind: kind.__module__)
    imports = "\n".join(f"from {kind.__module__} import {kind.__name__}" for kind in kinds)
    return (
        f'"""{source.name}: say what it writes of."""\n\n{imports}\nfrom extractors.source import Source\n\n'
        f"SOURCE = Source(\n    slug={source.slug!r},\n    name={source.name!r},\n    home={source.home!r},\n    lang={source.lang!r},\n"
        f'    country="ZZ",\n    kind="business",\n    listings=(\n{"".join(f"        {route!r},{chr(10)}" for route in routes)}    ),\n'
        f'    terms="Routes proven live on {today()}; its terms of use are still to be read.",\n)\n'
    )
