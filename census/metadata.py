"""The metadata of a release: a Frictionless Data Package, and what it shares with the Croissant file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from census.columns import TABLE_SHAPES, Column, TableShape

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/legalcode",
}
# Where the dataset's makers are named: the software's page, as a release may stand on any host.
HOME = "https://pypi.org/project/chaincensus"
CREATOR = "chaincensus"
KEYWORDS = ("blockchain", "news", "event data", "census", "applications")


@dataclass(frozen=True)
class Imprint:
    """What a version says of itself: month, version, when and by which model it was made, and whether it is provisional."""

    month: str
    version: str
    made_at: str
    model: str
    provisional: bool

    @property
    def title(self) -> str:
        """The title, watermarked where the version is provisional."""
        return f"{'PROVISIONAL: ' if self.provisional else ''}Blockchain application projects disclosed in {self.month}"

    @property
    def description(self) -> str:
        """One paragraph on what the dataset is."""
        warning = "Provisional: gates failed or the month is not closed; see checks.json. " if self.provisional else ""
        return (
            f"{warning}One row for each project that was first disclosed in {self.month} in the news read, with the reports behind "
            "it, the decisions behind its labels, and what was not read and why. Labels come from a model unless an analyst is named."
        )

    @property
    def said(self) -> dict[str, str]:
        """The watermark as text values: what stands in the metadata of each file that can bear some."""
        return {"month": self.month, "version": self.version, "provisional": str(self.provisional).lower()}


def present(files: Mapping[str, bytes]) -> list[TableShape]:
    """Shapes of the tables that a release holds."""
    return [shape for shape in TABLE_SHAPES if shape.file in files]


def datapackage(imprint: Imprint, files: Mapping[str, bytes]) -> bytes:
    """datapackage.json of the files of a release: each table with its schema, hash and size."""
    shapes = present(files)
    package = {
        "profile": "data-package",
        "name": f"chaincensus-{imprint.month}",
        "id": f"chaincensus/{imprint.month}/{imprint.version}",
        "title": imprint.title,
        "description": imprint.description,
        "version": imprint.version,
        "created": imprint.made_at,
        "provisional": imprint.provisional,
        "homepage": HOME,
        "keywords": list(KEYWORDS),
        "licenses": [LICENCE],
        "contributors": [{"title": CREATOR, "role": "publisher", "path": HOME}],
        "sources": [{"title": "The articles named in evidence.csv", "path": "evidence.csv"}],
        "resources": [_resource(shape, files[shape.file], imprint) for shape in shapes],
    }
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()


def _resource(shape: TableShape, content: bytes, imprint: Imprint) -> dict[str, Any]:
    parents = [column for column in shape.columns if column.parent]
    schema: dict[str, Any] = {"fields": [_field(column, shape) for column in shape.columns], "missingValues": [""]}
    if shape.key:
        schema["primaryKey"] = list(shape.key)
    if parents:
        schema["foreignKeys"] = [_foreign(column) for column in parents]
    return {
        "profile": "tabular-data-resource",
        "name": _stem(shape.file),
        "path": shape.file,
        "description": shape.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "bytes": len(content),
        **imprint.said,
        "schema": schema,
    }


def _field(column: Column, shape: TableShape) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    # Coverage knows no day of the pages that a file could not give: a part of its key may be empty.
    if column.name in shape.key and shape.file != "coverage.csv":
        made["constraints"] = {"required": True}
    return made


def _foreign(column: Column) -> dict[str, Any]:
    file, _, name = column.parent.rpartition(".")
    return {"fields": [column.name], "reference": {"resource": _stem(file), "fields": [name]}}


def _stem(file: str) -> str:
    return file.partition(".")[0]
