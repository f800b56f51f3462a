"""Names of a screen's things that would be the same are told apart, so that every button says which one it means."""

from collections.abc import Mapping


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return a name of its own for every id: the second and later of the same name get a number.

    Args:
        names: Name by id, in reading order.
    """
    own: dict[str, str] = {}
    taken = set(names.values())
    first: set[str] = set()
    for id_, name in names.items():
        own[id_] = name if name not in first else _numbered(name, taken)
        first.add(name)
        taken.add(own[id_])
    return own


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
