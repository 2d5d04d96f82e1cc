"""`chaincensus train` where analysts have decided cases: a challenger learns from the corpus and from their decisions, meets the champion on
texts that neither has seen, and takes its place if it is better beyond noise."""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from census.champions import FOLDER, add_training, trained_folder
from census.decided import Decision, Verdict, decisions_in_force, verdicts_in_force
from census.delimited import safe_cell
from census.ledger import now
from census.merge import FIELDS
from census.recheck import ask_again
from census.records import Article
from census.settings import SHIPPED, Settings
from census.store import Store
from classifiers.card import PAGE, render
from classifiers.corpus import Telling
from classifiers.decided import JudgedPair, telling_of
from classifiers.encodings import kept_encodings
from classifiers.floors import below_floor
from classifiers.model import ARRAYS, CARD, Model, save
from classifiers.suspects import Suspect, find_suspects
from classifiers.train import train_with
from flows.answers import Answers, answers_of
from flows.duel import Gain, gains_of, judge_duel
from flows.gold import Gold, sample_gold
from flows.work import label_articles, predictor, trained

# Of the decisions the newest fifth is held out, to measure on, five hundred at most: choices. They are learnt from once newer ones are there.
_HELD_OUT, _MOST_HELD_OUT = 0.2, 500
ENCODINGS, SUSPECTS = "encodings.db", "suspects.csv"
_OWN_FILES = (ARRAYS, CARD, PAGE)


@dataclass(frozen=True)
class Lessons:
    """What a challenger learns from, and the newest decisions, which it does not see."""

    learnt: tuple[Decision, ...]
    judged: tuple[Verdict, ...]
    held_out: tuple[Decision, ...]


def lessons_of(store: Store) -> Lessons:
    """Decisions in force, split by time and by record: no report of a project is learnt from of which another is held out."""
    decisions = decisions_in_force(store)
    size = min(_MOST_HELD_OUT, round(len(decisions) * _HELD_OUT))
    newest = decisions[len(decisions) - size :]
    records = {decision.record_id for decision in newest}
    learnt = tuple(d for d in decisions if d.record_id not in records)
    held_out = tuple(d for d in decisions if d.record_id in records)
    ids = {d.announcement.id for d in held_out}
    judged = tuple(v for v in verdicts_in_force(store) if not {v.one.id, v.two.id} & ids)
    return Lessons(learnt, judged, held_out)


def train_challenger(
    store: Store, settings: Settings, corpus: Sequence[Telling], lessons: Lessons, console: Console
) -> list[str]:
    """Train, measure, and promote or keep aside; sentences on the floors that the challenger misses, in which case it is not kept."""
    with kept_encodings(settings.home / FOLDER / ENCODINGS):
        decided = [telling_of(decision) for decision in lessons.learnt]
        pairs = [JudgedPair(v.one, v.two, v.is_same) for v in lessons.judged]
        made = train_with(corpus, decided, pairs, lambda step: console.print(step, highlight=False))
        faults = below_floor(made.model.card["held_out_scores"], SHIPPED)
        if faults:
            return faults
        learnt = {
            "decisions": len(decided),
            "pairs": len(pairs),
            "until": max((d.made_at for d in lessons.learnt), default=""),
        }
        model = replace(made.model, card={**made.model.card, "learnt": learnt})
        folder = _keep(model, settings)
        console.print("measuring it against the champion", highlight=False)
        gains = _measure(settings, folder, lessons.held_out)
    is_promoted, reason = judge_duel(gains)
    champion = predictor(settings.model).model.version
    if model.version == champion:
        is_promoted, reason = False, "it is the champion itself: nothing new was decided"
    line = {
        "at": now(),
        "model": model.version,
        "is_promoted": is_promoted,
        "reason": reason,
        "champion": champion,
        **learnt,
    }
    add_training(settings.home, {**line, "gains": [asdict(gain) for gain in gains]})
    suspects = find_suspects([*corpus, *decided], made.held_out)
    _write_suspects(folder / SUSPECTS, suspects, corpus, lessons.learnt)
    asked = _ask_again(store, suspects, len(corpus), lessons.learnt, f"model/{model.version}")
    _show(console, gains)
    verb = "promoted" if is_promoted else "kept aside"
    console.print(f"model {model.version} {verb}: {reason}", highlight=False, soft_wrap=True)
    of_corpus = sum(s.telling < len(corpus) for s in suspects)
    console.print(
        f"{of_corpus} labels of the corpus look wrong ({folder / SUSPECTS}); {asked} cases asked again",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
    return []


def _keep(model: Model, settings: Settings) -> Path:
    """Save a challenger with its card, beside what else a model's folder holds: the reader of pages and the floors."""
    folder = trained_folder(settings.home, model.version)
    save(model, folder)
    (folder / PAGE).write_text(render(model.card), encoding="utf-8")
    for file in settings.model.iterdir():
        if file.is_file() and file.name not in (*_OWN_FILES, SUSPECTS):
            shutil.copyfile(file, folder / file.name)
    return folder


def _measure(settings: Settings, challenger: Path, held_out: Sequence[Decision]) -> list[Gain]:
    """What the challenger gains on the frozen validation set and on the newest decisions."""
    sets = {"the sample month": sample_gold(settings.sample), "the newest decisions": [_gold_of(d) for d in held_out]}
    return [
        gain
        for name, golds in sets.items()
        for gain in gains_of(golds, _answers(golds, settings.model), _answers(golds, challenger), name)
    ]


def _answers(golds: Sequence[Gold], folder: Path) -> Answers:
    return answers_of(golds, label_articles([g.article for g in golds], folder, ""), trained(folder).threshold)


def _gold_of(decision: Decision) -> Gold:
    told = decision.announcement
    title, _, text = told.text.partition("\n")
    article = Article(told.id, None, "", title if text else "", text or title, told.date, None, told.lang)
    accepted = {field: (decision.values[field],) for field in FIELDS} if decision.is_announcement else {}
    return Gold(article, decision.is_announcement, False, accepted, None)


def _write_suspects(
    file: Path, suspects: Sequence[Suspect], corpus: Sequence[Telling], decisions: Sequence[Decision]
) -> None:
    """All suspected labels, worst first: of the corpus by story and beginning, of decisions by announcement."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("of", "id", "field", "given", "suggested", "quality", "text"))
        for s in suspects:
            if s.telling < len(corpus):
                told = corpus[s.telling]
                named = ("corpus", told.story, told.whole.strip())
            else:
                decision = decisions[s.telling - len(corpus)]
                named = ("decision", decision.announcement.id, decision.announcement.text)
            row = (*named[:2], s.field, s.given, s.suggested, s.quality, named[2].split("\n")[0][:80])
            writer.writerow([safe_cell(cell) for cell in row])


def _ask_again(store: Store, suspects: Sequence[Suspect], first: int, decisions: Sequence[Decision], by: str) -> int:
    ids = dict.fromkeys(decisions[s.telling - first].announcement.id for s in suspects if s.telling >= first)
    return ask_again(store, list(ids), by)


def _show(console: Console, gains: Sequence[Gain]) -> None:
    table = Table("measured on", "field", "language", "rows", "gained", "95 %", title="challenger against champion")
    for g in gains:
        table.add_row(
            g.on,
            g.field,
            g.lang or "all",
            str(g.rows),
            f"{g.gained:+.3f}",
            f"{g.interval[0]:+.3f} to {g.interval[1]:+.3f}",
        )
    console.print(table)
