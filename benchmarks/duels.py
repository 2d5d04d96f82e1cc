"""What is measured: each step that a night spends its time in, against the plain way to do the same."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import trafilatura
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from benchmarks.link_duel import link_duel
from benchmarks.measure import Duel, Result, memory_duel, time_duel
from benchmarks.release_duels import run_release_duels
from benchmarks.web_duels import run_web_duels
from census.archive import read_pages
from census.records import Article
from census.settings import Settings
from census.store import Store
from classifiers import pair
from classifiers.claims import claims_of
from classifiers.corpus import read_corpus
from classifiers.encode import ENCODERS
from classifiers.predict import Predictor
from extractors.body import Reader
from extractors.decode import decode
from extractors.split import Trained, head_of, split
from flows import work

_SEEN_AT = "2019-12-10T06:00:00Z"
_READ = "from pathlib import Path\nfrom census.archive import read_pages\npages = list(read_pages(Path({archive!r}), 0, 1000))\n"
_OURS = (
    _READ
    + "from flows.work import open_reader, read_here\nread_here(pages, 'sample', '2019-12-10T06:00:00Z', open_reader(Path({model!r})))"
)
_PEER = _READ + "import trafilatura\nfor page in pages:\n    trafilatura.bare_extraction(page.body, with_metadata=True)"


def run_duels(settings: Settings) -> Iterator[Result]:
    """Results one by one, on the bundled sample month and the corpus; nothing is kept."""
    archive = settings.sample / "2019-11.warc.gz"
    reader = work.open_reader(settings.model)
    articles = list(work.read_here(list(read_pages(archive, 0, 1000)), "sample", _SEEN_AT, reader).articles)
    maker = Predictor.open(settings.model)
    yield time_duel(_reading(archive, reader))
    yield memory_duel(
        "memory to read pages", "trafilatura alone", "the sample archive",
        _OURS.format(archive=str(archive), model=str(settings.model)), _PEER.format(archive=str(archive)),
    )  # fmt: skip
    yield from (time_duel(duel, rounds=3) for duel in _splitting(settings.model, articles))
    heads = [head_of(article) for article in articles]
    yield time_duel(_gate(maker, heads), rounds=3)
    yield time_duel(_against_words(maker, heads), rounds=3)
    yield time_duel(_linking(settings.model, articles))
    yield time_duel(_saving(articles))
    with link_duel(settings) as duel:
        yield time_duel(duel, rounds=3)
    yield from run_web_duels(archive)
    yield from run_release_duels()


def _reading(archive: Path, reader: Reader) -> Duel:
    pages = list(read_pages(archive, 0, 1000))
    texts = [decode(page) for page in pages if page.status < 400 and page.body]

    def peer() -> None:
        for text in texts:
            trafilatura.extract(text)

    return Duel(
        "page to article",
        "trafilatura alone",
        f"{len(pages)} pages",
        lambda: work.read_here(pages, "s", _SEEN_AT, reader),
        peer,
    )


def _splitting(folder: Path, articles: list[Article]) -> Iterator[Duel]:
    """Finding announcements in teasers and in full bodies, one process, against the small transformer reading each text once."""
    whole = "\n".join(article.text for article in articles)
    for name, length in (("teasers split", 300), ("bodies split", 2000)):
        # The sample's texts are shorter than a long body: each runs on into the next ones.
        told = [replace(a, text=f"{a.text}\n{whole[n * 97 :]}"[:length]) for n, a in enumerate(articles[::2])]
        yield Duel(
            name, "small transformer on each text", f"{len(told)} of {length} characters",
            partial(_split_all, told, work.trained(folder)), partial(ENCODERS["e5"].encode, [a.whole for a in told]),
        )  # fmt: skip


def _split_all(articles: list[Article], trained: Trained) -> None:
    for article in articles:
        split(article, trained)


def _gate(maker: Predictor, heads: list[str]) -> Duel:
    part = maker.model.fields["relevance"]
    return Duel(
        "gate, in two steps", "both encoders on every text", f"{len(heads)} heads",
        lambda: maker.gate(heads), lambda: part.predict_proba(maker.features(heads)),
    )  # fmt: skip


def _against_words(maker: Predictor, heads: list[str]) -> Duel:
    tellings = read_corpus()
    plain = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2), LogisticRegression(C=10, max_iter=300))
    plain.fit([t.whole for t in tellings], [t.is_announcement for t in tellings])
    return Duel(
        "gate", "TF-IDF and logistic regression", f"{len(heads)} heads",
        lambda: maker.gate(heads), lambda: plain.predict_proba(heads),
    )  # fmt: skip


def _linking(folder: Path, articles: list[Article]) -> Duel:
    maker = Predictor.open(folder)
    read = work.label_articles(articles, folder, _SEEN_AT)
    told = [announcement for part in read for announcement in part.announcements]
    labels = {(label.announcement_id, label.field): label for part in read for label in part.labels}
    vectors = {a.id: v for part in read for a, v in zip(part.announcements, part.vectors, strict=True)}
    claims = claims_of(told, labels, vectors, maker.model.centres)
    texts = [claim.text.casefold() for claim in claims]
    return Duel(
        "linking", "rapidfuzz token_set_ratio of all pairs", f"{len(claims)} announcements",
        lambda: pair.pair(claims, maker.model.rankers["pair"], maker.model.rarity, maker.by, _SEEN_AT),
        lambda: process.cdist(texts, texts, scorer=fuzz.token_set_ratio, dtype=np.uint8),
    )  # fmt: skip


def _saving(articles: list[Article]) -> Duel:
    """Both write the same rows to a new SQLite file; ours with keys, and so that a second saving changes nothing."""
    many = [Article(**{**asdict(a), "id": f"{a.id}-{n}"}) for n in range(10) for a in articles]

    def ours() -> None:
        with TemporaryDirectory() as folder:
            store = Store.open(f"sqlite:///{folder}/census.db")
            with store.transaction() as connection:
                store.save_articles(connection, many, "cell")
            store.close()

    def peer() -> None:
        with TemporaryDirectory() as folder:
            frame = pd.DataFrame([{**asdict(a), "authors": "; ".join(a.authors)} for a in many])
            frame.to_sql("articles", f"sqlite:///{folder}/peer.db", index=False)

    return Duel("saving articles", "pandas to_sql", f"{len(many)} articles", ours, peer)
