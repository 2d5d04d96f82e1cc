"""The model's card: what it learnt from, how good it is on held-out projects, what it is not for. As values and as a page."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from census.taxonomy import taxonomy_hash
from classifiers.corpus import Telling, corpus_hash
from classifiers.encode import ENCODERS
from classifiers.evaluate import FLOORED, choose_threshold, score_fields, score_gate, score_languages
from classifiers.model import Floats, Model

PAGE = "MODEL_CARD.md"


def describe(
    model: Model, tellings: Sequence[Telling], proba: Mapping[str, Floats], others: Mapping[str, Mapping[str, float]]
) -> dict[str, Any]:
    """Card of a model; `proba` holds each field's probabilities when the telling's project was held out, `others` the figures of linking (pair) and of seams."""
    digest = hashlib.sha256()
    for part in [*(h for f in model.fields.values() for h in f.heads.values()), *model.rankers.values()]:
        digest.update(part.weights.tobytes() + part.bias.tobytes())
    gate = proba["relevance"], model.fields["relevance"].classes
    threshold = choose_threshold(tellings, *gate)
    scores: dict[str, Any] = {"relevance": score_gate(tellings, *gate, threshold)}
    scores |= score_fields(tellings, {name: (proba[name], model.fields[name].classes) for name in FLOORED})
    scores |= {name: dict(figures) for name, figures in others.items()}
    announced = [t for t in tellings if t.is_announcement]
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
        "held_out_scores": scores,
        "gate_by_language": score_languages(tellings, *gate, threshold),
    }


def render(card: Mapping[str, Any]) -> str:
    """The card as a Markdown page; a card just made and the same card read back give the same page."""
    scores, gate = card["held_out_scores"], card["held_out_scores"]["relevance"]
    fields = "\n".join(
        f"| {name} | {s['accuracy']:.3f} | {s['accuracy_accepted']:.3f} | {s['macro_f1']:.3f} | {s['calibration_error']:.3f} | {s['n']} |"
        for name, s in sorted(scores.items())
        if name not in ("relevance", "pair", "seams")
    )
    languages = "\n".join(
        f"| {lang} | {s['precision']:.3f} | {s['recall']:.3f} | {s['n']} |"
        for lang, s in sorted(card["gate_by_language"].items(), key=lambda row: (-row[1]["n"], row[0]))
    )
    encoders = ", ".join(sorted(card["encoders"].values()))
    return _PAGE.format(
        **card,
        gate=gate,
        links=scores["pair"],
        seams=scores["seams"],
        field_rows=fields,
        by_language=languages,
        encoder_names=encoders,
    )


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

Gate at the threshold {threshold}: precision {gate[precision]:.3f}, recall {gate[recall]:.3f}, average precision {gate[average_precision]:.3f},
calibration error {gate[calibration_error]:.3f} ({gate[n]} texts).

| field | accuracy | with the second reading accepted | macro-F1 | calibration error | texts |
|---|---|---|---|---|---|
{field_rows}

Linking, each fold as one month: precision {links[precision]:.3f}, recall {links[recall]:.3f}, F1 {links[f1]:.3f} over {links[n]} pairs of one project.

Seams of roundups put together from the corpus: precision {seams[precision]:.3f}, recall {seams[recall]:.3f}; taken for one in ordinary articles:
{seams[false_seams]:.3f} of their sentences.

| language | gate precision | gate recall | texts |
|---|---|---|---|
{by_language}

## What it is not for

Our texts are cleaner than the news: expect lower figures on real articles, the gate above all. Labels under 0.6 are marked
`needs_review` and are wrong too often to be quoted unreviewed. It judges texts, not claims: an announcement of a project that never
existed is an announcement. Countries named in no text are guessed from the language and may be unknown.
"""
