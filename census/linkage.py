"""What linking keeps: traits and the keys under which their like are found, judgements, memberships, redirects. SQL of linking is here only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, and_, delete, func, or_, select

from census.cluster import THRESHOLD
from census.link_tables import insert_rows, keys, traits
from census.records import Announcement, Judgement, Label
from census.store import Store
from census.tables import announcements, judgements, labels, memberships

Keys = NDArray[np.int64]
Sketch = NDArray[np.int8]
# Two announcements, the verdict on them, its score and why.
Judged = tuple[str, str, str, float, str]

# Rows handed over at a time where all are read.
_STREAM = 5_000


@dataclass(frozen=True)
class Drawn:
    """What a model drew from one announcement for linking: sketch of its meaning, keys, the packed claim that is compared, its words."""

    announcement_id: str
    sketch: Sketch
    keys: Keys
    packed: bytes
    words: bytes


class Linkage:
    """The linking of one model (`by`) in a store; what changes takes the connection of a transaction."""

    def __init__(self, store: Store, by: str):
        self.store = store
        self.by = by

    def undrawn(self) -> list[Announcement]:
        """Dated announcements whose traits are not drawn, by date and id."""
        drawn = select(traits.c.announcement_id).where(traits.c.by == self.by)
        told = announcements.c
        query = select(announcements).where(told.by == self.by, told.date.is_not(None), told.id.not_in(drawn))
        return self.store.nouns(Announcement, query.order_by(told.date, told.id))

    def save_drawn(self, connection: Connection, drawn: Sequence[Drawn]) -> None:
        """Save traits with their keys."""
        insert_rows(
            connection,
            traits,
            ("announcement_id", "by", "sketch", "keys", "packed", "words"),
            [(d.announcement_id, self.by, d.sketch.tobytes(), d.keys.tobytes(), d.packed, d.words) for d in drawn],
        )
        pairs = [(key, d.announcement_id) for d in drawn for key in d.keys.tolist()]
        insert_rows(connection, keys, ("key", "announcement_id"), pairs)

    def own_labels(self, ids: Iterable[str], names: Sequence[str]) -> dict[tuple[str, str], Label]:
        """The model's labels of some fields, whatever analysts say of them."""
        query = select(labels).where(labels.c.by == self.by, labels.c.field.in_(names))
        found = {}
        for row in self.store.where(query.order_by(labels.c.made_at), labels.c.announcement_id, ids):
            spread = tuple((code, chance) for code, chance in row.distribution)
            told = (row.announcement_id, row.field, row.value, row.probability, row.by, row.made_at, spread)
            found[row.announcement_id, row.field] = Label(*told)
        return found

    def linkable(self, ids: Iterable[str] | None = None) -> list[str]:
        """Announcements that have traits of the model, of all or of `ids`."""
        query = select(traits.c.announcement_id).where(traits.c.by == self.by)
        return (
            self._ids(query) if ids is None else [r[0] for r in self.store.where(query, traits.c.announcement_id, ids)]
        )

    def unlinked(self) -> list[str]:
        """Announcements with traits that the model has not yet linked, sorted."""
        linked = and_(memberships.c.announcement_id == traits.c.announcement_id, memberships.c.by == self.by)
        query = select(traits.c.announcement_id).outerjoin(memberships, linked)
        return self._ids(query.where(traits.c.by == self.by, memberships.c.announcement_id.is_(None)))

    def count(self) -> int:
        """How many announcements have traits of the model."""
        with self.store.engine.connect() as connection:
            query = select(func.count()).select_from(traits).where(traits.c.by == self.by)
            return int(connection.execute(query).scalar_one())

    def drawn(self) -> Iterator[tuple[list[str], Sketch, list[Keys], list[bytes]]]:
        """Ids, sketches of shape (ids, dimensions), keys and what is compared of all, by id, some thousands at a time."""
        columns = (traits.c.announcement_id, traits.c.sketch, traits.c["keys"], traits.c.packed)
        query = select(*columns).where(traits.c.by == self.by).order_by(traits.c.announcement_id)
        with self.store.engine.connect() as connection:
            for part in connection.execution_options(yield_per=_STREAM).execute(query).partitions():
                ids, sketches, own, packed = zip(*part, strict=True)
                yield list(ids), _stack(sketches), [np.frombuffer(row, np.int64) for row in own], list(packed)

    def sketches_of(self, ids: Iterable[str]) -> tuple[list[str], Sketch]:
        """Those of the ids that have traits, sorted, and their sketches."""
        query = select(traits.c.announcement_id, traits.c.sketch).where(traits.c.by == self.by)
        rows = sorted(tuple(row) for row in self.store.where(query, traits.c.announcement_id, ids))
        return [row[0] for row in rows], _stack([row[1] for row in rows])

    def keys_of(self, ids: Iterable[str]) -> dict[str, Keys]:
        """The keys of announcements."""
        query = select(traits.c.announcement_id, traits.c["keys"]).where(traits.c.by == self.by)
        rows = self.store.where(query, traits.c.announcement_id, ids)
        return {row[0]: np.frombuffer(row[1], np.int64) for row in rows}

    def having(self, wanted: Iterable[int]) -> Iterator[tuple[int, str]]:
        """Key and announcement for each announcement that has one of the keys."""
        for row in self.store.where(select(keys.c.key, keys.c.announcement_id), keys.c.key, wanted):
            yield row[0], row[1]

    def packed_of(self, ids: Iterable[str]) -> dict[str, bytes]:
        """What is compared of each announcement."""
        query = select(traits.c.announcement_id, traits.c.packed).where(traits.c.by == self.by)
        return {row[0]: row[1] for row in self.store.where(query, traits.c.announcement_id, ids)}

    def words_of(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The words of each announcement."""
        query = select(traits.c.announcement_id, traits.c.words).where(traits.c.by == self.by)
        return {row[0]: row[1] for row in self.store.where(query, traits.c.announcement_id, ids)}

    def forget_judgements(self, connection: Connection) -> None:
        """Drop the model's own judgements: they follow from its traits and are about to be made again. Analysts' stay for ever."""
        connection.execute(delete(judgements).where(judgements.c.by == self.by))

    def neighbours(self, ids: Iterable[str], least: float) -> set[str]:
        """Announcements that the model judged likely one (score `least` or more) with one of the ids."""
        wanted, found = set(ids), set()
        for here, there in ((judgements.c.a, judgements.c.b), (judgements.c.b, judgements.c.a)):
            query = select(there).where(judgements.c.by == self.by, judgements.c.score >= least)
            found |= {row[0] for row in self.store.where(query, here, wanted)}
        return found - wanted

    def save_judged(self, connection: Connection, judged: Sequence[Judged], made_at: str) -> None:
        """Save what the model judged of pairs at a time."""
        insert_rows(
            connection,
            judgements,
            ("a", "b", "verdict", "score", "why", "by", "made_at"),
            [(*row, self.by, made_at) for row in judged],
        )

    def judged(self, ids: set[str] | None = None) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[float]]]:
        """The model's scored pairs, of all or of those within `ids`: first, second and score of some thousands at a time."""
        query = select(judgements.c.a, judgements.c.b, judgements.c.score).where(judgements.c.by == self.by)
        if ids is None:
            with self.store.engine.connect() as connection:
                for part in connection.execution_options(yield_per=_STREAM).execute(query).partitions():
                    first, second, scores = zip(*part, strict=True)
                    yield first, second, scores
        elif found := [tuple(row) for row in self.store.where(query, judgements.c.a, ids) if row[1] in ids]:
            first, second, scores = zip(*found, strict=True)
            yield first, second, scores

    def reasons(self, ids: set[str]) -> list[Judgement]:
        """The model's judgements within `ids`."""
        query = select(judgements).where(judgements.c.by == self.by)
        rows = self.store.where(query, judgements.c.a, ids)
        return [Judgement(**row._mapping) for row in rows if row.b in ids]

    def bridges(self, most: int = 200, record_id: str | None = None) -> list[Judgement]:
        """Likely pairs whose announcements stand in two records all the same, the likeliest first: their groups do not hold as a whole.
        Questions for an analyst, of all or of those with a record; what an analyst has answered is left out."""
        one, two, answer = memberships.alias(), memberships.alias(), judgements.alias()
        answered = select(answer.c.a).where(
            answer.c.a == judgements.c.a, answer.c.b == judgements.c.b, answer.c.by.like("analyst/%")
        )
        query = (
            select(judgements)
            .join(one, one.c.announcement_id == judgements.c.a)
            .join(two, two.c.announcement_id == judgements.c.b)
            .where(judgements.c.by == self.by, judgements.c.score >= THRESHOLD, one.c.record_id != two.c.record_id)
            .where(~answered.exists())
            .order_by(judgements.c.score.desc(), judgements.c.a, judgements.c.b)
        )
        if record_id is not None:
            query = query.where(or_(one.c.record_id == record_id, two.c.record_id == record_id))
        return self.store.nouns(Judgement, query.limit(most))

    def _ids(self, query: Select[Any]) -> list[str]:
        with self.store.engine.connect() as connection:
            return sorted(connection.execute(query).scalars())


def _stack(rows: Sequence[bytes]) -> Sketch:
    return np.frombuffer(b"".join(rows), np.int8).reshape(len(rows), len(rows[0]) if rows else 0)
