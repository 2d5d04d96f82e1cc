import ast
from pathlib import Path

import pytest

from census.settings import PROJECT
from census.technology import names_technology
from extractors.source import KINDS, Source, declared, faults_of

FOLDER = PROJECT / "extractors" / "sources"


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    return declared()


def test_there_are_as_many_as_promised_and_enterprise_and_trade_press_come_first(sources: dict[str, Source]) -> None:
    assert len(sources) >= 45 and len({s.lang for s in sources.values()}) >= 12
    kinds = [s.kind for s in sources.values()]
    assert set(kinds) == set(KINDS)
    assert sum(kind != "crypto" for kind in kinds) > 2 * len(kinds) / 3


def test_each_is_one_short_file_of_its_name(sources: dict[str, Source]) -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} - {"__init__"} == set(sources)
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 60 and ast.get_docstring(tree), path.name


def test_each_is_well_formed_has_a_route_for_tonight_and_one_for_any_past_month(sources: dict[str, Source]) -> None:
    for source in sources.values():
        assert faults_of(source) == [], source.slug
        assert source.routes[-1].name in ("wayback", "gdelt"), source.slug
    assert len({source.site for source in sources.values()}) == len(sources)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("SOURCE = 3", "no value SOURCE"),
        ("import nothing_of_this_name", "ModuleNotFoundError"),
        (
            "from extractors.source import Source\nSOURCE = Source('Bad Slug', 'n', 'x', 'eng', 'XX', 'blog', (), '')",
            "is not lower_snake",
        ),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "one.py").write_text(text)
    with pytest.raises(ValueError, match=fault):
        declared(tmp_path)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("A BlockChain pilot", "utf-8"), ("区块链平台上线", "gb18030"), ("區塊鏈平台", "big5hkscs"), ("ブロックチェーン実証", "cp932"),
        ("ブロックチェーン実証", "euc_jp"), ("블록체인 시범", "cp949"), ("Блокчейн в порту", "cp1251"), ("บล็อกเชน", "cp874"), ("البلوكتشين", "cp1256"),
        ("区块链", "utf-16"), ("cadena de bloques", "latin-1"), ('{"t": "\\u533a\\u5757\\u94fe"}', "ascii"),
    ],
)  # fmt: skip
def test_the_prefilter_reads_the_encodings_that_pages_come_in(text: str, encoding: str) -> None:
    assert names_technology(b"<p>" + text.encode(encoding) if encoding != "utf-16" else text.encode(encoding))


def test_the_prefilter_passes_over_other_news() -> None:
    assert not names_technology("The match ended two to one. 比赛二比一结束。 試合は終わった。 경기가 끝났다.".encode())
