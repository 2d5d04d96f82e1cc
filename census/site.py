"""The static site of all released months: pages with relative links alone, so that any host or folder will do."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from posixpath import relpath
from typing import Any

from census.cases import sentence_of
from census.figures import changes_of
from census.frozen import Frozen, Row, read_frozen
from census.pages import render
from census.records import derive_id
from census.register import entry_of
from census.report import change_line, report_name, reports
from census.sureness import rates_of
from census.taxonomy import CODED
from census.texts import Texts, languages, texts
from census.uncertainty import count_interval

Files = Mapping[str, bytes]
# What a page offers for download, in this order; the charts stand beside the report.
_FIRST = (
    "projects.csv",
    "projects.parquet",
    "evidence.csv",
    "announcements.csv",
    "coverage.csv",
    "series.csv",
    "codebook.csv",
    "decisions.csv",
    "problems.csv",
    "README.md",
    "CHANGES.md",
    "errata.md",
)


@dataclass(frozen=True)
class Entry:
    """One project with the month that it was released in."""

    frozen: Frozen
    row: Row

    @property
    def path(self) -> str:
        """Its page."""
        return f"projects/{self.row['id']}.html"


@dataclass
class Site:
    """All months of a site in one language, newest first, with the files of each."""

    texts: Texts
    months: list[Frozen]
    files: Mapping[str, Files]
    pages: dict[str, bytes] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """Folder of the language: the site's own in English."""
        return "" if self.texts.lang == "en" else f"{self.texts.lang}/"

    @property
    def entries(self) -> list[Entry]:
        """Every project, the newest months first."""
        return [Entry(frozen, row) for frozen in self.months for row in frozen.projects]

    def add(self, template: str, path: str, title: str, **values: Any) -> None:
        """Add the page of a template at a path below the language's folder."""
        here = self.root + path

        def to(target: str) -> str:
            return relpath(self.root + target, here.rpartition("/")[0] or ".")

        def shared(target: str) -> str:
            return relpath(target, here.rpartition("/")[0] or ".")

        others = [
            (texts(code).words["name"], code, shared(("" if code == "en" else f"{code}/") + path))
            for code in languages()
            if code != self.texts.lang
        ]
        self.pages[here] = render(
            template, values | {"t": self.texts, "title": title, "to": to, "shared": shared, "others": others}
        )


def site(releases: Mapping[str, Files]) -> dict[str, bytes]:
    """Path -> bytes of the site of these releases (month -> files of its version in force). Raises KeyError where a release lacks a file."""
    whole = {
        month: files if "report.html" in files else {**files, **reports(files)} for month, files in releases.items()
    }
    months = [read_frozen(whole[month]) for month in sorted(whole, reverse=True)]
    made: dict[str, bytes] = {
        f"data/{month}/{name}": content for month, files in whole.items() for name, content in files.items()
    }
    for lang in languages():
        own = Site(texts(lang), months, whole)
        _index(own)
        for frozen in months:
            _month(own, frozen)
        for entry in own.entries:
            _project(own, entry)
        _lists(own)
        made |= own.pages
    return made | {"feed.xml": _feed(months), "search.js": render("search.js", {})}


def source_path(outlet: str) -> str:
    """Page of a source: its name in plain letters, and a hash as many names have none."""
    plain = re.sub(r"[^a-z0-9]+", "-", outlet.lower()).strip("-")
    return f"sources/{f'{plain}-' if plain else ''}{derive_id('outlet', outlet)[:8]}.html"


def _groups(own: Site) -> dict[str, dict[tuple[str, str], list[Entry]]]:
    """Kind of list -> (path, label) -> its projects."""
    found: dict[str, dict[tuple[str, str], list[Entry]]] = {
        k: defaultdict(list) for k in ("sectors", "countries", "sources")
    }
    for entry in own.entries:
        row, told = entry.row, own.texts
        found["sectors"][f"sectors/{row['sector']}.html", told.label("sector", row["sector"])].append(entry)
        found["countries"][f"countries/{row['country'] or 'unknown'}.html", told.country(row["country"])].append(entry)
        for outlet in sorted({e["outlet"] for e in entry.frozen.evidence.get(row["id"], ())}):
            found["sources"][source_path(outlet), outlet].append(entry)
    return {kind: dict(sorted(own.items(), key=lambda pair: (-len(pair[1]), pair[0]))) for kind, own in found.items()}


