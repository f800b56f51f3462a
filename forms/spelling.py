"""How a typed word agrees with a name: its marks, or one mistyped letter."""

import unicodedata
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=8192)
def _spelt(word: str) -> tuple[str, str]:
    """Return a word's letters without its tone, and the tone: "hòa" and "hoà" are spelt alike."""
    parts = unicodedata.normalize("NFD", word)
    letters = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    return letters, "".join(part for part in parts if part in _TONES)


def agrees(typed: Sequence[str], name: str, *, is_open: bool = False, is_strict: bool = False) -> bool:
    """Return whether the marks that were typed are those of the name; words typed without marks agree with all.

    Args:
        typed: Words in lower case.
        name: As written; where it has fewer words than were typed, nothing can be said and it agrees.
        is_open: The last word typed may go on.
        is_strict: Words typed without marks agree only with words that have none.
    """
    if not is_strict and all(word.isascii() for word in typed):
        return True
    words = name.lower().replace("-", " ").replace("'", " ").split()
    if len(words) < len(typed):
        return True
    for place, (word, own) in enumerate(zip(typed, words, strict=False)):
        letters, tone = _spelt(word)
        own_letters, own_tone = _spelt(own)
        if (word.isascii() and not is_strict) or (letters, tone) == (own_letters, own_tone):
            continue
        is_beginning = is_open and place == len(typed) - 1 and own_letters.startswith(letters)
        if not (is_beginning and tone in ("", own_tone)):
            return False
    return True


def near(word: str, known: Set[str]) -> Iterator[str]:
    """Yield the known words that differ by one letter: another, one more, one fewer, or two exchanged."""
    if len(word) < 2 or word.isdecimal():
        return
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    changed = {head + tail[1:] for head, tail in halves if tail}
    changed |= {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    changed |= {head + letter + tail[1:] for head, tail in halves if tail for letter in _LETTERS}
    changed |= {head + letter + tail for head, tail in halves for letter in _LETTERS}
    yield from sorted((changed & known) - {word})
