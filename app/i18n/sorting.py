"""Vietnamese order: a ă â b c d đ e ê ..., tones after letters (domain facts F.3)."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from forms.folding import collation_key

T = TypeVar("T")


def text_key(text: str) -> Any:
    """Return the sort key of a text."""
    return collation_key(text)


def person_key(name: str) -> Any:
    """Return the sort key of a person's name: given name (the last word), then family name, then the rest (F.4)."""
    words = name.split()
    return tuple(collation_key(part) for part in (*words[-1:], *words[:-1]))


def sorted_texts(items: Iterable[T], *, key: Callable[[T], str] = str) -> list[T]:
    """Return the items in Vietnamese order of their texts."""
    return sorted(items, key=lambda item: collation_key(key(item)))
