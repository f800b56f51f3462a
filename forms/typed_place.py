"""The words of a place as a person typed it: what they say of its kind, and how they are spelt."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.folding import fold
from forms.gazetteer import Level, Unit
from forms.spelling import agrees

_KIND_WORDS = {
    ("tinh",): "tỉnh",
    ("t",): "tỉnh",
    ("thanh", "pho"): "thành phố",
    ("tp",): "thành phố",
    ("quan",): "quận",
    ("q",): "quận",
    ("district",): "quận",
    ("huyen",): "huyện",
    ("h",): "huyện",
    ("thi", "xa"): "thị xã",
    ("tx",): "thị xã",
    ("phuong",): "phường",
    ("ward",): "phường",
    ("p",): "phường",
    ("f",): "phường",
    ("xa",): "xã",
    ("x",): "xã",
    ("thi", "tran"): "thị trấn",
    ("tt",): "thị trấn",
    ("dac", "khu"): "đặc khu",
}
_KIND_LEVELS: dict[str, tuple[Level, ...]] = {
    "tỉnh": ("province",),
    "thành phố": ("province", "district"),
    "quận": ("district",),
    "huyện": ("district",),
    "thị xã": ("district",),
    "phường": ("commune",),
    "xã": ("commune",),
    "thị trấn": ("commune",),
    "đặc khu": ("commune", "district"),
}
_AFTER = frozenset({"city", "province", "district", "ward", "commune", "town"})
"""English says the kind after the name."""
_MOST_WORDS = 12
_MOST_LETTERS = 200

_WRONG_KIND, _WRONG_LEVEL, _OTHER_MARKS, _NO_MARKS = 1.0, 2.0, 1.5, 0.1
"""What it costs a match that the kind, its level or the marks are other ones."""


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """The words of a text, folded and as they stand; ``is_open``: the last may still grow."""

    words: tuple[str, ...]
    raw: tuple[str, ...]
    is_open: bool

    def with_word(self, place: int, other: str) -> "TypedPlace":
        """Return the same with another word at a place, and nothing left open."""
        words = (*self.words[:place], other, *self.words[place + 1 :])
        return TypedPlace(words, (*self.raw[:place], other, *self.raw[place + 1 :]), is_open=False)

    def misspelling(self, first: int, end: int, name: str, *, is_open: bool = False) -> float:
        """Return what it costs that the marks of some words are not those of a name."""
        raw = self.raw[first:end]
        if not agrees(raw, name, is_open=is_open):
            return _OTHER_MARKS
        is_marked = any(not word.isascii() for word in self.raw)
        return _NO_MARKS if is_marked and not agrees(raw, name, is_open=is_open, is_strict=True) else 0

    def needed(self) -> int:
        """Return as bits which words must be explained: all but a kind at the end that waits for its name."""
        every = (1 << len(self.words)) - 1
        for size in (2, 1):
            if len(self.words) > size and self.words[-size:] in _KIND_WORDS:
                return every & ~(((1 << size) - 1) << (len(self.words) - size))
        return every


def read_place(text: str) -> TypedPlace:
    """Return the words of a text; "Q1" is two, "(cũ)" none, "TP.HCM" two."""
    short = unicodedata.normalize("NFC", text[:_MOST_LETTERS]).lower()
    short = re.sub(r"\(\s*cũ\s*\)|\bcũ\b|\bviệt nam\b|\bviet nam\b", " ", short)
    apart = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", short)
    raw = re.sub(r"[\W_]+", " ", apart).split()[:_MOST_WORDS]
    words = [(fold(word), word) for word in raw]
    kept = [(folded, word) for folded, word in words if folded and " " not in folded]
    is_open = bool(kept) and short[-1:].isalnum()
    return TypedPlace(tuple(folded for folded, _ in kept), tuple(word for _, word in kept), is_open)


def kinds_at(words: Sequence[str], start: int) -> Iterator[tuple[str, int]]:
    """Yield the kinds that the words may say from ``start`` on, and where the name begins; first: none is said."""
    yield "", start
    for size in (1, 2):
        kind = _KIND_WORDS.get(tuple(words[start : start + size]))
        if kind:
            yield kind, start + size


def is_kind_after(words: Sequence[str], place: int) -> bool:
    """Return whether a word says in English the kind of the name before it, and not of a number: "district 3"."""
    following = [*words[place : place + 2], "", ""]
    return following[0] in _AFTER and not following[1].isdecimal()


def levels_of(kind: str) -> tuple[Level, ...]:
    """Return on which levels a kind stands; none for none."""
    return _KIND_LEVELS.get(kind, ())


def misfit(unit: Unit, kind: str) -> float:
    """Return what it costs that a unit is of another kind than was said."""
    if not kind or kind == unit.kind:
        return 0
    return _WRONG_KIND if unit.level in _KIND_LEVELS[kind] else _WRONG_LEVEL
