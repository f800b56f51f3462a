"""Names and synonyms as strings with one letter for each word, so that looking for words in them is one fast search."""

from enum import IntEnum
from typing import Final

BETWEEN: Final = "\0"
"""Stands between two phrases."""
FIRST_TERM: Final = 0x20
_SURROGATES: Final = 0xD800
_AFTER_SURROGATES: Final = 0xE000 - _SURROGATES
_WEIGHT_STEP: Final = 0.05
_HEAVIEST: Final = 0xD000


class Kind(IntEnum):
    """What a phrase is; the first letter of its string."""

    NAME = 1
    SYNONYM = 2
    OFFICIAL = 3


def as_letter(term: int) -> str:
    """Return the letter that stands for a term's number."""
    point = term + FIRST_TERM
    return chr(point if point < _SURROGATES else point + _AFTER_SURROGATES)


def weight_letter(weight: float) -> str:
    """Return the letter that stands for the weight of all words of a phrase, never none; its second letter."""
    return chr(FIRST_TERM + 1 + min(int(weight / _WEIGHT_STEP), _HEAVIEST))


def weight_of(letter: str) -> float:
    """Return the weight that a letter stands for."""
    return (ord(letter) - FIRST_TERM) * _WEIGHT_STEP
