"""`chaincensus corpus-check`: the corpus is sound, as broad as it must be, and its datasheet is the one that is kept."""

from pathlib import Path

from classifiers.balance import WANTED, weigh
from classifiers.corpus import read_corpus
from flows.corpus_check import DATASHEET, make_datasheet
from tests.conftest import chaincensus


def test_the_datasheet_is_that_of_the_corpus() -> None:
    assert DATASHEET.read_text(encoding="utf-8") == make_datasheet(weigh(read_corpus())), "run `make corpus-check`"


def test_the_corpus_is_as_broad_as_wanted_and_a_shortfall_would_be_named() -> None:
    corpus = read_corpus()
    balance = weigh(corpus)
    assert balance.short == [] and set(balance.reached) == set(WANTED)
    assert sum(told + other for told, other, _ in balance.splits) == len(corpus)
    thin = weigh([t for t in corpus if t.sector != "aerospace"])
    assert thin.short == ["announcements of each sector: 0, wanted 150", "languages of each sector: 0, wanted 6"]


def test_the_check_draws_a_page(tmp_path: Path) -> None:
    ran = chaincensus(tmp_path, "corpus-check", "--out", str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    page = (tmp_path / "corpus.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 10 and "no text stands in two stories" in page
