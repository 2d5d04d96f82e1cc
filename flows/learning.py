"""`chaincensus learning`: the learning curve of gate and labels, and the cost of an unseen language, as tables and a chart."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from census.charts import line_chart
from census.pages import render
from classifiers.corpus import read_corpus
from classifiers.learning import learning_curve, without_languages
from classifiers.train import encode_all
from classifiers.words import Words
from flows.progress import Progress

FIELDS = ("relevance", "sector", "subject", "stage")
UNSEEN = ("ko", "es", "de")


def measure_learning(console: Console, out: Path, progress: Progress) -> None:
    """Print the curve and the languages, write `learning.html` to `out`. Takes as long as training."""
    tellings = read_corpus()
    texts = [t.whole for t in tellings]
    words = Words.fit(texts)
    with threadpool_limits(1), progress.step("learning", len(FIELDS) + 2, 0) as advance:
        features = encode_all(texts, words)
        advance()
        curves = {}
        for field in FIELDS:
            curves[field] = learning_curve(field, tellings, features)
            advance()
        languages = without_languages("sector", tellings, features, UNSEEN)
        advance()
    table = Table("learnt from", *FIELDS, title="right on projects outside", title_justify="left")
    for n, point in enumerate(curves[FIELDS[0]]):
        table.add_row(point.part, *(f"{curve[n].accuracy:.3f} ({curve[n].texts:,})" for curve in curves.values()))
    console.print(table)
    unseen = Table("language", "sector, learnt with it", f"without {', '.join(UNSEEN)}", "loss", title_justify="left")
    for lang, (seen, blind) in languages.items():
        unseen.add_row(lang, f"{seen:.3f}", f"{blind:.3f}", f"{seen - blind:+.3f}")
    console.print(unseen)
    drawn = {field: {float(p.texts): p.accuracy for p in curve} for field, curve in curves.items()}
    chart = line_chart(drawn, "texts learnt from", "right", across_format=",.0f")
    out.mkdir(parents=True, exist_ok=True)
    values = {"curves": curves, "languages": languages, "chart": chart}
    (out / "learning.html").write_bytes(render("learning.html", values))
