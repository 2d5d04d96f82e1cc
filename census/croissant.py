"""Croissant metadata of a release: its files and columns for machine learners, with where the data come from and what they are not for."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from census.columns import Column, TableShape
from census.metadata import CREATOR, HOME, KEYWORDS, LICENCE, Imprint, present

# The context of the Croissant 1.0 specification, with PROV beside it.
_CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
    "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/", "equivalentProperty": "cr:equivalentProperty", "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract",
    "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet",
    "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
    "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "prov": "http://www.w3.org/ns/prov#",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/", "separator": "cr:separator",
    "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip
_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}
_PARQUET = "projects.parquet"
_RAI = {
    "rai:dataCollection": "News pages of declared sources and archives, read by their listings within robots.txt and opt-outs; "
    "coverage.csv counts by source and day what was expected, read and dropped.",
    "rai:dataCollectionType": ["Web Scraping", "Secondary Data Analysis"],
    "rai:dataPreprocessingProtocol": "Announcements are found in articles, labelled, and linked across outlets and languages; one row is "
    "one project in the month of its first disclosure.",
    "rai:dataAnnotationProtocol": "A calibrated model labels sector, application, country, subject and stage; analysts' labels count before "
    "it. decisions.csv holds every label with its maker and probability.",
    "rai:dataLimitations": "What no read source tells of is not counted. Labels under a probability of 0.6 are marked needs_review and "
    "are wrong too often to be quoted. A change between months may come from a change of sources: compare panel_projects of series.csv.",
    "rai:dataBiases": "Sources and languages are read unevenly; large outlets and well-covered countries are told of more.",
    "rai:dataUseCases": "Counts and shares of disclosed application projects by month, country, sector, subject and stage; finding "
    "the reports of a project.",
    "rai:dataSocialImpact": "Not for judging single organisations or persons: an announcement is a claim, not a proof that a project exists.",
    "rai:personalSensitiveInformation": [
        "No personal data are sought; names of organisations and of public offices appear."
    ],
    "rai:dataReleaseMaintenancePlan": "Versions are never changed; corrections and takedowns make a new version and stand in errata.md.",
}


def croissant(imprint: Imprint, files: Mapping[str, bytes]) -> bytes:
    """croissant.json of the files of a release, with responsible-AI and provenance fields."""
    shapes = present(files)
    listed = [shape.file for shape in shapes] + ([_PARQUET] if _PARQUET in files else [])
    made = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": f"chaincensus-{imprint.month}",
        "description": imprint.description,
        "alternateName": imprint.title,
        "version": _semantic(imprint),
        "datePublished": imprint.made_at[:10],
        "license": LICENCE["path"],
        "url": HOME,
        "creator": {"@type": "sc:Organization", "name": CREATOR, "url": HOME},
        "publisher": {"@type": "sc:Organization", "name": CREATOR, "url": HOME},
        "keywords": list(KEYWORDS),
        "citeAs": f"{CREATOR} ({imprint.made_at[:4]}). {imprint.title} ({imprint.month}/{imprint.version}). {HOME}",
        "isLiveDataset": False,
        "creativeWorkStatus": "Provisional" if imprint.provisional else "Published",
        **_RAI,
        **_provenance(imprint),
        "distribution": [_file_object(name, files[name]) for name in listed],
        "recordSet": [_record_set(shape) for shape in shapes],
    }
    return (json.dumps(made, indent=1, ensure_ascii=False) + "\n").encode()


def _semantic(imprint: Imprint) -> str:
    """Version as Croissant wants it: the number of ours is its major part."""
    return f"{imprint.version.removeprefix('v')}.0.0{'-provisional' if imprint.provisional else ''}"


def _provenance(imprint: Imprint) -> dict[str, Any]:
    return {
        "prov:wasGeneratedBy": {
            "@type": "prov:Activity",
            "@id": f"run/{imprint.month}/{imprint.made_at}",
            "prov:startedAtTime": imprint.made_at,
            "prov:wasAssociatedWith": {"@type": "prov:SoftwareAgent", "@id": imprint.model, "name": f"chaincensus, {imprint.model}"},
        },
        "prov:wasDerivedFrom": [
            {"@type": "prov:Entity", "@id": f"file/{name}", "name": said}
            for name, said in (
                ("evidence.csv", "the news articles at the addresses listed, by outlet, date and language"),
                ("decisions.csv", "labels and judgements of models and analysts, corrections and takedowns"),
            )
        ],
    }  # fmt: skip


def _file_object(name: str, content: bytes) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{len(content)} B",
        "encodingFormat": "application/vnd.apache.parquet" if name.endswith(".parquet") else "text/csv",
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _record_set(shape: TableShape) -> dict[str, Any]:
    stem = shape.file.partition(".")[0]
    made: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": stem,
        "name": stem,
        "description": shape.description,
        "field": [_field(column, shape, stem) for column in shape.columns],
    }
    if shape.key:
        made["key"] = [{"@id": f"{stem}/{name}"} for name in shape.key]
    return made


def _field(column: Column, shape: TableShape, stem: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{stem}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": shape.file}, "extract": {"column": column.name}},
    }
    if column.parent:
        file, _, name = column.parent.rpartition(".")
        made["references"] = {"field": {"@id": f"{file.partition('.')[0]}/{name}"}}
    return made
