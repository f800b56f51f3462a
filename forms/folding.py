"""Vietnamese text for comparison: folding for search, keys for correct sorting."""

import unicodedata
from functools import lru_cache

_LETTERS = tuple("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
_PRIMARY = {letter: chr(0x100 + place) for place, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền < hỏi < ngã < sắc < nặng."""
_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=8192)
def _fold_word(word: str) -> str:
    """Return a letter-only word without marks; a lone final ``y`` after a consonant becomes ``i`` (lý, lí)."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", word.replace("đ", "d")) if not unicodedata.combining(letter)
    )
    if len(bare) >= 2 and bare[-1] == "y" and bare[-2] not in _VOWELS:
        return bare[:-1] + "i"
    return "i" if bare == "y" else bare


def fold(text: str) -> str:
    """Return ``text`` as typed without Vietnamese marks: lower case, đ→d, ký→ki, single spaces, no punctuation.

    Source:
        domain facts F.2; đ has no Unicode decomposition and is replaced by name.
    """
    lowered = unicodedata.normalize("NFC", text).lower()
    spaced = "".join(letter if letter.isalnum() or unicodedata.combining(letter) else " " for letter in lowered)
    return " ".join(_fold_word(word) for word in spaced.split())


def collation_key(text: str) -> tuple[str, tuple[int, ...], tuple[bool, ...], str]:
    """Return a key that sorts as Vietnamese dictionaries do: all letters first, then all tones, lower case first.

    Source:
        domain facts F.3 (the order of ICU ``vi``).
    """
    letters: list[str] = []
    tones: list[int] = []
    capitals: list[bool] = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter.lower())
        tone = next((_TONES[part] for part in parts if part in _TONES), 0)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(_PRIMARY.get(base, base))
        tones.append(tone)
        capitals.append(letter != letter.lower())
    return "".join(letters), tuple(tones), tuple(capitals), text
