"""`chaincensus evaluate`: a model on labelled articles, beside its baselines and a challenger; figures with their intervals."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from census.intervals import wilson
from census.ledger import now
from census.settings import Settings
from classifiers import baselines
from classifiers.corpus import Telling, read_corpus
from classifiers.country import UNKNOWN
from classifiers.lead import same_body
from classifiers.model import ANNOUNCEMENT
from classifiers.scores import Answered, by_language, review_curve, score_answers, score_relevance
from extractors.split import head_of
from flows.answers import Answers, answers_of
from flows.duel import gains_of
from flows.gold import FIELDS, Gold, read_gold
from flows.pool import map_batches
from flows.progress import Progress
from flows.work import predictor, trained

Figures = dict[str, Any]


def evaluate(path: Path, settings: Settings, challenger: Path | None, progress: Progress) -> tuple[Figures, list[str]]:
    """All figures of the model of `settings` on a labelled file, and sentences on rows set aside. Raises ValueError where nothing is labelled."""
    golds, faults = read_gold(path)
    if not golds:
        raise ValueError(f"{path} holds no labelled article: give JSON lines with title, text and gold labels")
    answers = _answer(golds, settings, progress)
    tellings = read_corpus()
    figures = _figures(golds, answers)
    figures |= {"file": path.name, "model": predictor(settings.model).model.version, "articles": len(golds)}
    figures["without_corpus_projects"] = _without(golds, answers, tellings)
    figures["baselines"] = _baselines(golds, answers, tellings, progress)
    if challenger:
        other = _answer(golds, settings.model_copy(update={"model": challenger}), progress)
        figures["challenger"] = {
            "model": predictor(challenger).model.version,
            "gained": {g.field: (g.gained, g.interval) for g in gains_of(golds, answers, other) if not g.lang},
            "figures": _figures(golds, other),
        }
    return figures, faults


def _answer(golds: Sequence[Gold], settings: Settings, progress: Progress) -> Answers:
    is_gated = any(g.is_announcement is not None for g in golds)
    read = map_batches([g.article for g in golds], settings, now(), is_gated, progress)
    return answers_of(golds, read, trained(settings.model).threshold)


def _figures(golds: Sequence[Gold], answers: Answers) -> Figures:
    figures: Figures = {"fields": {}, "languages": {}, "review_curves": {}}
    for field, rows in answers.fields.items():
        if rows:
            told = list(rows.values())
            figures["fields"][field] = score_answers(told)
            figures["languages"][field] = by_language(told)
            figures["review_curves"][field] = review_curve(told)
    figures |= _gate_figures(golds, answers)
    if answers.leads:
        right = sum(answers.leads.values())
        figures["lead"] = {
            "accuracy": round(right / len(answers.leads), 4),
            "accuracy_interval": wilson(right, len(answers.leads)),
            "n": len(answers.leads),
        }
    return figures


def _gate_figures(golds: Sequence[Gold], answers: Answers) -> Figures:
    known = [n for n, gold in enumerate(golds) if gold.is_announcement is not None]
    if not known:
        return {}

    def scored(rows: Sequence[int]) -> Figures:
        return score_relevance(
            [bool(golds[n].is_announcement) for n in rows], [answers.relevance[n] for n in rows], answers.threshold
        )

    langs = sorted({golds[n].article.lang for n in known})
    own = {lang: [n for n in known if golds[n].article.lang == lang] for lang in langs}
    return {
        "relevance": scored(known),
        "relevance_by_language": {k: scored(rows) for k, rows in own.items() if len(rows) >= 20},
    }


def _without(golds: Sequence[Gold], answers: Answers, tellings: Sequence[Telling]) -> Figures:
    """The fields' figures without articles that may tell of a project of the corpus: one whose lead it names, in the same country and
    sector. That leaves out more than is needed: one body has several projects."""
    told = {(t.country, t.sector, t.lead) for t in tellings if t.lead}
    known = {
        n for n, gold in enumerate(golds) if gold.lead
        for country, sector, lead in told
        if country in gold.accepted.get("country", ()) and sector in gold.accepted.get("sector", ()) and same_body(lead, gold.lead)
    }  # fmt: skip
    kept = {field: [row for n, row in rows.items() if n not in known] for field, rows in answers.fields.items()}
    return {"left_out": len(known), "fields": {field: score_answers(rows) for field, rows in kept.items() if rows}}


def _baselines(golds: Sequence[Gold], answers: Answers, tellings: Sequence[Telling], progress: Progress) -> Figures:
    """Accuracy of each baseline on the rows that the model answers, by field; of the gate its F1."""
    found: Figures = {}
    names = ["relevance", *FIELDS]
    bag = baselines.BagOfWords(tellings)
    with progress.step("baselines", len(names), 0) as advance:
        for field in names:
            if field == "relevance":
                rows = {
                    n: Answered(None, 0.0, (ANNOUNCEMENT if g.is_announcement else None,), g.article.lang)
                    for n, g in enumerate(golds) if g.is_announcement is not None
                }  # fmt: skip
            else:
                rows = dict(answers.fields[field])
            if rows:
                found[field] = _baseline(field, golds, rows, tellings, bag)
            advance()
    return found


def _baseline(
    field: str,
    golds: Sequence[Gold],
    rows: Mapping[int, Answered],
    tellings: Sequence[Telling],
    bag: baselines.BagOfWords,
) -> Figures:
    texts = [head_of(golds[n].article) for n in rows]
    langs = [golds[n].article.lang for n in rows]
    asked = {
        name: make(field, tellings)
        for name, make in (("majority", baselines.majority), ("keywords", baselines.keywords))
    }
    told = {
        name: [answer(text, lang) for text, lang in zip(texts, langs, strict=True)] for name, answer in asked.items()
    }
    told["bag of words"] = bag.answers(field, texts)
    told["nearest description"] = baselines.nearest_description(field, texts)
    return {name: _baseline_score(field, values, list(rows.values())) for name, values in told.items() if any(values)}


def _baseline_score(field: str, values: Sequence[str], rows: Sequence[Answered]) -> float:
    if field != "relevance":
        return round(
            sum((None if v == UNKNOWN else v) in row.accepted for v, row in zip(values, rows, strict=True)) / len(rows),
            4,
        )
    said, truth = [v == ANNOUNCEMENT for v in values], [row.accepted[0] == ANNOUNCEMENT for row in rows]
    hits = sum(a and b for a, b in zip(said, truth, strict=True))
    return round(2 * hits / max(1, sum(said) + sum(truth)), 4)
