"""Vietnamese text for comparison: folding for search, keys for correct sorting."""

import unicodedata
from functools import lru_cache

_SPACES = "\t\n\x0b\x0c\r "
_SIGNS = "_-–—,;:!¡?¿.·'\"«»()[]{}§¶@*/\\&#%•`´^¯¨¸°©®+±÷×<=>¬|¦~¤¢$£¥₫"
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = {letter: chr(1 + place) for place, letter in enumerate(f"{_SPACES}{_SIGNS}0123456789{_LETTERS}")}
"""The order of ICU: spaces, signs, digits, letters; whatever else comes after them by its number."""
_LIKE = {"\xa0": " ", "\u2009": " ", "\u202f": " ", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."} | {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ß": "ss",
}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền < hỏi < ngã < sắc < nặng."""
_FOREIGN = 6
"""Marks of other languages come after the tones."""
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
    if lowered.isalnum():
        return _fold_word(lowered)
    spaced = "".join([letter if letter.isalnum() or unicodedata.combining(letter) else " " for letter in lowered])
    return " ".join([folded for word in spaced.split() if (folded := _fold_word(word))])


def collation_key(text: str) -> tuple[str, tuple[int, ...], tuple[bool, ...], str]:
    """Return a key that sorts as Vietnamese dictionaries do: all letters first, then all tones, lower case first.

    Source:
        domain facts F.3 (the order of ICU ``vi``); ``tests/forms/test_collation.py`` compares with ICU itself.
    """
    letters: list[str] = []
    tones: list[int] = []
    capitals: list[bool] = []
    for letter in unicodedata.normalize("NFC", text):
        primary, tone, is_capital = _weights(letter)
        letters.append(primary)
        tones.extend([tone] * len(primary))
        capitals.extend([is_capital] * len(primary))
    return "".join(letters), tuple(tones), tuple(capitals), text


@lru_cache(maxsize=2048)
def _weights(letter: str) -> tuple[str, int, bool]:
    """Return a letter's place in the alphabet, its tone and whether it is a capital; nothing for what is not seen."""
    if unicodedata.category(letter) in ("Cf", "Cc") and letter not in _SPACES:
        return "", 0, False
    small = letter.lower()
    parts = unicodedata.normalize("NFD", _LIKE.get(small, small))
    tone = next((_TONES[part] for part in parts if part in _TONES), 0)
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    if len(base) == 1 and base not in _PRIMARY:
        bare = "".join(part for part in parts if not unicodedata.combining(part))
        base, tone = (bare, _FOREIGN) if bare in _PRIMARY else (base, tone)
    return "".join(_PRIMARY.get(one, one) for one in base), tone, letter != small
