"""Whose country a text is about: money, offices that every country has, and the classic howlers."""

import pytest

from census.settings import PROJECT
from classifiers import country, lead
from classifiers.currencies import find_currencies
from classifiers.gazetteer import find_mentions
from classifiers.predict import Predictor

MODELS = PROJECT / "data" / "models"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a loan of 33 million rand", {"ZA"}),
        ("RM50m for the port", {"MY"}),
        ("NT$ 12 a ride, S$3m in all", {"TW", "SG"}),
        ("3億円を投じる", {"JP"}),
        ("500억 원 규모", {"KR"}),
        ("25,000 naira each", {"NG"}),
        ("€5m and 5 million dollars", set()),
        ("100 won the match, 20 real estate firms, all 5 top banks", set()),
    ],
)
def test_money_tells_whose_it_is(text: str, wanted: set[str]) -> None:
    assert find_currencies(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Paris, Texas puts deeds on a ledger", {"US"}),
        ("Atlanta, Georgia tries a ledger", {"US"}),
        ("Tbilisi, Georgia registers land", {"GE"}),
        ("Toledo, Ohio and San José, Costa Rica", {"US", "CR"}),
        ("a county in New Mexico", {"US"}),
        ("Turkey launches an archive", {"TR"}),
        ("Ivory Coast traces cocoa", {"CI"}),
        ("Latin American banks meet", set()),
        ("six months later, sale of a unit", set()),
        ("SIX settles bonds", {"CH"}),
        ("Jordan and Chad sign", {"JO", "TD"}),
    ],
)
def test_the_classic_howlers(text: str, wanted: set[str]) -> None:
    assert {mention.country for mention in find_mentions(text)} == wanted


def test_one_bad_place_never_voids_the_rest() -> None:
    found = [m.country for m in find_mentions("Nowhereville, Atlantis and Nairobi, Kenya sign with Lagos")]
    assert found == ["KE", "KE", "NG"]


def test_an_office_of_no_land_counts_less_than_a_named_body() -> None:
    ranker = Predictor.open(MODELS).model.rankers["country"]

    def sure_of_us(text: str) -> float:
        return country.rank(country.find_places(text, "en", lead.choose(text, _leads()), {}), ranker).get("US", 0.0)

    named = sure_of_us("Bank of America pilots a ledger for letters of credit\nIt will run for a year.")
    office = sure_of_us("Department of Education pilots a ledger for diplomas\nIt will run for a year.")
    assert named > office


def _leads() -> lead.Head:
    return Predictor.open(MODELS).model.rankers["lead"]
