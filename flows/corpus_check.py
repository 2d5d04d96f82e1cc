"""`chaincensus corpus-check`: what is wrong with the labelled corpus, how it is spread; tables, a page with pictures, the datasheet."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from census.charts import bar_chart
from census.pages import render
from census.settings import PROJECT
from classifiers.balance import WANTED, Balance, weigh
from classifiers.corpus import LABELS, corpus_hash, read_corpus
from classifiers.leakage import find_copies, find_leaks

SAMPLE = PROJECT / "data" / "sample"
DATASHEET = LABELS / "DATASHEET.md"
# Languages with a column of their own; bars of one chart.
_COLUMNS, _BARS = 20, 24


def check_corpus(console: Console, out: Path, datasheet: Path = DATASHEET) -> list[str]:
    """Print the balance, write `corpus.html` to `out` and the datasheet; sentences on what is wrong: projects of the sample month, copies
    across stories, shortfalls. Raises ValueError naming file and line of a broken row."""
    tellings = read_corpus()
    balance = weigh(tellings)
    faults = [*find_leaks(tellings, SAMPLE), *find_copies(tellings)]
    for name, counts in balance.counts.items():
        table = Table(name, "texts", title_justify="left")
        for value, count in counts.items():
            table.add_row(value, str(count))
        console.print(table)
    for name, least in WANTED.items():
        console.print(f"{name}: {balance.reached[name]} (wanted {least})", highlight=False)
    out.mkdir(parents=True, exist_ok=True)
    (out / "corpus.html").write_bytes(_page(balance, faults))
    datasheet.write_text(make_datasheet(balance), encoding="utf-8")
    console.print(f"written: {out / 'corpus.html'}, {datasheet}", highlight=False, soft_wrap=True)
    return [*faults, *balance.short]


def make_datasheet(balance: Balance) -> str:
    """The datasheet of the corpus as Markdown."""
    values = {"corpus": corpus_hash(), "wanted": WANTED, "balance": balance, "languages": _languages(balance)}
    return render("datasheet.md", values).decode()


def _page(balance: Balance, faults: Sequence[str]) -> bytes:
    charts = [(name, bar_chart(dict(list(counts.items())[:_BARS]))) for name, counts in balance.counts.items()]
    values = {"corpus": corpus_hash(), "balance": balance, "faults": faults, "languages": _languages(balance)}
    return render("corpus.html", values | {"charts": charts})


def _languages(balance: Balance) -> list[str]:
    return list(balance.counts["language of announcements"])[:_COLUMNS]
