import csv
import io
import re
from itertools import product

import numpy as np
import pytest

from census.breakdowns import breakdowns
from census.cases import sentence_of
from census.comparison import comparison, slips
from census.figures import Change, changes_of, cross_table, home_and_host, shares
from census.frozen import read_frozen
from census.recapture import chapman, recapture
from census.report import change_line, make_reports, reports
from census.sureness import rates_of, sureness
from census.taxonomy import TABLES
from census.texts import Texts, complete, flatten, languages, texts
from census.timeline import is_short
from census.uncertainty import (
    Interval,
    Rates,
    copies,
    count_interval,
    cross_intervals,
    distributions,
    interval,
    intervals,
    memberships,
    place_intervals,
)
from tests.census.frozen_releases import release, row, table
from tests.census.shown import Shown
from tests.releases import frozen as one_project

SURE = Rates(noise=0.0, twin=0.0, merged=0.0)


def test_parts_that_are_not_the_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="the parts sum to 845, the total is 846"):
        shares({"a": 408, "b": 437}, 846, {"a": Interval(0, 0), "b": Interval(0, 0)})
    with pytest.raises(ValueError, match="do not sum to 1"):
        cross_table([row(0, sector="alchemy")])


def test_every_table_of_shares_adds_up_to_the_month() -> None:
    frozen = read_frozen(release(60))
    for section in breakdowns(frozen, Rates(), texts("en")):
        if section.id in ("countries", "sectors", "subjects", "stages", "days"):
            assert sum(int(line[1].text) for line in section.tables[0].rows) == 60, section.id
            assert all(re.fullmatch(r"\d+% \(\d+/60\)", line[3].text) for line in section.tables[0].rows)


def test_an_interval_is_the_exact_distribution_over_all_outcomes() -> None:
    projects = [row(n, sector=s, sector_alt=None, sector_proba=p, evidence_count=e) for n, (s, p, e) in enumerate(
        [("finance", 0.9, 1), ("finance", 0.6, 3), ("energy", 0.7, 2), ("trade", 0.8, 1)]
    )]  # fmt: skip
    codes, rates = ["finance", "energy", "trade"], Rates()
    members, copy = memberships(projects, "sector", codes), copies([r["evidence_count"] for r in projects], rates)
    expected = np.zeros(2 * len(projects) + 1)
    for labels in product(range(3), repeat=4):
        for times in product(range(3), repeat=4):
            chance = np.prod([members[n, c] * copy[n, k] for n, (c, k) in enumerate(zip(labels, times, strict=True))])
            expected[sum(k for c, k in zip(labels, times, strict=True) if c == 0)] += chance
    assert np.allclose(distributions(members, copy)[0], expected)
    assert np.allclose(members.sum(axis=1), 1) and np.allclose(copy.sum(axis=1), 1)


def test_many_projects_are_convolved_as_one_after_the_other() -> None:
    random = np.random.default_rng(8)
    members = random.dirichlet(np.ones(5), 333)
    copy = copies(random.integers(1, 5, 333).tolist(), Rates())
    found = distributions(members, copy)
    assert found.shape == (5, 667)
    for code in range(5):
        expected = np.ones(1)
        for belongs, (_, one, two) in zip(members[:, code], copy, strict=True):
            expected = np.convolve(expected, [1 - belongs * (one + two), belongs * one, belongs * two])
        assert np.abs(found[code] - expected).max() < 1e-13


def test_a_cell_of_two_fields_is_as_unsure_as_both_labels() -> None:
    sure = [row(n, sector_proba=1.0, subject_proba=1.0, sector="finance", subject="enterprise") for n in range(20)]
    doubted = [r | {"subject_proba": 0.5 if n % 2 else 1.0} for n, r in enumerate(sure)]
    doubted[0] |= {"subject": "consortium"}
    fields, codes = ("sector", "subject"), (["finance"], ["enterprise", "consortium", "government"])
    assert cross_intervals(sure, fields, codes, SURE)["finance", "enterprise"] == (20, 20)
    found = cross_intervals(doubted, fields, codes, SURE)
    assert found["finance", "enterprise"].low < 19 <= found["finance", "enterprise"].high
    assert found["finance", "consortium"].high > 1 and found["finance", "government"] == (0, 0)
    only = intervals(doubted, "subject", codes[1], SURE)
    assert {code: found["finance", code] for code in codes[1]} == only


