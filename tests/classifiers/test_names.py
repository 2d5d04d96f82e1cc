"""Names and scripts: one thing has one name, however it is written."""

import numpy as np
import pytest

from classifiers.chinese import one_spelling, simplified
from classifiers.gazetteer import find_mentions, fold
from classifiers.pair import FEATURES, Claim, compare
from classifiers.rarity import Rarity
from classifiers.words import Words, tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("內銀聯手開設區塊鏈福費廷市場", "内银联手开设区块链福费廷市场"),
        ("東京都で時間銀行", "东京都で时间银行"),
        ("plain", "plain"),
    ],
)
def test_signs_are_simplified_in_their_places(text: str, wanted: str) -> None:
    assert simplified(text) == wanted and len(simplified(text)) == len(text) == len(fold(text))


def test_japanese_is_left_to_readers_of_japanese() -> None:
    assert one_spelling("銀行の台帳") == "銀行の台帳" and one_spelling("銀行聯手") == "银行联手"


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (("Shanxi branch", "山西省分局", "山西省の当局"), "Shanxi"),
        (("Guangzhou deal", "广州上线", "廣州上線", "中 광저우시"), "Guangzhou"),
        (("China Minsheng Bank", "民生銀行", "民生银行"), "China Minsheng Bank"),
        (("Pekín anuncia", "北京市", "Beijing said"), "Beijing"),
    ],
)
def test_a_place_or_body_has_one_name_in_all_scripts(texts: tuple[str, ...], name: str) -> None:
    assert [name in {m.name for m in find_mentions(text)} for text in texts] == [True] * len(texts)


def test_traditional_and_simplified_share_their_terms() -> None:
    assert set(tokens("區塊鏈福費廷交易")) == set(tokens("区块链福费廷交易"))


def test_a_common_vendor_is_no_shared_name_of_two_projects() -> None:
    one, other = np.eye(2, dtype=np.float32)
    claims = [
        Claim("a", "Uttar Pradesh\nPower Ledger tests solar trading in Lucknow", "en", one, one, one),
        Claim("b", "Powerclub\nPower Ledger serves a virtual plant in Adelaide", "en", other, other, other),
        Claim("c", "Loudi\nLand office of Loudi", "en", other, other, other),
        Claim("d", "Deeds\nLoudi issues deeds", "en", other, other, other),
    ]
    rarity = Rarity(Words(["ledger"], np.ones(1)), {"Power Ledger": 60}, 100)
    names = [name for name, _ in FEATURES]
    vendor, town = compare(claims, [(0, 1), (2, 3)], rarity)
    assert vendor[names.index("shared organisations")] > 0 and vendor[names.index("rarest shared name")] < 0.2
    assert town[names.index("rarest shared name")] == 1
