"""What the model cannot judge: texts in scripts that it never learnt, and texts without words."""

import unicodedata
from collections import Counter

# Scripts of ten texts of the corpus or more, by the first word of their letters' Unicode names (a test counts them).
SCRIPTS = frozenset(
    "LATIN CJK HIRAGANA KATAKANA HANGUL CYRILLIC ARABIC THAI DEVANAGARI HEBREW GREEK FULLWIDTH HALFWIDTH KATAKANA-HIRAGANA IDEOGRAPHIC".split()
)
UNSEEN, EMPTY = "unseen_language", "no_words"
# Fewer letters say nothing.
_FEWEST_LETTERS = 8
_LOOKED_AT = 300


def script_of(letter: str) -> str:
    """The script of a letter, as Unicode names it; "" for what is no letter."""
    return unicodedata.name(letter, "").split(" ")[0] if letter.isalpha() else ""


def why_refused(text: str) -> str:
    """Why a text cannot be judged: `unseen_language` where most letters are of a script that the corpus lacks, `no_words` where there are
    hardly any; "" where it can."""
    counted = Counter(script for char in text[:_LOOKED_AT] if (script := script_of(char)))
    letters = counted.total()
    dense = counted["CJK"] + counted["HANGUL"] + counted["THAI"] + counted["KATAKANA"] + counted["HIRAGANA"]
    if letters + dense < _FEWEST_LETTERS:
        return EMPTY
    known = sum(count for script, count in counted.items() if script in SCRIPTS)
    return UNSEEN if known * 2 < letters else ""
