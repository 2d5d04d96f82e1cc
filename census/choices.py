"""What may be answered to the questions of a case, and what the model proposes: the same on the page and in the files of other tools."""

from collections.abc import Mapping

from census.corrections import IS_ANNOUNCEMENT, NO, YES
from census.countries import codes
from census.records import Label
from census.taxonomy import CODED, TABLES, codes_of, sector_of

QUESTIONS = (IS_ANNOUNCEMENT, *CODED)
# What is chosen where nobody can know a value.
UNKNOWN = "unknown"
MAY_BE_UNKNOWN = ("country", "application")
# What a model says of an announcement that has no application.
NONE = "none"


def allowed(question: str) -> tuple[str, ...]:
    """What a question may be answered with, in the order of its code table; that nobody can know it comes last."""
    if question == IS_ANNOUNCEMENT:
        return (YES, NO)
    listed = codes_of(question) if question in TABLES else tuple(sorted(codes()))
    return (*listed, UNKNOWN) if question in MAY_BE_UNKNOWN else listed


def proposed(field: str, labels: Mapping[str, Label]) -> str:
    """The code that is proposed for a field: the model's, or unknown; an application only within the sector."""
    label = labels.get(field)
    code = label.value if label and label.value != NONE else None
    if field == "application" and code and sector_of(code) != proposed("sector", labels):
        code = None
    return code or (UNKNOWN if field in MAY_BE_UNKNOWN else codes_of(field)[-1])
