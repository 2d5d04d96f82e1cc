"""Tips of analysts read as any other article: fetched through the same door, read apart, labelled by the model in force, credited.

A tip and all that came of it are committed at once under its cell: a killed process reads it again, and never twice.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Connection

from census.archive import write_pages
from census.enqueue import enqueue
from census.furniture import known_furniture
from census.ledger import Cell, Ledger, now
from census.records import Article, Page, Problem, Unreadable
from census.reviews import Entry, Reviews, case_of, moment
from census.settings import Settings
from census.store import Store
from census.tips import KNOWN, NOTHING, UNDATED, Outcome, Tip, Tips
from extractors.optout import reservation
from flows import work
from flows.apart import Readers
from flows.jsonlines import article_of
from flows.turns import open_fetcher

SOURCE = "tips"
Labeller = Callable[[Article], tuple[str, work.ArticleRead]]


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
    # The model is loaded in a process of its own: whoever serves pages meanwhile goes on serving them.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=work.start_worker) as pool:

        def label(article: Article) -> tuple[str, work.ArticleRead]:
            return pool.submit(label_tip, article, settings.model, now()).result()

        for tip, cell in cells:
            ledger.commit(cell, _saving(store, settings, tip, cell, _read(store, settings, tip), label))
    enqueue(store)
    return len(cells)


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
    store: Store, settings: Settings, tip: Tip, cell: Cell, read: TipRead, label: Labeller
) -> Callable[[Connection], None]:
    """What is to be saved of a tip in one transaction; its page is in the archive and its article labelled before that."""
    article = read.article
    known = store.articles([article.id]) if article else {}
    by, found = label(known.get(article.id, article)) if article else ("", None)
    is_read = bool(article) and by in {maker for maker, *_ in store.readings_of(article.id)} if article else False
    archive = settings.pages / SOURCE / f"{cell.id}.warc.gz"
    if read.page:
        write_pages([read.page], archive)

    def save(connection: Connection) -> None:
        if read.page:
            store.save_pages(connection, [read.page], str(archive.relative_to(settings.home)), cell.id)
            reason = read.fault.reason if read.fault else ""
            store.save_parsed(connection, [(read.page.id, article.id if article else None, reason)])
        if read.fault:
            told = Problem(SOURCE, SOURCE, tip.url or tip.title, read.fault.reason, now(), read.fault.detail)
            store.save_problems(connection, [told], cell.id)
        if article and found:
            store.save_articles(connection, [article], cell.id)
            if not is_read:
                _save_labels(store, connection, by, found)
            _credit(store, connection, tip, by, found)
        Tips(store).settle(connection, _outcome(tip, read, found, bool(known)))

    return save


def _save_labels(store: Store, connection: Connection, by: str, found: work.ArticleRead) -> None:
    store.save_reading(connection, found.article_id, by, found.relevance_proba, found.reason)
    store.save_announcements(connection, found.announcements, by)
    store.save_labels(connection, found.labels)
    store.save_vectors(connection, [a.id for a in found.announcements], found.vectors)


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