def test_doubt_linking_and_coverage_each_widen_an_interval() -> None:
    sure = [row(n, evidence_count=2) for n in range(40)]
    assert count_interval(sure, SURE) == (40, 40)
    linked = count_interval(sure, Rates())
    assert linked.low < 40 < linked.high
    unseen = count_interval(sure, Rates(seen=0.8))
    assert unseen.high > linked.high
    # Of a thinned count the mean is the count over the share seen.
    certain = np.zeros(41)
    certain[40] = 1.0
    assert interval(certain, 40, 0.8).low == 40 and 50 < interval(certain, 40, 0.8).high < 65


def test_a_second_sector_takes_what_the_first_leaves() -> None:
    one = [
        row(0, sector="finance", sector_alt="trade", sector_proba=0.7),
        row(1, sector="trade"),
        row(2, sector="energy"),
    ]
    assert memberships(one, "sector", ["finance", "trade", "energy"])[0].tolist() == pytest.approx([0.7, 0.3, 0.0])


def test_capture_recapture_is_chapmans() -> None:
    found = chapman(200, 150, 100)
    assert found.estimate == pytest.approx(201 * 151 / 101 - 1)
    assert found.found == 250 and found.found < found.low < found.estimate < found.high
    assert chapman(30, 30, 30).high == 30
    with pytest.raises(ValueError, match="more than 3"):
        chapman(3, 9, 4)
    assert recapture({"p": [{"outlet": "a"}, {"outlet": "b"}]}) is None


def test_recapture_finds_again_what_was_hidden() -> None:
    chance = np.random.default_rng(8)
    evidence = {f"p{n}": [{"outlet": f"o{k}"} for k in range(20) if chance.random() < 0.06] for n in range(1000)}
    found = recapture({id: rows for id, rows in evidence.items() if rows})
    assert found and found.found < 800 and found.low < 1000 < found.high


def test_a_change_names_its_month_and_is_as_unsure_as_both() -> None:
    before, year = changes_of(read_frozen(release(60)), Interval(54, 66))
    assert (before.base, before.before, year.base, year.before) == ("2019-10", 49, "2018-11", 40)
    assert before.low == round(11 - (6**2 + 4.9**2) ** 0.5)
    assert change_line(before, texts("en")).startswith("+11 on October 2019 (49; +22%)")
    assert change_line(Change("2019-10", None, 5, 0, 0), texts("zh")) == "2019年10月没有发布，无从比较"
    assert change_line(Change("2019-10", 0, 5, 0, 0), texts("en")) == "October 2019 had none"


def test_one_of_a_kind_is_said_in_the_singular() -> None:
    page = reports(one_project(), ["en"])["report.md"].decode()
    assert "Read: 1 article of 1 outlet in 1 language; 0 pages were set aside." in page
    assert "China leads the only project; " in page and "1 projects" not in page


def test_a_country_takes_its_article_inside_a_sentence() -> None:
    told = row(0, country="SG", host_countries=("US", "FR"))
    assert "in the United States, France" in sentence_of(told, texts("en"))
    assert "落地美国、法国" in sentence_of(told, texts("zh"))


def test_home_and_host_are_told_apart() -> None:
    projects = [
        row(0, country="AU", host_countries=("IN",)),
        row(1, country="AU", host_countries=("AU",)),
        row(2, country="US", host_countries=()),
    ]
    assert home_and_host(projects) == [("AU", 2, 1, ["IN"])]


