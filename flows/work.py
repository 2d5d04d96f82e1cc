"""What runs in worker processes: one cell read, one batch labelled. Plain functions over plain values."""

import resource
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import FrameType

from census.archive import read_at, read_pages
from census.records import Announcement, Article, Label, Page, Problem, Unreadable
from census.settings import Settings
from census.urls import host_of
from classifiers.block_model import load_blocks
from classifiers.encode import Matrix
from classifiers.predict import Predictor
from extractors.body import Keep, Reader, line_digest
from extractors.parse import Examined, examine
from extractors.source import declared
from extractors.split import Trained, split
from extractors.traits import TRAITS

# The slowest of 814 real pages takes under 3 s, 811 of them under 0.7 s; a page beyond these bounds costs itself only.
PAGE_SECONDS = 20
WORKER_BYTES = 6 * 1024**3
# Furniture is short: notes on rights, calls to follow, names of desks.
_LONGEST_FURNITURE = 300
# Texts of paywalls, teasers and flashes of which hardly a block looks like an article are under it.
_POOR, _DOUBT = 0.6, 0.5
# A page and a listing in different zones may differ by a day.
_ZONES = timedelta(days=1)


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
    """What the model makes of one article: relevance, announcements, their labels and vectors (use, e5); `reason` says what it is
    where it announces nothing."""

    article_id: str
    relevance_proba: float
    announcements: tuple[Announcement, ...]
    labels: tuple[Label, ...]
    vectors: tuple[tuple[Matrix, Matrix], ...]
    reason: str = ""


def start_worker(most: int = WORKER_BYTES) -> None:
    """Bound the memory of a worker (bytes of address space), and leave interrupts to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


@cache
def _keep(folder: Path) -> Keep:
    return load_blocks(folder, TRAITS).keep


def open_reader(folder: Path, furniture: Mapping[str, frozenset[str]] | None = None) -> Reader:
    """The reader by the block model of a folder, loaded once in each process. Raises ValueError."""
    own = {source.site: source.own for source in declared(Settings().sources).values() if source.own}
    return Reader(_keep(folder), furniture or {}, own)


def _ring(_: int, __: FrameType | None) -> None:
    raise Unreadable("too_slow", f"not read within {PAGE_SECONDS} s")


def read_page(page: Page, reader: Reader) -> Examined:
    """Read one page within its seconds. Raises Unreadable; what the libraries trip over is named `killed_reader`."""
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(PAGE_SECONDS)
    try:
        return examine(page, reader)
    except (MemoryError, RecursionError) as error:
        raise Unreadable("killed_reader", type(error).__name__) from error
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError) as error:
        # Third-party readers raise these on trees they did not expect; the page is kept and can be read again.
        raise Unreadable("killed_reader", f"{type(error).__name__}: {error}"[:200]) from error
    finally:
        signal.alarm(0)


def try_page(page: Page, reader: Reader) -> Examined | Unreadable:
    """What was made of a page, or why nothing was."""
    try:
        return read_page(page, reader)
    except Unreadable as fault:
        return fault


def gather(read: Sequence[tuple[Page, Examined | Unreadable]], source: str, seen_at: str) -> CellRead:
    """What was made of the pages of a cell: each becomes an article or a problem."""
    articles: list[Article] = []
    problems: list[Problem] = []
    parsed: list[tuple[str, str | None, str]] = []
    for page, found in read:
        if isinstance(found, Unreadable):
            problems.append(Problem("parse", source, page.url, found.reason, seen_at, found.detail))
            parsed.append((page.id, None, found.reason))
        else:
            articles.append(found.article)
            parsed.append((page.id, found.article.id, ""))
    return CellRead(tuple(page for page, _ in read), tuple(articles), tuple(problems), tuple(parsed))


def read_here(pages: Sequence[Page], source: str, seen_at: str, reader: Reader) -> CellRead:
    """Read pages in this process."""
    return gather([(page, try_page(page, reader)) for page in pages], source, seen_at)


def compare_dates(articles: Sequence[Article], listed: Mapping[str, str], source: str, seen_at: str) -> list[Problem]:
    """A problem `dates_disagree` for each article whose page and listing (day by the id of the article) differ by more than a
    day: the page's own date counts, and the row says so."""
    found = []
    for article in articles:
        told = listed.get(article.id)
        if told and article.day and abs(date.fromisoformat(article.day) - date.fromisoformat(told)) > _ZONES:
            detail = f"page {article.day} ({article.date_origin}), listing {told}"
            found.append(Problem("parse", source, article.url or "", "dates_disagree", seen_at, detail))
    return found


def count_site_lines(articles: Sequence[Article]) -> dict[tuple[str, str], int]:
    """(host, digest of a short line) -> number of different titles under which it stands."""
    seen = {
        (host_of(article.url), line_digest(line), article.title)
        for article in articles if article.url
        for line in article.text.splitlines() if len(line) <= _LONGEST_FURNITURE
    }  # fmt: skip
    return dict(Counter((host, line) for host, line, _ in seen))


def _doubted(label: Label, article: Article) -> Label:
    """A label of a text that a paywall, a teaser or a machine left poor is as doubtful as its text: it goes to review."""
    quality = 1.0 if article.quality is None else max(article.quality, _DOUBT)
    return label if quality >= _POOR else replace(label, probability=round(label.probability * quality, 4))


@cache
def predictor(folder: Path) -> Predictor:
    """The model of a folder, loaded once in each process."""
    return Predictor.open(folder)


@cache
def trained(folder: Path) -> Trained:
    """What splitting needs of the model of a folder."""
    maker = predictor(folder)
    return Trained(maker.gate, maker.seams, maker.tag, maker.names, float(maker.model.card["threshold"]))


def label_articles(articles: Sequence[Article], model: Path, made_at: str, use_gate: bool = True) -> list[ArticleRead]:
    """Find and label the announcements of each article."""
    maker, parts = predictor(model), trained(model)
    found = []
    for article in articles:
        reading = split(article, parts, use_gate)
        predictions = maker.predict(reading.announcements, [article.outlet] * len(reading.announcements), made_at)
        labels = tuple(_doubted(label, article) for p in predictions for label in p.labels)
        vectors = tuple((p.use, p.e5) for p in predictions)
        found.append(
            ArticleRead(
                article.id, round(reading.relevance_proba, 4), reading.announcements, labels, vectors, reading.reason
            )
        )
    return found
