"""Fitting and measuring the reader on pages whose text is known: a WARC of pages beside SET-gold.jsonl.

Split by site: what is measured on a site was fitted without it.
"""

import collections
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.archive import read_pages
from census.records import Page, Unreadable
from census.urls import host_of
from classifiers.block_model import BlockModel, Matrix, fit_blocks, split_by_site
from extractors.body import KEPT
from extractors.parse import open_page
from extractors.traits import TRAITS, measure_blocks
from extractors.wording import tokens_of

# Long blocks count for more, but a page of many words not for more than its share; words beyond these count no more.
_MOST_WORDS, _SMOOTHED = 60, 2
_SHINGLE = 4


@dataclass(frozen=True)
class KnownPage:
    """A page whose text is known: figures and texts of its blocks, which belong to the text, and the text itself."""

    collection: str
    host: str
    lang: str
    figures: Matrix
    texts: tuple[str, ...]
    kept: NDArray[np.bool_]
    gold: str


def read_known(archive: Path) -> list[KnownPage]:
    """Pages of an archive that have a text in the gold file beside it; unreadable ones are left out."""
    name = archive.name.removesuffix(".warc.gz")
    lines = (archive.parent / f"{name}-gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {row["url"]: row for row in map(json.loads, lines) if row.get("body")}
    pages = [
        (name, page, gold[page.url]["body"], gold[page.url].get("lang") or "")
        for page in read_pages(archive)
        if page.url in gold
    ]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return [known for known in pool.map(_know, pages, chunksize=8) if known]


def _know(given: tuple[str, Page, str, str]) -> KnownPage | None:
    name, page, gold, lang = given
    try:
        opened = open_page(page)
    except Unreadable:
        return None
    blocks = opened.blocks
    if not blocks:
        return None
    figures = measure_blocks(blocks, opened.setting)
    texts = tuple(block.text for block in blocks)
    return KnownPage(name, host_of(page.url), lang, figures, texts, find_kept(texts, gold), gold)


def find_kept(texts: Sequence[str], gold: str) -> NDArray[np.bool_]:
    """Which blocks belong to a known text: half of their shingles stand there; of short ones, one across their borders."""
    known = set(_shingles_of(tokens_of(unicodedata.normalize("NFC", gold))))
    tokens = [tokens_of(text) for text in texts]
    stream = [token for block in tokens for token in block]
    kept, start = [], 0
    for block in tokens:
        end = start + len(block)
        if len(block) >= _SHINGLE:
            own = list(_shingles_of(block))
            kept.append(sum(shingle in known for shingle in own) * 2 >= len(own))
        else:
            around = stream[max(0, end - _SHINGLE) : start + _SHINGLE]
            kept.append(bool(block) and any(shingle in known for shingle in _shingles_of(around)))
        start = end
    return np.array(kept, bool)


def _shingles_of(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(tokens[n : n + _SHINGLE]) for n in range(max(1, len(tokens) - _SHINGLE + 1)) if tokens)


def score_texts(pairs: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Precision, recall, F1 of texts against known ones by 4-gram shingles, averaged over pages: the definition of the
    scrapinghub article-extraction benchmark."""
    precisions, recalls = [], []
    for gold, text in pairs:
        wanted, given = (
            collections.Counter(_shingles_of(tokens_of(unicodedata.normalize("NFC", x)))) for x in (gold, text)
        )
        shared = sum((wanted & given).values())
        precisions += [shared / sum(given.values())] if given else []
        recalls += [shared / sum(wanted.values())] if wanted else []
    precision, recall = mean(precisions), mean(recalls)
    return {
        "f1": round(2 * precision * recall / (precision + recall), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
    }


def fit(pages: Sequence[KnownPage], card: dict[str, Any]) -> BlockModel:
    """A block model of pages."""
    weights = []
    for page in pages:
        words = np.array([min(_MOST_WORDS, len(tokens_of(text))) for text in page.texts]) + _SMOOTHED
        weights.append(words / (20 + np.sqrt(words.sum())))
    return fit_blocks(
        np.concatenate([p.figures for p in pages]),
        np.concatenate([p.kept for p in pages]),
        np.concatenate(weights),
        TRAITS,
        card,
    )


def cross_validate(pages: Sequence[KnownPage]) -> dict[str, dict[str, float]]:
    """Scores by collection and language (of 5 pages or more), each page read by a model that saw no page of its site."""
    texts = [""] * len(pages)
    folds = split_by_site([page.host for page in pages])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for numbers, read in pool.map(_read_fold, [(pages, seen, unseen) for seen, unseen in folds]):
            for number, text in zip(numbers, read, strict=True):
                texts[number] = text
    groups: dict[str, list[int]] = collections.defaultdict(list)
    for number, page in enumerate(pages):
        groups[page.collection].append(number)
        groups[f"{page.collection}/{page.lang}"].append(number)
    return {
        name: score_texts((pages[n].gold, texts[n]) for n in ns)
        for name, ns in sorted(groups.items())
        if len(ns) >= 5 and not re.search(r"/$", name)
    }


def _read_fold(given: tuple[Sequence[KnownPage], NDArray[np.int64], NDArray[np.int64]]) -> tuple[list[int], list[str]]:
    pages, seen, unseen = given
    model = fit([pages[n] for n in seen], {})
    return [int(n) for n in unseen], [kept_text(pages[n], model) for n in unseen]


def kept_text(page: KnownPage, model: BlockModel) -> str:
    """The text of a known page as a model reads it."""
    chosen = model.keep(page.figures) >= KEPT
    return "\n".join(text for text, kept in zip(page.texts, chosen, strict=True) if kept)