def test_gaps_of_the_series_are_hatched_and_the_panel_is_a_line_of_its_own() -> None:
    frozen = read_frozen(release(60))
    section = sureness(frozen, rates_of(frozen), Interval(55, 66), texts("en"))[0]
    svg = section.charts[0].drawing.inline()
    assert [str(m.month) for m in frozen.series if is_short(m)] == ["2019-09"]
    # Eight months in a row without a release and one read too thinly; full line and panel broken by the gap.
    assert svg.count('fill="url(#hatch)"') == 9
    assert "constant panel" in svg and "stroke-dasharray" in svg
    assert [line[0].text for line in section.tables[0].rows][:2] == ["November 2018", "December 2018"]


def test_the_same_release_gives_the_same_bytes() -> None:
    files = release(30)
    first, second = reports(files), reports(dict(reversed(files.items())))
    assert first == second
    assert {
        "report.html",
        "report.zh.html",
        "report.pdf",
        "report.md",
        "charts/sectors.svg",
        "charts/map.zh.png",
    } <= first.keys()
    assert first["report.zh.pdf"].startswith(b"%PDF") and first["charts/map.png"].startswith(b"\x89PNG")


def test_a_release_without_the_newer_files_and_one_without_projects_make_a_report() -> None:
    old = {name: release(5)[name] for name in ("projects.parquet", "evidence.csv", "checks.json")}
    assert "no release of October 2019" in reports(old)["report.md"].decode()
    empty = release(1)
    frozen = read_frozen(empty)
    bare = make_reports(type(frozen)(**{**frozen.__dict__, "projects": (), "evidence": {}}), [texts("en")])
    assert b"No project was disclosed" in bare["report.html"]


def test_all_languages_hold_the_same_texts_and_values() -> None:
    english = texts("en").words
    assert set(languages()) >= {"en", "zh"}
    for lang in languages():
        own = texts(lang).words
        assert own.keys() == english.keys()
        for key, text in own.items():
            forms = [text, english[key]]
            named = [set(re.findall(r"{(\w+)", " ".join(f.values()) if isinstance(f, dict) else f)) for f in forms]
            assert named[0] == named[1], (lang, key)
    with pytest.raises(ValueError, match="lacks"):
        complete(Texts("zh", {"name": "中文"}))


def test_nothing_untranslated_shows() -> None:
    """A made-up language whose texts are marked: whatever is read and not marked must be data of the release, or a number."""
    marked = {
        key: {k: f"⟦{v}⟧" for k, v in text.items()} if isinstance(text, dict) else f"⟦{text}⟧"
        for key, text in texts("en").words.items()
    }
    marked |= {"locale": "de", "month_format": "MM", "case.lowers_labels": "no", "list.joint": ", "}
    marked |= {f"label.{field}.{c.code}": f"⟦{c.code}⟧" for field, rows in TABLES.items() for c in rows}
    frozen = read_frozen(release(20))
    told = complete(Texts("xx", marked))
    made = make_reports(frozen, [told], "rulebook")
    data = {
        "model/1",
        "v1",
        "v2",
        "chaincensus",
        *(str(e["outlet"]) for rows in frozen.evidence.values() for e in rows),
    }
    data |= {str(told.country(code)) for code in ("CN", "US", "SG", "DE", "IN", "JP", "AU", "TH", "BE")}
    data |= {told.language("en"), told.language("zh"), *texts("en").words["name"].split(), texts("zh").words["name"]}
    for text in Shown(made["report.xx.html"].decode()).texts:
        left = text
        while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", left)) != left:
            left = inner
        for known in sorted(data, key=len, reverse=True):
            left = left.replace(known, "")
        left = re.sub(r"Body \d+|source_\d+|robots|off_topic|[\da-f]{16}|\d{4}-\d\d", "", left)
        assert not re.search(r"[^\W\d_]", left.replace("⟦", "").replace("⟧", "")), text


def test_a_bar_leads_to_its_projects_and_these_to_their_evidence() -> None:
    for lang in languages():
        shown = Shown(
            reports(release(60), [lang], "rulebook")[f"report{'' if lang == 'en' else '.' + lang}.html"].decode()
        )
        assert len(shown.ids) == len(set(shown.ids))
        inside = {link[1:] for link in shown.links if link.startswith("#")}
        assert inside <= set(shown.ids), inside - set(shown.ids)
        assert {"country-CN", "sector-finance", f"p-{0:016x}", "cell-finance-government"} <= inside
        assert {link.split("/")[2] for link in shown.links if link.startswith("https")} >= {
            f"o{n}.example" for n in range(12)
        }


