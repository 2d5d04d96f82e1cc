"""The tables of a release and what each of their columns says: written into the metadata, the codebook of the data's shape."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its `type` is one of Frictionless' (string, integer, number, boolean), `parent` the FILE.COLUMN it refers to."""

    name: str
    type: str
    description: str
    parent: str = ""


@dataclass(frozen=True)
class TableShape:
    """One table of a release: file name, what a row is, its columns, and those that name a row ("" where none do)."""

    file: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(column.name for column in self.columns)


def _columns(text: str) -> tuple[Column, ...]:
    """Columns from lines of "name | type | description", the type followed by ">FILE.COLUMN" where the column refers to another."""
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(Column(name, type.partition(">")[0], said, type.partition(">")[2]) for name, type, said in rows)


_PROBA = "probability of that code by a calibrated model, 1 for an analyst"
PROJECTS = TableShape(
    "projects.csv",
    "One row a project first disclosed in the month",
    _columns(f"""
id | string | id of the project, kept through new reports, merges and splits
month | string | month of first disclosure, YYYY-MM
headline | string | one line made from the fields, never copied from an article
lead | string | organisation that operates or initiates it; empty where no text names one
partners | string | other organisations named, joined by "; "
sector | string | code of the sector (codebook.csv)
sector_alt | string | a second defensible sector
application | string | finer use inside the sector (codebook.csv)
country | string | home country of the lead, ISO 3166-1 alpha-2; ZZ an alliance without a lead, empty unknown
host_countries | string | countries where it operates, joined by "; "
place | string | city or province if named
subject | string | what kind of body leads (codebook.csv)
stage | string | how far along it is (codebook.csv)
topics | string | free tags beside the sector, joined by "; "
evidence_count | integer | number of reports behind it (rows of evidence.csv)
first_disclosed | string | earliest date of publication, ISO, in the publisher's own zone
sector_proba | number | {_PROBA}
country_proba | number | {_PROBA}
subject_proba | number | {_PROBA}
stage_proba | number | {_PROBA}
labelled_by | string | who gave each field: model/VERSION or analyst/NAME
reviewed | boolean | whether analysts gave every field
needs_review | string | fields whose label is doubtful, joined by "; "
"""),
    ("id",),
)
ANNOUNCEMENTS = TableShape(
    "announcements.csv",
    "One row a claim found in an article of the projects; never its text",
    _columns("""
project_id | string>projects.csv.id | project that it tells of
announcement_id | string | id of the announcement
article_id | string | id of the article that it stands in
url | string | address of the article
outlet | string | who published it
date | string | date of publication, ISO
lang | string | language of the text
stage | string | stage that this report tells of
lead | string | lead that this report names
place | string | place that this report names
relevance_proba | number | probability that the text announces a project
"""),
    ("announcement_id",),
)
EVIDENCE = TableShape(
    "evidence.csv",
    "One row a report behind a project: where it stands, never its text",
    _columns("""
project_id | string>projects.csv.id | project that it is evidence of
announcement_id | string>announcements.csv.announcement_id | id of the announcement
url | string | address of the article
outlet | string | who published it
date | string | date of publication, ISO
lang | string | language of the text
span_start | integer | first character of the announcement in title, newline, text of the article
span_end | integer | the character behind its last one
"""),
    ("announcement_id",),
)
DECISIONS = TableShape(
    "decisions.csv",
    "The ledger of all that was decided on the reports of the month: by models, by analysts, by hand",
    _columns("""
kind | string | finding (a text announces a project), label, judgement (two announcements tell of one project), correction or takedown
announcement_id | string | announcement that it is about
other_id | string | the other announcement of a judgement
field | string | field that it decides: relevance, is_announcement, sector, application, country, subject, stage, lead, place, project
value | string | code or name given; same, different, unsure or withdrawn of a judgement
probability | number | probability of the value; of a judgement that both tell of one project
by | string | model/VERSION, analyst/NAME or desk (takedowns)
made_at | string | when it was made, ISO
why | string | what carried it, as features or positions, or the reason that a person gave
"""),
)
COVERAGE = TableShape(
    "coverage.csv",
    "One row a source and day: what was to be had, what was read, what was not and why",
    _columns("""
source | string | slug of a crawled source, outlet of articles that were given, or name of an archive file (pages set aside)
day | string | day of publication, ISO; empty where unknown
expected | integer | pieces that the source listed that day, or the usual number of that weekday where it fell silent; empty where unknown
seen | integer | pieces read
dropped | integer | pieces not read
reason | string | why not, each with its number; off_topic were judged by their title, hole means that nobody knows
"""),
    ("source", "day"),
)
PROBLEMS = TableShape(
    "problems.csv",
    "One row a page, listing or announcement that was set aside",
    _columns("""
stage | string | step that set it aside
url | string | its address
reason | string | named reason
detail | string | what more is known
"""),
)
CODEBOOK = TableShape(
    "codebook.csv",
    "One row a code",
    _columns("""
field | string | field that the code belongs to
code | string | the code
label | string | name in English
label_zh | string | name in Chinese
definition | string | what it holds
"""),
    ("field", "code"),
)
SERIES = TableShape(
    "series.csv",
    "One row a released month, as known when this version was made",
    _columns("""
month | string | the month, YYYY-MM
version | string | version that the figures are of
projects | integer | projects first disclosed in the month
projects_low | integer | lower bound of the 95 % interval of their true number: errors of linking and coverage; empty where unknown
projects_high | integer | upper bound of that interval
panel_projects | integer | those told by a source that was read in every released month (constant panel)
panel_low | integer | lower bound of the 95 % interval of the true number of those
panel_high | integer | upper bound of that interval
articles | integer | articles read
sources | integer | outlets read
coverage_share | number | share of what sources listed that was read or judged by its title; empty where nothing was listed
provisional | boolean | whether the version was published past failed gates or before the month was closed
"""),
    ("month",),
)
TABLE_SHAPES = (PROJECTS, ANNOUNCEMENTS, EVIDENCE, DECISIONS, COVERAGE, PROBLEMS, CODEBOOK, SERIES)
