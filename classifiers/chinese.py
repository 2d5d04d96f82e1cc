"""Traditional and simplified Chinese in one spelling. The only door to OpenCC."""

import re
from functools import cache

from opencc import OpenCC

_KANA = re.compile(r"[\u3040-\u30ff]")
_IDEOGRAPHS = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))


@cache
def _table() -> dict[int, str]:
    """Traditional sign -> simplified sign, one for one, so that positions in a text hold; words that Taiwan and the mainland
    choose differently stay."""
    converted = OpenCC("t2s").convert("\n".join(_IDEOGRAPHS)).split("\n")
    return {ord(sign): to for sign, to in zip(_IDEOGRAPHS, converted, strict=True) if sign != to and len(to) == 1}


def simplified(text: str) -> str:
    """The text with every sign simplified, at its old length: Japanese and Chinese names of one thing mostly meet."""
    return text.translate(_table())


def one_spelling(text: str) -> str:
    """Chinese text simplified; Japanese, known by its kana, untouched: for readers that know both languages."""
    return text if _KANA.search(text) else simplified(text)
