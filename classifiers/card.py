"""The model's card: what it learnt from, how good it is on held-out projects, what it is not for. As values and as a page."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from census.taxonomy import taxonomy_hash
from classifiers.corpus import Telling, corpus_hash
from classifiers.country import UNKNOWN
from classifiers.encode import ENCODERS
from classifiers.floors import choose_threshold
from classifiers.model import ANNOUNCEMENT, Floats, Model
from classifiers.pair import Spread
from classifiers.scores import Answered, score_answers, score_relevance

PAGE = "MODEL_CARD.md"
FIELDS = ("sector", "application", "subject", "stage", "country")
_KINDS = ("lang", "sector", "form")
# Groups of fewer texts have no line of their own.
_LEAST = 30
Scores = dict[str, Any]


def describe(
    model: Model,
    tellings: Sequence[Telling],
    relevance: Floats,
    answers: Mapping[str, Sequence[Spread]],
    others: Mapping[str, Mapping[str, float]],
) -> dict[str, Any]:
    """Card of a model; `relevance` (probabilities of its classes) and `answers` (distributions by field) are those of each telling when its
    project was held out, `others` the figures of linking (pair) and of seams."""
    digest = hashlib.sha256()
    for part in [*(h for f in model.fields.values() for h in f.heads.values()), *model.rankers.values()]:
        digest.update(part.weights.tobytes() + part.bias.tobytes())
    classes = model.fields["relevance"].classes
    threshold = choose_threshold(tellings, relevance, classes)
    chance = relevance[:, classes.index(ANNOUNCEMENT)]
    told = {field: answered(field, tellings, answers[field]) for field in FIELDS}
    announced = [t for t in tellings if t.is_announcement]
    scores: Scores = {"relevance": _gate(tellings, chance, threshold)}
    scores |= {field: score_answers(list(rows.values())) for field, rows in told.items()}
    return {
        "version": digest.hexdigest()[:12],
        "threshold": threshold,
        "taxonomy": taxonomy_hash(),
        "corpus": corpus_hash(),
        "tellings": len(tellings),
        "announcements": len(announced),
        "projects": len({t.story for t in announced}),
        "languages": dict(Counter(t.lang for t in tellings).most_common()),
        "encoders": {name: encoder.name for name, encoder in ENCODERS.items()},
        "held_out_scores": scores | {name: dict(figures) for name, figures in others.items()},
        "groups": {kind: _groups(kind, tellings, chance, threshold, told) for kind in _KINDS},
    }


def answered(field: str, tellings: Sequence[Telling], spreads: Sequence[Spread]) -> dict[int, Answered]:
    """Number of each telling that has a gold value -> what the distribution answers."""
    found = {}
    for n, (telling, spread) in enumerate(zip(tellings, spreads, strict=True)):
        gold, second = getattr(telling, field), getattr(telling, f"{field}_alt", None)
        if telling.is_announcement and (gold or field == "country"):
            best = max(spread, key=lambda code: (spread[code], code))
            accepted = (gold, second) if second else (gold,)
            found[n] = Answered(None if best == UNKNOWN else best, spread[best], accepted, telling.lang)
    return found


def _gate(tellings: Sequence[Telling], chance: Floats, threshold: float) -> Scores:
    return score_relevance([t.is_announcement for t in tellings], chance.tolist(), threshold)


def _groups(
    kind: str, tellings: Sequence[Telling], chance: Floats, threshold: float, told: Mapping[str, Mapping[int, Answered]]
) -> dict[str, Scores]:
    """Accuracy of each field, and precision and recall of the gate, for each language, sector or form of `_LEAST` texts or more. A noise
    story has no sector: there the gate has a recall only."""
    found = {}
    for name, count in Counter(value for t in tellings if (value := getattr(t, kind))).most_common():
        rows = [n for n, t in enumerate(tellings) if getattr(t, kind) == name]
        if count >= _LEAST:
            gold = np.array([tellings[n].is_announcement for n in rows])
            kept = chance[rows] >= threshold
            right = {field: [answer.is_right for n in rows if (answer := own.get(n))] for field, own in told.items()}
            found[name] = {
                "precision": round(float((kept & gold).sum() / max(1, kept.sum())), 4) if kind != "sector" else None,
                "recall": round(float((kept & gold).sum() / max(1, gold.sum())), 4),
                **{field: round(sum(hits) / len(hits), 4) for field, hits in right.items() if hits},
                "n": len(rows),
            }
    return found


def render(card: Mapping[str, Any]) -> str:
    """The card as a Markdown page; a card just made and the same card read back give the same page."""
    scores = card["held_out_scores"]
    fields = "\n".join(
        f"| {name} | {s['accuracy']:.3f} ({s['accuracy_interval'][0]:.3f}-{s['accuracy_interval'][1]:.3f}) | {s['macro_f1']:.3f} | "
        f"{s['calibration_error']:.3f} | {s['accuracy_after_review']:.3f} | {s['n']} |"
        for name, s in sorted(scores.items())
        if name in FIELDS
    )
    groups = "\n\n".join(_group_table(kind, card["groups"][kind]) for kind in _KINDS)
    page = (
        _PAGE
        if "learnt" not in card
        else _PAGE.replace(_MADE, _MADE_HERE).replace(_NEVER, _LEARNT.format(**card["learnt"]))
    )
    return page.format(
        **{name: value for name, value in card.items() if name != "groups"}, gate=scores["relevance"], links=scores["pair"],
        seams=scores["seams"], field_rows=fields, group_tables=groups, encoder_names=", ".join(sorted(card["encoders"].values())),
    )  # fmt: skip


def _group_table(kind: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    columns = ("precision", "recall", *FIELDS)
    named = {"lang": "language"}.get(kind, kind)
    head = (
        f"| {named} | gate precision | gate recall | {' | '.join(FIELDS)} | texts |\n|---{'|---' * (len(columns) + 1)}|"
    )
    lines = [
        f"| {name} | {' | '.join(_cell(row.get(column)) for column in columns)} | {row['n']} |"
        for name, row in sorted(rows.items(), key=lambda pair: (-pair[1]["n"], pair[0]))
    ]
    return "\n".join([head, *lines])


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


# Of a model trained where analysts decided cases other things are true.
_MADE, _MADE_HERE = "Made by `make train`", "Made by `chaincensus train`"
_NEVER = "It has never seen a page of the sample month nor an article of any outlet."
_LEARNT = "And from {decisions} decisions of analysts on announcements and {pairs} on pairs, up to {until}. The figures are those on our corpus."
_PAGE = """# Model card: model/{version}

