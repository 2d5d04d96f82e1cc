"""The duel of linking: a store linked anew against its vectors compared all with all, the plain way to find what is alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scipy.sparse.csgraph import connected_components
from sklearn.neighbors import NearestNeighbors

from benchmarks.link import fill, themes
from benchmarks.measure import Duel
from benchmarks.world import World
from census.linkage import Linkage
from census.settings import Settings
from census.store import Store
from classifiers import pair
from classifiers.likeness import Claims
from classifiers.model import load
from classifiers.scoring import unused_by
from flows.relink import link_reports

_SIZE, _THEMES, _AT = 4_000, 40, "2026-01-01T00:00:00Z"
# Two reports of a project are 0.42 alike in the mean of the generated world, strangers of a theme 0.12.
_ALIKE = 0.3


@contextmanager
def link_duel(settings: Settings) -> Iterator[Duel]:
    """The duel over a generated store, which is there as long as the context."""
    model = load(settings.model)
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder)}/linking.db")
        linkage = Linkage(store, f"model/{model.version}")
        fill(store, linkage, World(themes(model, _THEMES), model.rarity, 7, _SIZE).reports(_SIZE))

        def peer() -> None:
            packed = (rows for _, _, _, rows in linkage.drawn())
            claims = Claims.open(packed, _SIZE, model.centres[pair.METRIC].shape[1], unused_by(model.rankers["pair"]))
            found = NearestNeighbors(radius=1 - _ALIKE, metric="cosine", algorithm="brute").fit(claims.meaning)
            connected_components(found.radius_neighbors_graph(claims.meaning), directed=False)

        yield Duel(
            "store linked anew", "scikit-learn, all vectors with all", f"{_SIZE:,} reports",
            lambda: link_reports(store, model, _AT, anew=True, workers=settings.workers), peer,
        )  # fmt: skip
        store.close()
