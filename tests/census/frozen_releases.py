"""Frozen releases made by hand, with every file that a report can read."""

import csv
import io
import json
from typing import Any

import pandas as pd

MONTHS = ("2018-11", "2019-08", "2019-09", "2019-10", "2019-11")


def row(n: int, **own: Any) -> dict[str, Any]:
    known = {
        "id": f"{n:016x}", "month": "2019-11", "headline": f"Body {n}: a project", "lead": f"Body {n}", "partners": "IBM; Maersk" if n % 3 == 0 else "",
        "sector": ("finance", "government", "supply_chain", "energy")[n % 4 if n % 5 else 0], "sector_alt": "trade" if n % 7 == 0 else None,
        "application": None, "country": ("CN", "CN", "US", "SG", "DE", None)[n % 6], "host_countries": ("", "CN", "IN")[n % 3], "place": None,
        "subject": ("government", "enterprise", "financial_institution")[n % 3], "stage": ("live", "pilot", "planned")[n % 3],
        "topics": "cbdc" if n % 9 == 0 else "", "evidence_count": 1 + n % 4, "first_disclosed": f"2019-11-{1 + n % 30:02d}", "sector_proba": 0.9,
        "country_proba": 0.95, "subject_proba": 0.8, "stage_proba": 0.7, "labelled_by": "sector: model/1; country: model/1", "reviewed": False,
        "needs_review": "stage" if n % 4 == 0 else "",
    }  # fmt: skip
    if n % 4 == 0 or n % 5 == 0:
        known["application"] = {"finance": "trade_finance"}.get(known["sector"])
    return known | own


def cell(value: Any) -> str:
    return "" if value is None else str(value)


def table(rows: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def release(projects: int | list[dict[str, Any]] = 60, month: str = "2019-11", **files: bytes) -> dict[str, bytes]:
    rows = [row(n) for n in range(projects)] if isinstance(projects, int) else projects
    parquet = io.BytesIO()
    pd.DataFrame(rows).to_parquet(parquet, index=False)
    evidence = [
        {"project_id": r["id"], "announcement_id": f"{r['id'][:14]}{k:02x}", "url": f"https://o{(n + k) % 12}.example/{n}/{k}",
         "outlet": f"Outlet {(n + k) % 12}", "date": r["first_disclosed"], "lang": ("en", "zh")[k % 2], "span_start": 0, "span_end": 90 + k}
        for n, r in enumerate(rows) for k in range(r["evidence_count"])
    ]  # fmt: skip
    series = [
        {"month": m, "version": "v2" if m == month else "v1", "projects": len(rows) if m == month else 40 + 3 * k, "panel_projects": 30 + k,
         "articles": 900, "sources": 60, "coverage_share": 0.7 if m == "2019-09" else 0.97, "provisional": False}
        for k, m in enumerate(MONTHS)
    ]  # fmt: skip
    coverage = [
        {"source": f"source_{k}", "day": "2019-11-04", "expected": 20, "seen": 18 - k, "dropped": 2 + k, "reason": f"robots {1 + k}; off_topic 1"}
        for k in range(4)
    ]  # fmt: skip
    first = rows[0] if rows else row(0)
    changes = {"month": month, "base": "v1", "version": "v2", "tables": {}, "changes": [
        {"kind": "relabelled", "project_id": first["id"], "headline": "Body 0", "reason": "analyst/li says so", "decision": {},
         "fields": {"sector": ["trade", "finance"]}, "other_ids": []},
        {"kind": "removed", "project_id": "f" * 16, "headline": "Gone", "reason": "model/2 finds none", "decision": {}, "fields": {}, "other_ids": [],
         "said": {"key": "reason.not_found", "model": "model/1"}, "was": {name: cell(value) for name, value in row(99).items()}},
    ]}  # fmt: skip
    found = {"projects": len(rows), "sectors": 4, "ids": 0}
    checks = {
        "month": month, "made_at": "2019-12-10T06:00:00Z", "model": "model/1", "provisional": False, "base_projects": None, "projects": len(rows),
        "checks": [{"name": "parts_equal_total", "passed": True, "weight": "hard", "sentence": "in English",
                    "found": {"key": "found.parts_equal_total", **{name: {"key": f"count.{name}", "n": n} for name, n in found.items()}}}],
        "coverage": {"articles": 900, "outlets": 60, "languages": 12, "set_aside": 7},
    }  # fmt: skip
    return {
        "projects.parquet": parquet.getvalue(), "evidence.csv": table(evidence) if evidence else b"project_id\n", "series.csv": table(series),
        "coverage.csv": table(coverage), "changes.json": json.dumps(changes).encode(), "checks.json": json.dumps(checks).encode(),
    } | files  # fmt: skip
