"""JsonLogic over lists: a rule asked about each item."""

from collections.abc import Callable, Sequence
from typing import Any

from forms.jsonlogic_scopes import Part, Scopes
from forms.jsonlogic_values import is_truthy, refuse


def _each(parts: Sequence[Part], scopes: Scopes, has_null: bool, *, quantifier: bool = True) -> list[tuple[Any, Any]]:
    """Return each item with what the rule says of it; a quantifier takes a null rule, the others a null list."""
    if len(parts) != 2 or (not quantifier and has_null):
        refuse()
    items = parts[0](scopes)
    items = [] if items is None and not quantifier else items
    if not isinstance(items, list):
        refuse()
    return [(item, parts[1]((item, {"index": index}, *scopes))) for index, item in enumerate(items)]


def _verdicts(parts: Sequence[Part], scopes: Scopes, has_null: bool) -> list[bool]:
    return [is_truthy(result) for _item, result in _each(parts, scopes, has_null)]


def reduce(parts: Sequence[Part], scopes: Scopes) -> Any:
    """Return what a list comes to, item by item."""
    items, total = parts[0](scopes), parts[2](scopes) if len(parts) > 2 else None
    for index, item in enumerate(items or []):
        total = parts[1](({"current": item, "accumulator": total}, {"index": index}, *scopes))
    return total


ITERATORS: dict[str, Callable[[Sequence[Part], Scopes, bool], Any]] = {
    "map": lambda p, s, n: [result for _item, result in _each(p, s, n, quantifier=False)],
    "filter": lambda p, s, n: [item for item, result in _each(p, s, n, quantifier=False) if is_truthy(result)],
    "all": lambda p, s, n: bool(verdicts := _verdicts(p, s, n)) and all(verdicts),
    "none": lambda p, s, n: not any(_verdicts(p, s, n)),
    "some": lambda p, s, n: any(_verdicts(p, s, n)),
}
"""Operators that get, besides their compiled arguments, whether one of these is null as it stands."""
