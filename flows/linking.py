"""`chaincensus link`: announcements read from a file to projects, without the store."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from census.cluster import cluster
from census.ledger import now
from census.records import derive_id
from classifiers import pair
from classifiers.claims import claims_of
from classifiers.model import load
from flows import work


def link_read(read: Sequence[work.ArticleRead], model_folder: Path, by_article: bool) -> list[dict[str, Any]]:
    """Rows of id, project_id and probability, in the order read. The probability is that of the announcement belonging where it
    was put: its best score to another member, or for one alone the chance that it matches none."""
    announcements = [told for part in read for told in part.announcements]
    labels = {(label.announcement_id, label.field): label for part in read for label in part.labels}
    vectors = {told.id: pairs for part in read for told, pairs in zip(part.announcements, part.vectors, strict=True)}
    model = load(model_folder)
    claims = claims_of(announcements, {} if by_article else labels, vectors, model.centres)
    judgements = pair.pair(claims, model.rankers["pair"], model.rarity, f"model/{model.version}", now())
    project_of = {
        id: derive_id("record", group[0])
        for group in cluster([a.id for a in announcements], judgements)
        for id in group
    }
    best: dict[tuple[str, bool], float] = defaultdict(float)
    for judgement in judgements:
        together = project_of[judgement.a] == project_of[judgement.b]
        for id in (judgement.a, judgement.b):
            best[id, together] = max(best[id, together], judgement.score)
    rows = []
    for told in announcements:
        sure = best.get((told.id, True)) or 1 - best[told.id, False]
        shown = told.article_id if by_article else told.id
        rows.append({"id": shown, "project_id": project_of[told.id], "probability": round(sure, 4)})
    return rows
