"""What names the technology, and what a reader could not know of."""

import pytest

from census.technology import tells_of_technology
from classifiers.corpus import read_corpus


@pytest.mark.parametrize(
    "text",
    [
        "Port logs boxes on a distributed ledger", "20m people use the digital yuan", "Banco de Mexico will launch its CBDC", "分散台帳で検品", "數碼港元試點",
        "二十家银行上线存证", "La rupia digital llega a cuatro bancos", "Цифровой рубль в метро", "Kaufland tritt Food Trust bei", "Bonds sold as tokens", "sổ cái phân tán",
    ],
)  # fmt: skip
def test_the_technology_is_told_by_what_is_built_on_it_too(text: str) -> None:
    assert tells_of_technology(text)


@pytest.mark.parametrize(
    "text",
    [
        "Walmart Pay is live in thirty states", "Supply chain bottlenecks ease", "Uber starts bicycles in Amsterdam", "央行下调利率", "銀行が新店舗を開く",
        "Bitcoin falls as traders sell", "Hash browns are back", "El banco abre una sede",
    ],
)  # fmt: skip
def test_other_news_does_not_tell_of_it(text: str) -> None:
    assert not tells_of_technology(text)


def test_what_the_rule_loses_of_the_corpus_is_bounded() -> None:
    told = [tells_of_technology(t.whole) for t in read_corpus() if t.is_announcement]
    # Teasers were written to leave the word out oftener than real ones do (1 of 150): the corpus loses 14 of 100.
    assert sum(told) >= 0.85 * len(told)