def test_text_from_outside_stays_text() -> None:
    wicked = [
        row(0, lead='<script>alert(1)</script> "#x" \\ $a$ *b* #let', sector="finance"),
        *(row(n) for n in range(1, 4)),
    ]
    made = reports(release(wicked))
    assert b"<script>alert" not in made["report.html"]
    assert made["report.pdf"].startswith(b"%PDF")


def test_the_hand_made_series_is_set_beside_and_its_slip_is_shown() -> None:
    frozen = read_frozen(release(60))
    section = comparison(frozen, Rates(), Interval(55, 66), texts("en"))
    beside = {line[0].text: [c.text for c in line[1:]] for line in section.tables[0].rows}
    assert beside["total"] == ["86", "60", "52–62", "−26"]
    assert beside["China"] == ["57", "20", "15–23", "−37"]
    assert slips(texts("en")) == [
        "2019; parts printed: 408 + 437 = 845; total printed: 846; the parts do not make the total"
    ]
    assert any("−26" in line and "55–66" in line for line in section.lines)
    other = comparison(read_frozen(release(5, month="2019-08")), Rates(), Interval(4, 6), texts("zh"))
    assert "没有公布本月数字" in "".join(other.lines)
    with pytest.raises(ValueError, match="no series"):
        reports(release(3), ["en"], "almanac")
    with pytest.raises(ValueError, match="no report in 'tlh'"):
        reports(release(3), ["tlh"])


def test_the_series_and_the_places_bear_intervals() -> None:
    files = release(60)
    rows = [{**r, "projects_low": int(r["projects"]) - 3, "projects_high": int(r["projects"]) + 4, "panel_low": 20, "panel_high": 50}
            for r in csv.DictReader(io.StringIO(files["series.csv"].decode()))]  # fmt: skip
    frozen = read_frozen(files | {"series.csv": table(rows)})
    section = sureness(frozen, rates_of(frozen), Interval(55, 66), texts("en"))[0]
    lines = {line[0].text: [c.text for c in line[1:]] for line in section.tables[0].rows}
    assert lines["October 2019"][:4] == ["49", "46–53", "33", "20–50"]
    # The month of the report bears the interval that stands at its head.
    assert lines["November 2019"][1] == "55–66"
    # Full line and panel, each in two runs of months.
    assert section.charts[0].drawing.inline().count('fill-opacity="0.16"') == 4
    base, _ = changes_of(frozen, Interval(55, 66))
    assert base.low == round(11 - (5**2 + 4**2) ** 0.5)
    homes = next(s for s in breakdowns(frozen, Rates(), texts("en")) if s.id == "homes")
    assert all(re.fullmatch(r"\d+–\d+", line[3].text) for line in homes.tables[0].rows)
    abroad = {line[0].text: line[1].text for line in homes.tables[0].rows}
    assert re.fullmatch(r"India \d+ \(\d+–\d+\)", abroad["United States"])


def test_the_interval_of_a_place_is_as_unsure_as_the_home_country() -> None:
    rows = [row(n, country="AU", host_countries=("IN",), country_proba=1.0) for n in range(10)]
    rows.append(row(10, country="US", host_countries=("IN",), country_proba=0.5))
    pairs = [("AU", "IN"), ("US", "IN"), ("AU", "AU")]
    assert place_intervals(rows, pairs, SURE) == {pairs[0]: (10, 11), pairs[1]: (0, 1), pairs[2]: (0, 0)}


def test_flatten_keeps_plural_forms_whole() -> None:
    assert flatten({"a": {"b": "x", "c": {"one": "y", "other": "z"}}}) == {
        "a.b": "x",
        "a.c": {"one": "y", "other": "z"},
    }
    assert (
        texts("en").say("case.reports", n=1) == "1 report"
        and texts("en").say("case.reports", n=1200) == "1,200 reports"
    )
