"""Store: keeps the nouns. SQL is spoken here, in `tables` (the columns) and in what reads or keeps for one purpose: `ledger`, `frontier`,
`furniture`, `evidence`, `coverage`.

SQLite by default (write-ahead log, full sync: a killed process loses at most its uncommitted transaction), PostgreSQL by
URL. Everything that is saved is saved once: saving the same noun again changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    func,
    make_url,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from census import tables
from census.merge import in_force
from census.months import Month
from census.records import Announcement, Article, Judgement, Label, Page, Problem
from census.rows import Noun, noun, nouns_in
from census.schema import make_tables
from census.standing import standing_judgements, unexpired

Vector = NDArray[np.float32]

# SQLite takes at most 32,766 bound values in a statement; 15 columns a row leave room for 500 rows.
_BATCH = 500
_VALUES = 5000


def insert_once(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows whose primary key is not there yet; the others are left as they are."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    pending = list(rows)
    for start in range(0, len(pending), _BATCH):
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), pending[start : start + _BATCH])


def put(connection: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Set values of the row with a key, or make that row."""
    named = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(table.update().where(*named).values(**values)).rowcount:
        connection.execute(table.insert().values(**key, **values))


class Store:
    """Keeper of all nouns. Open with `Store.open(url)`; every `save` takes the connection of a `transaction`."""

    def __init__(self, engine: Engine):
        self.engine = engine

    @classmethod
    def open(cls, url: str) -> "Store":
        """Store at a SQLAlchemy URL, tables made if absent. Raises ValueError naming the setting if it cannot be reached."""
        address = make_url(url)
        if address.get_backend_name() == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        elif address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, future=True)
        try:
            make_tables(engine)
        except OperationalError as error:
            shown = address.render_as_string(hide_password=True)
            raise ValueError(
                f"the store {shown} cannot be opened ({error.orig}): check CHAINCENSUS_STORE_URL or CHAINCENSUS_HOME"
            ) from error
        return cls(engine)

    @property
    def url(self) -> str:
        """The URL by which another process opens it."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: all that is saved in it is kept, or nothing."""
        with self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    def save_pages(
        self, connection: Connection, pages: Sequence[Page], archive: str, cell_id: str, offsets: Sequence[int] = ()
    ) -> None:
        """Save in which file of the archive each page stands, and where in it if that is given."""
        rows = (
            {
                "id": p.id, "url": p.url, "fetched_at": p.fetched_at, "archive": archive,
                "offset": offsets[n] if offsets else None, "cell_id": cell_id,
            }
            for n, p in enumerate(pages)
        )  # fmt: skip
        insert_once(connection, tables.pages, rows)

    def save_parsed(self, connection: Connection, parsed: Iterable[tuple[str, str | None, str]]) -> None:
        """Save what became of each page (id): an article (id), or a reason."""
        names = ("page_id", "article_id", "reason")
        insert_once(connection, tables.parsed, (dict(zip(names, row, strict=True)) for row in parsed))

    def save_articles(self, connection: Connection, articles: Iterable[Article], cell_id: str) -> None:
        """Save articles under the cell that read them; an article already known by its URL stays as it is."""
        insert_once(connection, tables.articles, ({**asdict(a), "cell_id": cell_id} for a in articles))

    def save_problems(self, connection: Connection, problems: Iterable[Problem], cell_id: str) -> None:
        """Save problems, each kept once."""
        insert_once(connection, tables.problems, ({**asdict(p), "id": p.id, "cell_id": cell_id} for p in problems))

    def save_reading(
        self, connection: Connection, article_id: str, by: str, relevance_proba: float, reason: str = ""
    ) -> None:
        """Save that a model has read an article, and why it found nothing."""
        row = {"article_id": article_id, "by": by, "relevance_proba": relevance_proba, "reason": reason}
        insert_once(connection, tables.readings, [row])

    def save_announcements(self, connection: Connection, announcements: Iterable[Announcement], by: str) -> None:
        """Save what a model found."""
        insert_once(connection, tables.announcements, ({**asdict(a), "by": by} for a in announcements))

    def save_labels(self, connection: Connection, labels: Iterable[Label]) -> None:
        """Append labels to the ledger."""
        insert_once(connection, tables.labels, map(asdict, labels))

    def save_vectors(
        self, connection: Connection, announcement_ids: Sequence[str], pairs: Sequence[tuple[Vector, Vector]]
    ) -> None:
        """Save the encoders' rows of each announcement."""
        rows = (
            {"announcement_id": id, "use": u.tobytes(), "e5": e.tobytes()}
            for id, (u, e) in zip(announcement_ids, pairs, strict=True)
        )
        insert_once(connection, tables.vectors, rows)

    def vectors_of(self, announcement_ids: Iterable[str]) -> dict[str, tuple[Vector, Vector]]:
        """The encoders' rows (use, e5) by announcement."""
        rows = self.where(select(tables.vectors), tables.vectors.c.announcement_id, announcement_ids)
        return {
            row.announcement_id: (np.frombuffer(row.use, np.float32), np.frombuffer(row.e5, np.float32)) for row in rows
        }

    def where(self, query: Any, column: Any, values: Iterable[Any]) -> Iterator[Any]:
        """Rows of a query whose column holds one of the values, some thousands of these at a time, in no order."""
        wanted = sorted(set(values))
        with self.engine.connect() as connection:
            for start in range(0, len(wanted), _VALUES):
                yield from connection.execute(query.where(column.in_(wanted[start : start + _VALUES]))).all()

    def save_judgements(self, connection: Connection, judgements: Iterable[Judgement]) -> None:
        """Append judgements to the ledger."""
        insert_once(connection, tables.judgements, map(dict, map(vars, judgements)))

    def save_release(self, connection: Connection, row: dict[str, Any]) -> None:
        """Save that a version of a month was published."""
        insert_once(connection, tables.releases, [row])

    def articles_of(self, cell_ids: Sequence[str], unread_by: str | None = None) -> list[Article]:
        """Articles that the cells read, by id; with `unread_by` only those which that model has not read."""
        query = select(tables.articles).where(tables.articles.c.cell_id.in_(cell_ids)).order_by(tables.articles.c.id)
        if unread_by is not None:
            read = select(tables.readings.c.article_id).where(tables.readings.c.by == unread_by)
            query = query.where(tables.articles.c.id.not_in(read))
        return self.nouns(Article, query)

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Articles by id."""
        rows = self.where(select(tables.articles).order_by(tables.articles.c.id), tables.articles.c.id, ids)
        return {row.id: noun(Article, row._mapping) for row in rows}

    def announcements_until(self, month: Month, by: str) -> list[Announcement]:
        """Announcements of a model dated in the month or before it, by date and id; undated ones are left out."""
        table = tables.announcements
        query = select(table).where(table.c.by == by, table.c.date < f"{month}-99").order_by(table.c.date, table.c.id)
        return self.nouns(Announcement, query)

    def announcements_about(self, id: str) -> list[Announcement]:
        """The announcements that an id stands for: its own, those of an article, or those of a record; newest model last."""
        told, joined = tables.announcements, tables.memberships
        members = select(joined.c.announcement_id).where(joined.c.record_id == id)
        wanted = or_(told.c.id == id, told.c.article_id == id, told.c.id.in_(members))
        return self.nouns(Announcement, select(told).where(wanted).order_by(told.c.by, told.c.date, told.c.id))

    def readings_of(self, article_id: str) -> list[tuple[str, float, str]]:
        """Each model that read an article, the relevance that it saw, and what it took the text for where it found nothing."""
        table = tables.readings
        query = select(table.c.by, table.c.relevance_proba, table.c.reason).where(table.c.article_id == article_id)
        with self.engine.connect() as connection:
            return [(row[0], row[1], row[2] or "") for row in connection.execute(query.order_by(table.c.by))]

    def labels_of(self, announcement_ids: Iterable[str]) -> dict[tuple[str, str], Label]:
        """Labels in force: the newest analyst's that stands for each announcement and field, else the newest model's."""
        query = select(tables.labels)
        rows = [row._mapping for row in self.where(query, tables.labels.c.announcement_id, announcement_ids)]
        labels = [noun(Label, row) for row in sorted(rows, key=lambda r: (r["made_at"], r["by"]))]
        return in_force(unexpired(labels, self.texts_of(x.announcement_id for x in labels if x.evidence)))

    def bare_labels(self, announcement_ids: Iterable[str]) -> list[Label]:
        """Labels of announcements from the oldest to the newest, without their distributions."""
        kept = tables.labels.c
        query = select(kept.announcement_id, kept.field, kept.value, kept.probability, kept.by, kept.made_at)
        rows = map(tuple, self.where(query, kept.announcement_id, announcement_ids))
        return [Label(*row) for row in sorted(rows, key=lambda row: (row[5], row[4]))]

    def texts_of(self, announcement_ids: Iterable[str]) -> dict[str, str]:
        """The text of each announcement."""
        told = tables.announcements.c
        return dict(map(tuple, self.where(select(told.id, told.text), told.id, announcement_ids)))

    def analyst_judgements(self) -> list[Judgement]:
        """Judgements by people, oldest first; what no longer stands is "unsure" (standing.standing_judgements)."""
        table = tables.judgements
        said = self.nouns(Judgement, select(table).where(table.c.by.like("analyst/%")).order_by(table.c.made_at))
        return standing_judgements(said, self.texts_of(id for j in said if j.evidence for id in (j.a, j.b)))

    def undated(self, cell_ids: Sequence[str], by: str) -> list[Announcement]:
        """Announcements of a model in undated articles that the cells read, by id: set aside for want of a month."""
        told, articles = tables.announcements, tables.articles
        read = select(articles.c.id).where(articles.c.cell_id.in_(cell_ids))
        wanted = (told.c.by == by, told.c.date.is_(None), told.c.article_id.in_(read))
        return self.nouns(Announcement, select(told).where(*wanted).order_by(told.c.id))

    def problems_of(self, cell_ids: Sequence[str]) -> list[Problem]:
        """Problems that the cells met, by stage, reason and URL."""
        table = tables.problems
        query = select(table).where(table.c.cell_id.in_(cell_ids)).order_by(table.c.stage, table.c.reason, table.c.url)
        return self.nouns(Problem, query)

    def releases_of(self, month: str | None = None) -> list[dict[str, Any]]:
        """Published versions, oldest first; of one month or of all."""
        table = tables.releases
        query = select(table).order_by(table.c.month, func.length(table.c.version), table.c.version)
        if month is not None:
            query = query.where(table.c.month == month)
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def counts(self) -> dict[str, int]:
        """Rows of each table: how far the census has come."""
        with self.engine.connect() as connection:
            return {
                t.name: connection.execute(select(func.count()).select_from(t)).scalar_one()
                for t in tables.metadata.sorted_tables
            }

    def nouns(self, kind: type[Noun], query: Any) -> list[Noun]:
        """What a query finds, as nouns of a kind."""
        with self.engine.connect() as connection:
            return nouns_in(kind, connection.execute(query))
