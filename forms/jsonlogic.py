"""JsonLogic: rules as data, evaluated without side effects.

Source:
    jsonlogic.com; the published suites all pass (``tests/forms/test_jsonlogic.py``). Additions: ``docs/forms.md``.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

from forms.jsonlogic_values import COMPARISONS, PLAIN, JsonLogicError, is_truthy, merge, refuse
from forms.operators import EXTRA_OPERATORS

__all__ = ["OPERATORS", "JsonLogicError", "evaluate", "is_truthy"]

Scopes = tuple[Any, ...]
"""Innermost first: the data; inside an iterator the item, then ``{"index": n}``, then what is around it."""
_MISSING = object()


def evaluate(rule: Any, data: Any) -> Any:
    """Return what ``rule`` says about ``data``; raise JsonLogicError if it throws or names no known operator."""
    return _apply(rule, (data,))


def _apply(rule: Any, scopes: Scopes) -> Any:
    if isinstance(rule, list):
        return [_apply(item, scopes) for item in rule]
    if not isinstance(rule, dict) or not rule:
        return rule
    name, arguments = next(iter(rule.items())) if len(rule) == 1 else ("", None)
    if name == "preserve":
        return arguments
    if name in _LAZY:
        listed = arguments if isinstance(arguments, list) else [arguments] if name in ("try", "??") else refuse()
        return _LAZY[name](listed, scopes)
    if name not in OPERATORS:
        raise JsonLogicError("Unknown Operator")
    values = merge(_apply(arguments, scopes))
    try:
        return _DATA[name](scopes, *values) if name in _DATA else _PLAIN[name](*values)
    except (TypeError, ValueError):
        raise JsonLogicError("Invalid Arguments") from None


def _if(arguments: list[Any], scopes: Scopes) -> Any:
    for condition, result in zip(arguments[:-1:2], arguments[1::2], strict=False):
        if is_truthy(_apply(condition, scopes)):
            return _apply(result, scopes)
    return _apply(arguments[-1], scopes) if len(arguments) % 2 else None


def _first(is_wanted: Callable[[Any], bool], nothing: Any, arguments: list[Any], scopes: Scopes) -> Any:
    for argument in arguments:
        if is_wanted(nothing := _apply(argument, scopes)):
            break
    return nothing


def _try(arguments: list[Any], scopes: Scopes) -> Any:
    around = scopes
    for place, argument in enumerate(arguments):
        try:
            return _apply(argument, scopes)
        except JsonLogicError as error:
            if place == len(arguments) - 1:
                raise
            scopes = (error.value, None, *around)
    return None


def _compare(holds: Callable[[Any, Any], bool], arguments: list[Any], scopes: Scopes) -> bool:
    if len(arguments) < 2:
        refuse()
    return all(holds(*pair) for pair in pairwise(_apply(argument, scopes) for argument in arguments))


def _each(arguments: list[Any], scopes: Scopes, *, quantifier: bool = True) -> list[tuple[Any, Any]]:
    """Return each item with what the rule says of it; a quantifier takes a null rule, the others a null list."""
    if len(arguments) != 2 or (not quantifier and None in arguments):
        refuse()
    items = _apply(arguments[0], scopes)
    items = [] if items is None and not quantifier else items
    if not isinstance(items, list):
        refuse()
    return [(item, _apply(arguments[1], (item, {"index": index}, *scopes))) for index, item in enumerate(items)]


def _verdicts(arguments: list[Any], scopes: Scopes) -> list[bool]:
    return [is_truthy(result) for _item, result in _each(arguments, scopes)]


def _reduce(arguments: list[Any], scopes: Scopes) -> Any:
    items, total = _apply(arguments[0], scopes), _apply(arguments[2], scopes) if len(arguments) > 2 else None
    for index, item in enumerate(items or []):
        total = _apply(arguments[1], ({"current": item, "accumulator": total}, {"index": index}, *scopes))
    return total


def _val(scopes: Scopes, *path: Any, default: Any = None) -> Any:
    climb = abs(path[0][0]) if path and isinstance(path[0], list) and path[0] else 0
    value = scopes[min(climb, len(scopes) - 1)]
    for key in path[1:] if climb else path:
        if isinstance(value, list):
            value = dict(enumerate(value)).get(int(key), _MISSING) if str(key).isdecimal() else _MISSING
        else:
            value = value.get(str(key), _MISSING) if isinstance(value, dict) else _MISSING
    return default if value is _MISSING else value


def _var(scopes: Scopes, path: Any = None, default: Any = None, *_more: Any) -> Any:
    found = _val(scopes, *([] if path in (None, "") else str(path).split(".")))
    return default if found is None else found


def _missing(scopes: Scopes, *keys: Any) -> list[Any]:
    return [name for name in merge(*keys) if _var(scopes, name) in (None, "")]


def _missing_some(scopes: Scopes, wanted: int, names: list[Any]) -> list[Any]:
    absent = _missing(scopes, *names)
    return [] if len(names) - len(absent) >= wanted else absent


_LAZY: dict[str, Callable[[list[Any], Scopes], Any]] = {
    **dict.fromkeys(("if", "?:"), _if),
    "and": partial(_first, lambda value: not is_truthy(value), False),
    "or": partial(_first, is_truthy, False),
    "??": partial(_first, lambda value: value is not None, None),
    "try": _try,
    "map": lambda a, s: [result for _item, result in _each(a, s, quantifier=False)],
    "filter": lambda a, s: [item for item, result in _each(a, s, quantifier=False) if is_truthy(result)],
    "all": lambda a, s: bool(verdicts := _verdicts(a, s)) and all(verdicts),
    "none": lambda a, s: not any(_verdicts(a, s)),
    "some": lambda a, s: any(_verdicts(a, s)),
    "reduce": _reduce,
    **{name: partial(_compare, holds) for name, holds in COMPARISONS.items()},
}
_DATA: dict[str, Callable[..., Any]] = {
    "var": _var,
    "val": _val,
    "exists": lambda s, *path: _val(s, *path, default=_MISSING) is not _MISSING,
    "missing": _missing,
    "missing_some": _missing_some,
}
_PLAIN: dict[str, Callable[..., Any]] = {**PLAIN, **EXTRA_OPERATORS}
OPERATORS = frozenset({"preserve", *_LAZY, *_DATA, *_PLAIN})
"""Every operator that a rule may use."""
