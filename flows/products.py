"""What is saved of an article that a model has read."""

from sqlalchemy import Connection

from census.store import Store
from flows.work import ArticleRead


def save_read(store: Store, connection: Connection, by: str, read: ArticleRead) -> None:
    """Save that a model (`model/VERSION`) has read an article, and what it found there."""
    store.save_reading(connection, read.article_id, by, read.relevance_proba, read.reason)
    store.save_announcements(connection, read.announcements, by)
    store.save_labels(connection, read.labels)
    store.save_vectors(connection, [a.id for a in read.announcements], read.vectors)
