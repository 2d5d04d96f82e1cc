"""Letters that are one to the reader, one character for one, so that places in a text stay where they are."""

import unicodedata

_LIKE = str.maketrans("أإآٱىیکةۀıς", "ااااييكههiσ")  # letters that are one to the reader
_BLANKS = "\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"


class _Folds(dict[int, str]):
    """One character for one, so that offsets stay: digits to ASCII, small letters, no accents in Greek, one alef."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if 0xFF01 <= code <= 0xFF5E:
            letter = chr(code - 0xFEE0)
        if 0x370 <= code <= 0x3FF or 0x1F00 <= code <= 0x1FFF:
            letter = unicodedata.normalize("NFD", letter)[0]
        if letter.isdecimal():
            letter = str(unicodedata.digit(letter))
        self[code] = " " if letter in _BLANKS else letter.lower()[0].translate(_LIKE)
        return self[code]


FOLDS = _Folds()