def _told(own: Site, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """What a list says of each project: its sentence and page."""
    return [{"sentence": sentence_of(e.row, own.texts), "path": e.path} for e in entries]


def _index(own: Site) -> None:
    rows = []
    for frozen in own.months:
        low, high = count_interval(frozen.projects, rates_of(frozen))
        rows.append(
            {
                "frozen": frozen,
                "name": own.texts.month(frozen.month),
                "total": len(frozen.projects),
                "interval": own.texts.interval(low, high),
            }
        )
    groups = {
        kind: [(label, path, len(entries)) for (path, label), entries in listed.items()]
        for kind, listed in _groups(own).items()
    }
    own.add(
        "site_index.html",
        "index.html",
        own.texts.say("site.title"),
        rows=rows,
        groups=groups,
        report=report_name(own.texts.lang, "html"),
    )
    index = [
        [sentence_of(e.row, own.texts), e.path, own.texts.month(e.frozen.month), _words(own, e)] for e in own.entries
    ]
    own.pages[own.root + "search.json"] = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()


def _words(own: Site, entry: Entry) -> str:
    """What a search finds a project by beside its sentence: labels in this language and codes."""
    row = entry.row
    labels = [own.texts.label(field, row[field]) for field in CODED if row[field]]
    return " ".join([*labels, *row["partners"], row["place"] or "", row["sector"], row["country"] or ""]).casefold()


def _month(own: Site, frozen: Frozen) -> None:
    month, files = str(frozen.month), own.files[str(frozen.month)]
    names = sorted(
        (n for n in files if "/" not in n and not n.startswith("report")),
        key=lambda n: (_FIRST.index(n) if n in _FIRST else 99, n),
    )
    downloads = [
        (n, f"data/{month}/{n}", own.texts.say("site.size", size=max(1, round(len(files[n]) / 1024)))) for n in names
    ]
    total = count_interval(frozen.projects, rates_of(frozen))
    changes = [change_line(change, own.texts) for change in changes_of(frozen, total)]
    kinds = {kind: f"data/{month}/{report_name(own.texts.lang, kind)}" for kind in ("html", "pdf", "md")}
    title = own.texts.say("title", month=own.texts.month(frozen.month))
    own.add(
        "site_month.html", f"months/{month}.html", title, frozen=frozen, total=len(frozen.projects), reports=kinds, changes=changes,
        interval=own.texts.say("total.interval", interval=own.texts.interval(*total)), downloads=downloads,
        projects=_told(own, [Entry(frozen, row) for row in frozen.projects]),
    )  # fmt: skip


def _project(own: Site, entry: Entry) -> None:
    row, told = entry.row, own.texts
    evidence = entry.frozen.evidence.get(row["id"], ())
    lists = [
        (told.label("sector", row["sector"]), f"sectors/{row['sector']}.html"),
        (told.country(row["country"]), f"countries/{row['country'] or 'unknown'}.html"),
        *((outlet, source_path(outlet)) for outlet in sorted({e["outlet"] for e in evidence})),
    ]
    made = entry_of(row, evidence, told)
    month = (told.say("site.in_month", month=told.month(entry.frozen.month)), f"months/{entry.frozen.month}.html")
    own.add("site_project.html", entry.path, made.sentence, entry=made, lists=[month, *lists])


def _lists(own: Site) -> None:
    for kind, listed in _groups(own).items():
        for (path, label), entries in listed.items():
            months = [
                (own.texts.month(month), f"months/{month}.html", _told(own, told))
                for month, told in groupby(entries, key=lambda entry: entry.frozen.month)
            ]
            kicker = own.texts.say(f"site.{kind}")
            own.add("site_list.html", path, label, kicker=kicker, total=len(entries), months=months)


def _feed(months: list[Frozen]) -> bytes:
    told = texts("en")
    rows = [
        {"frozen": f, "id": f"urn:chaincensus:{f.month}:{f.version or 'v1'}", "title": told.say("title", month=told.month(f.month)),
         "path": f"months/{f.month}.html", "summary": told.say("site.released", month=told.month(f.month), n=len(f.projects))}
        for f in months
    ]  # fmt: skip
    return render("feed.xml", {"rows": rows, "title": told.say("site.title")})
