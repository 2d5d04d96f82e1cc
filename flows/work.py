"""What runs in worker processes: one cell read, one batch labelled. Plain functions over plain values."""

import resource
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

from census.archive import read_at, read_pages
from census.records import Announcement, Article, Label, Page, Problem, Unreadable
from classifiers.encode import Matrix
from classifiers.predict import Predictor
from extractors.parse import parse
from extractors.split import split

# The slowest of 816 real pages takes 1.9 s; a page beyond these bounds costs itself only.
PAGE_SECONDS = 20
WORKER_BYTES = 6 * 1024**3


@dataclass(frozen=True)
class Batch:
    """Pages to read: `count` of an archive from the `first` on, or those that stand at `offsets` (file, offset) of archives."""

    source: str
    archive: Path = Path()
    first: int = 0
    count: int = 0
    offsets: tuple[tuple[Path, int], ...] = ()

    def pages(self) -> tuple[Page, ...]:
        """The pages themselves. Raises ValueError where an archive is broken."""
        if self.offsets:
            return tuple(read_at(path, offset) for path, offset in self.offsets)
        return tuple(read_pages(self.archive, self.first, self.count))


@dataclass(frozen=True)
class CellRead:
    """What one cell gave: pages kept, articles, problems, and of each page (id) the article (id) or the reason."""

    pages: tuple[Page, ...]
    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]
    parsed: tuple[tuple[str, str | None, str], ...] = ()


@dataclass(frozen=True)
class ArticleRead:
    """What the model makes of one article: relevance, announcements, their labels and vectors (use, e5)."""

    article_id: str
    relevance_proba: float
    announcements: tuple[Announcement, ...]
    labels: tuple[Label, ...]
    vectors: tuple[tuple[Matrix, Matrix], ...]


def start_worker() -> None:
    """Bound the memory of a worker, and leave interrupts to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = WORKER_BYTES if hard == resource.RLIM_INFINITY else min(WORKER_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def _ring(_: int, __: FrameType | None) -> None:
    raise Unreadable("too_slow", f"not read within {PAGE_SECONDS} s")


def read_page(page: Page) -> Article:
    """Parse one page within its seconds. Raises Unreadable; what the libraries trip over is named `killed_reader`."""
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(PAGE_SECONDS)
    try:
        return parse(page)
    except (MemoryError, RecursionError) as error:
        raise Unreadable("killed_reader", type(error).__name__) from error
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError) as error:
        # Third-party readers raise these on trees they did not expect; the page is kept and can be read again.
        raise Unreadable("killed_reader", f"{type(error).__name__}: {error}"[:200]) from error
    finally:
        signal.alarm(0)


def read_batch(batch: Batch, seen_at: str) -> CellRead:
    """Read the pages of a batch."""
    return read_all(batch.pages(), batch.source, seen_at)


def read_all(pages: Sequence[Page], source: str, seen_at: str) -> CellRead:
    """Read pages; each becomes an article or a problem."""
    articles: list[Article] = []
    problems: list[Problem] = []
    parsed: list[tuple[str, str | None, str]] = []
    for page in pages:
        try:
            articles.append(read_page(page))
            parsed.append((page.id, articles[-1].id, ""))
        except Unreadable as fault:
            problems.append(Problem("parse", source, page.url, fault.reason, seen_at, fault.detail))
            parsed.append((page.id, None, fault.reason))
    return CellRead(tuple(pages), tuple(articles), tuple(problems), tuple(parsed))


@cache
def predictor(folder: Path) -> Predictor:
    """The model of a folder, loaded once in each process."""
    return Predictor.open(folder)


def label_articles(articles: Sequence[Article], model: Path, made_at: str, use_gate: bool = True) -> list[ArticleRead]:
    """Find and label the announcements of each article."""
    maker = predictor(model)
    threshold = float(maker.model.card["threshold"])
    found = []
    for article in articles:
        reading = split(article, maker.gate, maker.tag, threshold, use_gate)
        predictions = maker.predict(reading.announcements, [article.outlet] * len(reading.announcements), made_at)
        labels = tuple(label for p in predictions for label in p.labels)
        vectors = tuple((p.use, p.e5) for p in predictions)
        found.append(ArticleRead(article.id, round(reading.relevance_proba, 4), reading.announcements, labels, vectors))
    return found
