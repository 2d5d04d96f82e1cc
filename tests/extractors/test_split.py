from collections.abc import Sequence

from census.records import Article, Slot, Slots, Verdict
from extractors.sections import find_paragraphs, is_listed
from extractors.split import Reading, Trained, split


def gate(texts: Sequence[str]) -> list[Verdict]:
    return [Verdict(0.9 if "pilots" in text else 0.1, 0.9 if "since" in text else 0.0) for text in texts]


def tag(text: str, lang: str) -> Slots:
    lead = text.split(" pilots")[0] if " pilots" in text else None
    return Slots(lead, (), None, (), (Slot("lead", 0, len(lead), lead, 0.9),) if lead else ())


def seams(texts: Sequence[str], opens_line: Sequence[bool]) -> list[float]:
    return [0.9 if " pilots" in text else 0.1 for text in texts]


TRAINED = Trained(gate, seams, tag, lambda text: 20, 0.5)


def article(title: str, text: str, date: str | None = "2019-11-05") -> Article:
    return Article("a", "https://a.example/1", "A", title, text, date, "meta", "en")


ROUNDUP = article(
    "This week in ledgers",
    "Good morning, here is what we saw.\n1. Bank A pilots letters of credit on a ledger with partners.\n"
    "2. The price of bitcoin fell again and traders were not amused.\n3. Port B pilots a bill of lading without paper for rice.\n"
    "Captains there say it saves a day.\nRead more\nSubscribe to our newsletter and never miss a thing.",
)


def test_a_price_story_gives_none_and_says_how_relevant_it_was() -> None:
    reading = split(article("Bitcoin falls", "It fell, whatever the blockchain."), TRAINED)
    assert reading.announcements == () and reading.relevance_proba == 0.1


def test_an_article_that_names_nothing_of_the_technology_is_dropped_whatever_the_gate_says() -> None:
    reading = split(article("Bank A pilots a loyalty card", "It pilots it in shops."), TRAINED)
    assert reading == Reading(0.0, (), "off_topic")
    assert split(article("Bank A pilots a loyalty card", "Points are tokens."), TRAINED).announcements


def test_an_ordinary_article_gives_one_with_its_head() -> None:
    told = article("Bank A pilots a ledger", "It said so on Monday.\n" + "More words of no weight here.\n" * 80)
    [found] = split(told, TRAINED).announcements
    assert found.text == told.whole[found.span[0] : found.span[1]]
    assert found.text.startswith("Bank A pilots") and len(found.text) < 800
    assert found.lead == "Bank A" and found.date == "2019-11-05"


def test_a_roundup_gives_one_for_each_entry_that_announces() -> None:
    assert is_listed(ROUNDUP, find_paragraphs(ROUNDUP))
    found = split(ROUNDUP, TRAINED).announcements
    assert [a.text.split("\n")[0][:6] for a in found] == ["1. Ban", "3. Por"]
    assert "Captains" in found[1].text and "Subscribe" not in found[1].text
    assert all(a.text == ROUNDUP.whole[a.span[0] : a.span[1]] for a in found)


def test_without_the_gate_any_article_is_one_announcement() -> None:
    assert len(split(ROUNDUP, TRAINED, use_gate=False).announcements) == 1
    assert len(split(article("", "Bitcoin falls"), TRAINED, use_gate=False).announcements) == 1


def test_a_project_told_as_old_is_marked() -> None:
    recap = article("Bank A pilots a ledger", "The platform, launched in 2017, has grown.")
    [found] = split(recap, TRAINED).announcements
    assert found.is_retold
    [found] = split(article("Bank A pilots a ledger", "It begins today."), TRAINED).announcements
    assert not found.is_retold