Made by `make train`, with this page; do not edit. Taxonomy `{taxonomy}`, corpus `{corpus}`.

**What it does.** Says of a news text whether it announces an application project of blockchain (the gate), and of an announcement
its sector, application, subject, stage and country, who leads, and whether two announcements tell of one project.

**What it is.** Linear heads of scikit-learn on three kinds of features: two multilingual sentence encoders
({encoder_names}) and a bag of words and signs; blended and calibrated on held-out projects; plain
arrays in `model.npz`, loaded without pickle. Lead, country and pair are linear rankers over named features.

**What it learnt from.** {announcements} announcements of {projects} projects and {tellings} texts in all, written by us (`docs/corpus.md`).
It has never seen a page of the sample month nor an article of any outlet.

## How good: five-fold on our corpus, split by project

Gate at the threshold {threshold}: average precision {gate[average_precision]:.3f}, precision {gate[precision]:.3f}, recall {gate[recall]:.3f},
F1 {gate[f1]:.3f}; calibration error {gate[calibration_error]:.3f} at even chances: the share of announcements among the world's texts
is not that of the corpus and is not assumed ({gate[n]} texts).

A second reading of a label counts as right, in accuracy, macro-F1 and calibration.

| field | accuracy (95 %) | macro-F1 | calibration error | accuracy where the surest 80 % are kept | texts |
|---|---|---|---|---|---|
{field_rows}

Linking in months of about 1,000 announcements: precision {links[precision]:.3f}, recall {links[recall]:.3f}, F1 {links[f1]:.3f} over {links[n]} pairs of one project.

Seams of roundups put together from the corpus: precision {seams[precision]:.3f}, recall {seams[recall]:.3f}; taken for one in ordinary articles:
{seams[false_seams]:.3f} of their sentences.

### By language, sector and form

{group_tables}

## What it is not for

Our texts are cleaner than the news: expect lower figures on real articles, the gate above all. Labels under 0.6 are marked
`needs_review` and are wrong too often to be quoted unreviewed. It judges texts, not claims: an announcement of a project that never
existed is an announcement. Countries named in no text are guessed from the language and may be unknown.
"""
