"""What a model says of labelled articles, beside what is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifiers.lead import same_body
from classifiers.scores import Answered
from flows.gold import FIELDS, Gold
from flows.work import ArticleRead


@dataclass(frozen=True)
class Answers:
    """What one model says of the gold articles: relevance of each, and of those that hold one announcement and were found, the
    answers by field with the article's place in the file, and whether the named lead was right."""

    relevance: tuple[float, ...]
    threshold: float
    fields: Mapping[str, Mapping[int, Answered]]
    leads: Mapping[int, bool]


def answers_of(golds: Sequence[Gold], read: Sequence[ArticleRead], threshold: float) -> Answers:
    """The answers of a model of a `threshold` from what it read of each article. Articles that announce nothing, and roundups, have no
    answers by field."""
    single = {
        n: r
        for n, r in enumerate(read)
        if r.announcements and not golds[n].is_roundup and golds[n].is_announcement is not False
    }
    fields = {
        field: {n: _answered(golds[n], r, field) for n, r in single.items() if field in golds[n].accepted}
        for field in FIELDS
    }
    leads = {
        n: any(same_body(r.announcements[0].lead or "", name) for name in str(golds[n].lead).split("/"))
        for n, r in single.items()
        if golds[n].lead
    }
    return Answers(tuple(r.relevance_proba for r in read), threshold, fields, leads)


def _answered(gold: Gold, read: ArticleRead, field: str) -> Answered:
    [label] = [x for x in read.labels if x.announcement_id == read.announcements[0].id and x.field == field]
    return Answered(label.value, label.probability, gold.accepted[field], gold.article.lang)
