import json
from pathlib import Path

import pytest

from tests.conftest import chaincensus
from tests.crawling import settings_of
from tests.web import MISSING, Response, Web, article

NEWS = [
    {"id": "a", "title": "Port of Antwerp pilots blockchain for container release", "text": "The port lets carriers hand over pick-up rights on a ledger, it said on Monday.", "date": "2019-06-03", "lang": "en", "outlet": "x"},
    {"id": "b", "text": "Bitcoin fell three percent on Monday as traders took profits."},
    {"id": "c", "title": "Antwerp's harbour tests ledger so that boxes go to the right lorry", "text": "The trial by the Port of Antwerp uses blockchain in place of PIN codes.", "date": "2019-06-04"},
]  # fmt: skip


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, NEWS)) + "\nnot json\n", encoding="utf-8")
    return path


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_label_keeps_its_contract(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran = chaincensus(tmp_path, "label", str(news), "--out", str(out), "--full")
    assert ran.returncode == 0, ran.stderr
    assert "line 4" in ran.stderr
    by_id = {row["id"]: row for row in read(out)}
    assert list(by_id) == ["a", "b", "c"]
    assert by_id["b"]["announcements"] == [] and 0 <= by_id["b"]["relevance_proba"] < 0.5
    [told] = by_id["a"]["announcements"]
    whole = f"{NEWS[0]['title']}\n{NEWS[0]['text']}"
    assert whole[told["span"][0] : told["span"][1]] == told["text"]
    assert told["country"] == "BE" and told["sector"] in ("logistics", "trade")
    assert told["sector_proba"] == told["sector_distribution"][told["sector"]]
    for name in ("id", "lead", "partners", "application", "place", "sector_alt", "country_proba", "host_countries", "subject", "subject_proba", "stage", "stage_proba", "topics", "relevance_proba", "needs_review"):  # fmt: skip
        assert name in told


def test_without_the_gate_each_article_is_one_announcement(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert chaincensus(tmp_path, "label", str(news), "--out", str(out), "--no-gate").returncode == 0
    assert [len(row["announcements"]) for row in read(out)] == [1, 1, 1]


def test_link_puts_two_reports_of_one_project_together(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert chaincensus(tmp_path, "link", str(news), "--out", str(out), "--no-gate").returncode == 0
    project = {row["id"]: row["project_id"] for row in read(out)}
    assert set(project) == {"a", "b", "c"}
    assert project["a"] == project["c"] != project["b"]


def test_parse_reads_a_page_from_disk(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    text = "The land registry records sales on a ledger. " * 8
    page.write_text(
        f"<html><head><title>Land registry goes on chain</title></head><body><article><h1>Land registry goes on chain</h1><p>{text}</p></article></body></html>"
    )
    out = tmp_path / "out.jsonl"
    assert chaincensus(tmp_path, "parse", str(page), "--out", str(out)).returncode == 0
    [row] = read(out)
    assert row["title"] == "Land registry goes on chain"
    assert set(row) == {"id", "url", "title", "text", "date", "date_origin", "lang", "authors", "outlet"}


def test_an_address_is_read_and_each_field_names_its_signal(tmp_path: Path) -> None:
    with Web() as web:
        web.hosts["127.0.8.9"] = lambda request: (
            MISSING
            if request.path == "/robots.txt"
            else Response(article("Port of Ostend issues bills on a blockchain", "2019-11-05"))
        )
        ran = chaincensus(tmp_path, "parse", web.url("127.0.8.9", "/a"), "--explain", **settings_of(tmp_path))
        assert ran.returncode == 0, ran.stderr
        row = json.loads(ran.stdout)
        assert (row["title"], row["date"][:10]) == ("Port of Ostend issues bills on a blockchain", "2019-11-05")
        assert all(word in ran.stderr for word in ("title", "heading", "meta", "blocks", "quality"))
        gone = chaincensus(tmp_path, "parse", web.url("127.0.8.10", "/a"), **settings_of(tmp_path))
        assert gone.returncode == 2 and "cannot be read: http_error" in gone.stderr
