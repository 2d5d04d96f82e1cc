"""Segment: a text into the words by which it is found. One function for writing the index and for asking it, so that both agree."""

import re
import unicodedata

# Scripts that put no space between words are cut into pairs of signs: Chinese and Japanese, Korean (whose words carry their particles),
# Thai, Lao, Burmese, Khmer.
_PAIRED = "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
# Vowel signs and the like, which Python's \w leaves out, belong to their word (Arabic, Devanagari, Bengali, Tamil).
_MARKS = "".join(chr(n) for n in range(0x300, 0x3100) if unicodedata.category(chr(n))[0] == "M")
_RUNS = re.compile(rf"([{_PAIRED}]+)|((?:[^\W_{_PAIRED}]|[{_MARKS}])+)")
_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
# No name has a longer word; what is longer is an address or a digest.
_LONGEST = 40


def segment(text: str) -> list[str]:
    """Words of a text in its order, in small letters without the accents of Latin ones; pairs of signs, and the last sign, of scripts without spaces.
    They hold letters, marks and digits alone, so none of them is a sign of a query's language."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", folded)))
    found: list[str] = []
    for paired, word in _RUNS.findall(plain):
        found += [paired[n : n + 2] for n in range(len(paired))] if paired else [word[:_LONGEST]]
    return found
