"""Vietnamese order: a ă â b c d đ e ê ..., tones after letters (domain facts F.3); English readers' order beside it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, TypeVar

from forms.folding import collation_key, fold

T = TypeVar("T")
SHORTEST_ALPHABET: Final = 12
"""A shorter list may follow the alphabet by chance."""


def text_key(text: str) -> Any:
    """Return the sort key of a text."""
    return collation_key(text)


def person_key(name: str) -> Any:
    """Return the sort key of a person's name: given name (the last word), then family name, then the rest (F.4)."""
    words = name.split()
    return tuple(collation_key(part) for part in (*words[-1:], *words[:-1]))


def sorted_texts(items: Iterable[T], *, key: Callable[[T], str] = str, language: str = "vi") -> list[T]:
    """Return the items in the order in which a reader of this language looks for their texts.

    In English letters with marks stand with those without (Đà Nẵng beside Dallas, Åland among A), as in the Unicode
    root collation; what differs by marks only keeps the Vietnamese order.
    """
    if language == "en":
        return sorted(items, key=lambda item: (fold(text := key(item)), collation_key(text)))
    return sorted(items, key=lambda item: collation_key(key(item)))


def in_order_of(names: Sequence[Mapping[str, str]], language: str) -> tuple[int, ...]:
    """Return the places of a list's names in the order for its reader.

    A list that follows the Vietnamese alphabet, but for a first entry that stands before it (Việt Nam among the
    countries), follows the English names in English; a list in any other order keeps it.

    Args:
        names: By language, in the list's own order.
        language: ``vi`` or ``en``.
    """
    if language != "en":
        return tuple(range(len(names)))
    return _english_order(tuple((name.get("vi", ""), name.get("en") or name.get("vi", "")) for name in names))


@lru_cache(maxsize=32)
def _english_order(names: tuple[tuple[str, str], ...]) -> tuple[int, ...]:
    keys = [collation_key(vietnamese) for vietnamese, _ in names]
    for first in (0, 1):
        if len(keys) - first >= SHORTEST_ALPHABET and all(one <= other for one, other in pairwise(keys[first:])):
            rest = sorted_texts(range(first, len(names)), key=lambda place: names[place][1], language="en")
            return (*range(first), *rest)
    return tuple(range(len(names)))
