"""An evaluation as tables in the terminal, as JSON, and as a page with its curves."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from census.charts import line_chart
from census.pages import render

BASELINES = ("majority", "keywords", "bag of words", "nearest description")


def show_evaluation(console: Console, figures: Mapping[str, Any]) -> None:
    """Gate, fields, baselines and challenger as tables; intervals in brackets are of 95 %."""
    title = f"model/{figures['model']} on {figures['file']}"
    gate = Table("gate", "AP", "precision", "recall", "F1", "articles", title=title, title_justify="left")
    for name, s in _gate_rows(figures):
        ap, f1 = _with(s["average_precision"], s["average_precision_interval"]), _with(s["f1"], s["f1_interval"])
        gate.add_row(name, ap, f"{s['precision']:.3f}", f"{s['recall']:.3f}", f1, str(s["n"]))
    if gate.row_count:
        console.print(gate)
    fields = Table("field", "accuracy", "macro-F1", "calibration error", "after 20 % review", "surer than 0.9", "texts")
    for name, s in figures["fields"].items():
        fields.add_row(
            name, _with(s["accuracy"], s["accuracy_interval"]), f"{s['macro_f1']:.3f}", f"{s['calibration_error']:.3f}",
            f"{s['accuracy_after_review']:.3f}", f"{s['sure_accuracy']:.3f} of {s['sure_share']:.0%}", str(s["n"]),
        )  # fmt: skip
    if "lead" in figures:
        lead = figures["lead"]
        fields.add_row("lead", _with(lead["accuracy"], lead["accuracy_interval"]), "", "", "", "", str(lead["n"]))
    console.print(fields)
    console.print(_baseline_table(figures))
    for name, (gain, (low, high)) in figures.get("challenger", {}).get("gained", {}).items():
        console.print(f"challenger, {name}: {gain:+.3f} ({low:+.3f} to {high:+.3f})", highlight=False)


def _baseline_table(figures: Mapping[str, Any]) -> Table:
    named = figures["baselines"]
    table = Table("baseline", *("gate F1" if field == "relevance" else field for field in named))
    for name in BASELINES:
        table.add_row(name, *(f"{told[name]:.3f}" if name in told else "" for told in named.values()))
    return table


def _gate_rows(figures: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    if "relevance" not in figures:
        return []
    return [("all", figures["relevance"]), *figures["relevance_by_language"].items()]


def _with(value: float, interval: tuple[float, float]) -> str:
    return f"{value:.3f} ({interval[0]:.2f}-{interval[1]:.2f})"


def write_evaluation(folder: Path, figures: Mapping[str, Any]) -> None:
    """`evaluation.json` with all figures, and `evaluation.html`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluation.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    curves = line_chart(figures["review_curves"], "sent to review", "right of the rest")
    values = {"f": figures, "gate": _gate_rows(figures), "curves": curves, "baseline_names": BASELINES}
    (folder / "evaluation.html").write_bytes(render("evaluation.html", values))
