"""Batches of articles over worker processes, in their order."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from census.records import Article
from census.settings import Settings
from flows import work
from flows.progress import Progress

BATCH = 12


def map_batches(
    articles: Sequence[Article], settings: Settings, made_at: str, use_gate: bool, progress: Progress
) -> list[work.ArticleRead]:
    """Articles read by the model; few of them in this process, many over `settings.workers` processes."""
    batches = [articles[n : n + BATCH] for n in range(0, len(articles), BATCH)]
    if len(batches) <= 1:
        return work.label_articles(articles, settings.model, made_at, use_gate)
    found: list[work.ArticleRead] = []
    with (
        ProcessPoolExecutor(settings.workers, mp_context=get_context("spawn"), initializer=work.start_worker) as pool,
        progress.step("labelling articles", len(articles), 0) as advance,
    ):
        jobs = [pool.submit(work.label_articles, batch, settings.model, made_at, use_gate) for batch in batches]
        for batch, job in zip(batches, jobs, strict=True):
            found += job.result()
            advance(len(batch))
    return found
