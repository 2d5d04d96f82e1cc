"""The sentence that the report tells of a project, made from its fields in the reader's language, never from an article."""

from collections.abc import Mapping, Sequence
from typing import Any

from census.taxonomy import SECTORS
from census.texts import Texts

MOST_CASES = 4
Row = Mapping[str, Any]


def use_of(row: Row, texts: Texts) -> str:
    """What the project is for: its application, else its sector, as it stands inside a sentence."""
    field = "application" if row["application"] and row["application"] != "other" else "sector"
    label = texts.label(field, row[field])
    # Only a first letter is lowered: "E-invoices" becomes "e-invoices", "IoT" stays.
    return label[:1].lower() + label[1:] if texts.say("case.lowers_labels") == "yes" else label


def who_of(row: Row, texts: Texts) -> str:
    """The lead with its country; an unnamed one is described by what it is."""
    lead = row["lead"] or texts.say("case.unnamed", subject=texts.label("subject", row["subject"]))
    if row["country"] is None:
        return str(lead)
    return texts.say("case.who", lead=lead, country=texts.country(row["country"]))


def _inside(code: str, texts: Texts) -> str:
    """Name of a country as it stands inside a sentence: "the United States"."""
    takes_article = code in texts.say("case.article.codes").split()
    return texts.say("case.article.text", country=texts.country(code)) if takes_article else texts.country(code)


def sentence_of(row: Row, texts: Texts) -> str:
    """One sentence: who applies it to what, how far along, and with whom or where abroad."""
    stage = row["stage"] if texts.has(f"case.stage.{row['stage']}") else "live"
    told = texts.say(f"case.stage.{stage}", who=who_of(row, texts), use=use_of(row, texts))
    abroad = [_inside(code, texts) for code in row["host_countries"] if code != row["country"]]
    if abroad:
        told += texts.say("case.abroad", countries=texts.say("list.joint").join(abroad[:3]))
    partners = [name for name in row["partners"] if name.casefold() not in (row["lead"] or "").casefold()]
    if partners:
        told += texts.say("case.partners", partners=texts.say("list.joint").join(partners[:2]))
    return told + texts.say("case.end")


def cases_of(projects: Sequence[Row]) -> list[tuple[str, list[Row], int]]:
    """For each sector that has any: its code, one to four projects with most reports, and how many it has; the largest first."""
    found = []
    for sector in SECTORS:
        own = sorted((r for r in projects if r["sector"] == sector.code), key=lambda r: (-r["evidence_count"], r["id"]))
        if own:
            found.append((sector.code, own[:MOST_CASES], len(own)))
    return sorted(found, key=lambda case: (-case[2], case[0]))
