"""What a JsonLogic rule reads: values of the data, and of what is around an item inside an iterator."""

from collections.abc import Callable
from typing import Any

from forms.jsonlogic_values import merge

Scopes = tuple[Any, ...]
"""Innermost first: the data; inside an iterator the item, then ``{"index": n}``, then what is around it."""
Part = Callable[[Scopes], Any]
"""A compiled rule or a part of one."""
MISSING: Any = object()


def step(value: Any, key: Any) -> Any:
    """Return the member or element of ``value`` under ``key``, or MISSING."""
    if isinstance(value, dict):
        return value.get(str(key), MISSING)
    if isinstance(value, list) and str(key).isdecimal():
        index = int(key)
        return value[index] if index < len(value) else MISSING
    return MISSING


def val(scopes: Scopes, *path: Any, default: Any = None) -> Any:
    """Return the value at a path; a first element ``[n]`` climbs to what is around the item."""
    climb = abs(path[0][0]) if path and isinstance(path[0], list) and path[0] else 0
    value = scopes[min(climb, len(scopes) - 1)]
    for key in path[1:] if climb else path:
        value = step(value, key)
    return default if value is MISSING else value


def var(scopes: Scopes, path: Any = None, default: Any = None, *_more: Any) -> Any:
    """Return the value at a dotted path, else the default."""
    found = val(scopes, *([] if path in (None, "") else str(path).split(".")))
    return default if found is None else found


def fixed_var(path: str) -> Callable[[Scopes], Any]:
    """Return ``var`` for a path that is known beforehand, split once."""
    keys = path.split(".")
    if len(keys) > 1 or not path:
        return lambda scopes: val(scopes, *keys) if path else scopes[0]

    def read(scopes: Scopes) -> Any:
        inner = scopes[0]
        if type(inner) is dict:
            return inner.get(path)
        found = step(inner, path)
        return None if found is MISSING else found

    return read


def missing(scopes: Scopes, *keys: Any) -> list[Any]:
    """Return those names that have no value."""
    return [name for name in merge(*keys) if var(scopes, name) in (None, "")]


def missing_some(scopes: Scopes, wanted: int, names: list[Any]) -> list[Any]:
    """Return the names that have no value, none when enough have one."""
    absent = missing(scopes, *names)
    return [] if len(names) - len(absent) >= wanted else absent


READERS: dict[str, Callable[..., Any]] = {
    "var": var,
    "val": val,
    "exists": lambda scopes, *path: val(scopes, *path, default=MISSING) is not MISSING,
    "missing": missing,
    "missing_some": missing_some,
}
"""Operators that need the data besides the values of their arguments."""
