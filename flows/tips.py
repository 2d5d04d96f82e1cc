"""Tips of analysts read as any other article: fetched through the same door, read apart, labelled by the model in force, credited.

A tip and all that came of it are committed at once under its cell: a killed process reads it again, and never twice.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Connection, select

from census.archive import write_pages
from census.enqueue import enqueue
from census.furniture import known_furniture
from census.ledger import Cell, Ledger, now
from census.pairs import model_of
from census.records import Article, Page, Problem, Unreadable
from census.reviews import Entry, Reviews, case_of, moment
from census.settings import Settings
from census.store import Store
from census.tables import announcements
from census.tips import KNOWN, NOTHING, UNDATED, Outcome, Tip, Tips
from extractors.optout import reservation
from flows import work
from flows.apart import Readers
from flows.jsonlines import article_of
from flows.products import save_read
from flows.turns import open_fetcher

SOURCE = "tips"


@dataclass(frozen=True)
class TipRead:
    """What reading a tip gave: its page if it had one, its article, or the fault that says why there is none."""

    page: Page | None = None
    article: Article | None = None
    fault: Unreadable | None = None


def read_tips(store: Store, settings: Settings) -> int:
    """Read the tips that wait and put what they announce into the queue; how many were read."""
    waiting, ledger = Tips(store).unread(), Ledger(store, settings.lease_seconds)
    cells = [(tip, cell) for tip in waiting if ledger.lease(cell := Cell("tip", tip.id))]
    if not cells:
        return 0
    with closing(ModelApart(settings)) as model:
        for tip, cell in cells:
            ledger.commit(cell, _saving(store, settings, tip, cell, _read(store, settings, tip), model))
    _begin(store, ledger)
    enqueue(store)
    return len(cells)


def _begin(store: Store, ledger: Ledger) -> None:
    """In a store where nothing was ever run the first tip's month is its first run: its model is in force from then on."""
    with store.engine.connect() as connection:
        first = connection.execute(select(announcements.c.date, announcements.c.by).limit(1)).first()
    if first and first.date and not model_of(store):
        ledger.open_run(first.date[:7], first.by, [SOURCE])


@dataclass
class ModelApart:
    """The model in a process of its own, so that who serves pages meanwhile goes on serving them; one that dies of a text is replaced."""

    settings: Settings
    pool: ProcessPoolExecutor | None = None

    def label(self, article: Article) -> tuple[str, work.ArticleRead]:
        """The model (`model/VERSION`) and what it makes of an article. Raises Unreadable where its process dies of it."""
        self.pool = self.pool or ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=work.start_worker)
        try:
            return self.pool.submit(label_tip, article, self.settings.model, now()).result()
        except BrokenExecutor as error:
            self.close()
            raise Unreadable("killed_reader", "the model's process died of it") from error

    def close(self) -> None:
        """End the process."""
        if self.pool:
            self.pool.shutdown()
        self.pool = None


def label_tip(article: Article, model: Path, made_at: str) -> tuple[str, work.ArticleRead]:
    """The model (`model/VERSION`) and what it makes of an article, in a worker."""
    version = work.predictor(model).model.version
    return f"model/{version}", work.label_articles([article], model, made_at)[0]


def _read(store: Store, settings: Settings, tip: Tip) -> TipRead:
    """The article of a tip, or why there is none."""
    page = None
    try:
        if not tip.url:
            row = {"title": tip.title, "text": tip.text, "date": tip.date, "outlet": tip.outlet or tip.by}
            article = article_of(row, 0)
        else:
            page = asyncio.run(_fetch(store, settings, tip.url))
            [(_, found)] = Readers(1, settings.model, known_furniture(store)).read([page])
            if isinstance(found, Unreadable):
                raise found
            article = found.article
            if article.day is None and tip.date:
                article = replace(article, date=tip.date, date_origin="given")
        if article.month is None and article.id not in store.articles([article.id]):
            raise Unreadable(UNDATED)
    except Unreadable as fault:
        return TipRead(page, None, fault)
    return TipRead(page, article)


async def _fetch(store: Store, settings: Settings, url: str) -> Page:
    """The page of an address. Raises Unreadable where it may not or cannot be read."""
    async with open_fetcher(settings, store) as fetcher:
        page = (await fetcher.fetch(url)).document()
    if sign := reservation(page):
        raise Unreadable("reserved", sign)
    return page


def _saving(
    store: Store, settings: Settings, tip: Tip, cell: Cell, read: TipRead, model: ModelApart
) -> Callable[[Connection], None]:
    """What is to be saved of a tip in one transaction; its page is in the archive and its article labelled before that."""
    article, by, found = read.article, "", None
    known = store.articles([article.id]) if article else {}
    try:
        if article:
            by, found = model.label(known.get(article.id, article))
    except Unreadable as fault:
        read = replace(read, article=None, fault=fault)
    makers = {maker for maker, *_ in store.readings_of(article.id)} if article else set()
    archive = settings.pages / SOURCE / f"{cell.id}.warc.gz"
    if read.page:
        write_pages([read.page], archive)

    def save(connection: Connection) -> None:
        if read.page:
            store.save_pages(connection, [read.page], str(archive.relative_to(settings.home)), cell.id)
            reason = read.fault.reason if read.fault else ""
            store.save_parsed(connection, [(read.page.id, read.article.id if read.article else None, reason)])
        if read.fault:
            told = Problem(SOURCE, SOURCE, tip.url or tip.title, read.fault.reason, now(), read.fault.detail)
            store.save_problems(connection, [told], cell.id)
        if article and found:
            store.save_articles(connection, [article], cell.id)
            if by not in makers:
                save_read(store, connection, by, found)
            _credit(store, connection, tip, by, found)
        Tips(store).settle(connection, _outcome(tip, read, found, bool(known)))

    return save


def _credit(store: Store, connection: Connection, tip: Tip, by: str, found: work.ArticleRead) -> None:
    """The ledger says of each announcement who handed it in."""
    for told in found.announcements:
        said = f"handed in as a tip: {tip.url or tip.title or tip.text[:80]}"
        Reviews(store).append(
            connection, Entry(case_of(told.id), told.id, "", "comment", tip.by, moment(), model=by, comment=said)
        )


def _outcome(tip: Tip, read: TipRead, found: work.ArticleRead | None, was_known: bool) -> Outcome:
    if read.fault or found is None:
        reason, detail = (read.fault.reason, read.fault.detail) if read.fault else (NOTHING, "")
        return Outcome(tip.id, None, reason, detail, now())
    reason = NOTHING if not found.announcements else KNOWN if was_known else ""
    return Outcome(tip.id, found.article_id, reason, found.reason, now())
