"""JsonLogic: rules as data, evaluated without side effects.

Source:
    jsonlogic.com and the published compatibility suites (``tests/forms/test_jsonlogic.py`` runs them). The operators a
    Vietnamese form needs besides (dates, ages, personal IDs) live in ``forms/operators.py``.
"""

import math
import operator
from collections.abc import Callable
from functools import reduce
from itertools import pairwise
from typing import Any

from forms.operators import EXTRA_OPERATORS

_MISSING = object()


class JsonLogicError(Exception):
    """A rule failed; ``value`` is what was thrown: ``{"type": "NaN" | "Invalid Arguments" | "Unknown Operator" | ...}``."""

    def __init__(self, value: Any) -> None:
        self.value = value if isinstance(value, dict) else {"type": value}
        super().__init__(str(self.value.get("type")))


def evaluate(rule: Any, data: Any) -> Any:
    """Return what ``rule`` says about ``data``; raise JsonLogicError if it throws or names no known operator."""
    return _apply(rule, (data,))


def is_truthy(value: Any) -> bool:
    """Return the truth of a value: false, null, 0, NaN, "" and [] are false; "0" and {} are true."""
    return isinstance(value, dict) or (bool(value) and value == value)  # NaN differs from itself


def _apply(rule: Any, scopes: tuple[Any, ...]) -> Any:
    if isinstance(rule, list):
        return [_apply(item, scopes) for item in rule]
    if not isinstance(rule, dict) or not rule:
        return rule
    ((name, arguments),) = rule.items() if len(rule) == 1 else ((None, None),)
    if name == "preserve":
        return arguments
    if name in _LAZY:
        is_list = isinstance(arguments, list)
        if name not in _LONE and not is_list:
            raise JsonLogicError("Invalid Arguments")
        return _LAZY[name](arguments if is_list else [arguments], scopes)
    if name not in _EAGER:
        raise JsonLogicError("Unknown Operator")
    values = _apply(arguments, scopes)
    try:
        return _EAGER[name](scopes, *(values if isinstance(values, list) else [values]))
    except (TypeError, ValueError):
        raise JsonLogicError("Invalid Arguments") from None


def _number(value: Any) -> Any:
    if value is None or value == "":
        return 0
    try:
        number = float(value) if isinstance(value, (str, int, float)) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    return _tidy(number)


def _tidy(value: Any) -> Any:
    if math.isnan(value) or math.isinf(value):
        raise JsonLogicError("NaN")
    return int(value) if value == int(value) else value


def _arithmetic(step: Callable[[Any, Any], Any], alone: Callable[[Any], Any], empty: Any = None) -> Callable[..., Any]:
    def apply(_scopes: Any, *values: Any) -> Any:
        numbers = [_number(value) for value in values]
        if not numbers and empty is None:
            raise JsonLogicError("Invalid Arguments")
        try:
            return _tidy(reduce(step, numbers) if len(numbers) > 1 else alone(numbers[0]) if numbers else empty)
        except (ZeroDivisionError, ValueError):
            raise JsonLogicError("NaN") from None

    return apply


def _lone_modulo(_value: Any) -> Any:
    raise JsonLogicError("Invalid Arguments")


def _extreme(choose: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    def apply(_scopes: Any, *values: Any) -> Any:
        if not values or any(isinstance(value, str) for value in values):
            raise JsonLogicError("Invalid Arguments")
        return choose([_number(value) for value in values])

    return apply


def _compare(test: Callable[[Any, Any], bool], *, strict: bool = False) -> Callable[..., Any]:
    def holds(left: Any, right: Any) -> bool:
        both_text = isinstance(left, str) and isinstance(right, str)
        if strict:
            left, right = (isinstance(left, bool), left), (isinstance(right, bool), right)
        return test(left, right) if both_text or strict else test(_number(left), _number(right))

    def apply(arguments: list[Any], scopes: tuple[Any, ...]) -> Any:
        if len(arguments) < 2:
            raise JsonLogicError("Invalid Arguments")
        values = (_apply(argument, scopes) for argument in arguments)
        return all(holds(left, right) for left, right in pairwise(values))

    return apply


def _if(arguments: list[Any], scopes: tuple[Any, ...]) -> Any:
    if len(arguments) == 1:
        return _apply(arguments[0], scopes)
    for index in range(0, len(arguments) - 1, 2):
        if is_truthy(_apply(arguments[index], scopes)):
            return _apply(arguments[index + 1], scopes)
    return _apply(arguments[-1], scopes) if len(arguments) % 2 else None


def _first(is_wanted: Callable[[Any], bool], nothing: Any) -> Callable[..., Any]:
    def apply(arguments: list[Any], scopes: tuple[Any, ...]) -> Any:
        value = nothing
        for argument in arguments:
            value = _apply(argument, scopes)
            if is_wanted(value):
                break
        return value

    return apply


def _try(arguments: list[Any], scopes: tuple[Any, ...]) -> Any:
    caught: JsonLogicError | None = None
    for argument in arguments:
        try:
            return _apply(argument, scopes if caught is None else (caught.value, None, *scopes))
        except JsonLogicError as error:
            caught = error
    if caught:
        raise caught
    return None


def _each(arguments: list[Any], scopes: tuple[Any, ...], *, quantifier: bool = False) -> list[tuple[Any, Any]]:
    if len(arguments) != 2 or (not quantifier and None in (arguments[0], arguments[1])):
        raise JsonLogicError("Invalid Arguments")
    items = _apply(arguments[0], scopes)
    items = [] if items is None and not quantifier else items
    if not isinstance(items, list):
        raise JsonLogicError("Invalid Arguments")
    return [(item, _apply(arguments[1], (item, {"index": index}, *scopes))) for index, item in enumerate(items)]


def _reduce(arguments: list[Any], scopes: tuple[Any, ...]) -> Any:
    items, total = _apply(arguments[0], scopes), _apply(arguments[2], scopes) if len(arguments) > 2 else None
    for index, item in enumerate(items or []):
        total = _apply(arguments[1], ({"current": item, "accumulator": total}, {"index": index}, *scopes))
    return total


def _dig(value: Any, path: list[Any]) -> Any:
    for key in path:
        if isinstance(value, list) and str(key).isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            value = value.get(str(key), _MISSING) if isinstance(value, dict) else _MISSING
    return value


def _val(scopes: tuple[Any, ...], *path: Any, default: Any = None) -> Any:
    steps = abs(path[0][0]) if path and isinstance(path[0], list) and path[0] else 0
    found = _dig(scopes[min(steps, len(scopes) - 1)], list(path[1:] if steps else path))
    return default if found is _MISSING else found


def _var(scopes: tuple[Any, ...], path: Any = None, default: Any = None, *_more: Any) -> Any:
    found = _dig(scopes[0], [] if path in (None, "") else str(path).split("."))
    return default if found is _MISSING or found is None else found


def _missing(scopes: tuple[Any, ...], *keys: Any) -> list[Any]:
    names = keys[0] if keys and isinstance(keys[0], list) else keys
    return [name for name in names if _var(scopes, name) in (None, "")]


def _missing_some(scopes: tuple[Any, ...], wanted: int, names: list[Any]) -> list[Any]:
    absent = _missing(scopes, *names)
    return [] if len(names) - len(absent) >= wanted else absent


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _substr(_scopes: Any, text: Any, start: int, length: int | None = None) -> str:
    rest = _text(text)[start:]
    return rest if length is None else rest[:length]


def _merge(_scopes: Any, *values: Any) -> list[Any]:
    return [item for value in values for item in (value if isinstance(value, list) else [value])]


def _in(_scopes: Any, needle: Any, hay: Any = None) -> bool:
    return _text(needle) in hay if isinstance(hay, str) else needle in hay if isinstance(hay, list) else False


def _throw(_scopes: Any, value: Any = None) -> Any:
    raise JsonLogicError(value)


_LONE = frozenset({"try", "??"})
_LAZY: dict[Any, Callable[[list[Any], tuple[Any, ...]], Any]] = {
    "if": _if,
    "?:": _if,
    "and": _first(lambda value: not is_truthy(value), False),
    "or": _first(is_truthy, False),
    "??": _first(lambda value: value is not None, None),
    "try": _try,
    "map": lambda a, s: [result for _item, result in _each(a, s)],
    "filter": lambda a, s: [item for item, result in _each(a, s) if is_truthy(result)],
    "all": lambda a, s: bool(each := _each(a, s, quantifier=True)) and all(is_truthy(result) for _item, result in each),
    "none": lambda a, s: not any(is_truthy(result) for _item, result in _each(a, s, quantifier=True)),
    "some": lambda a, s: any(is_truthy(result) for _item, result in _each(a, s, quantifier=True)),
    "reduce": _reduce,
    "==": _compare(operator.eq),
    "!=": _compare(operator.ne),
    "===": _compare(operator.eq, strict=True),
    "!==": _compare(operator.ne, strict=True),
    "<": _compare(operator.lt),
    "<=": _compare(operator.le),
    ">": _compare(operator.gt),
    ">=": _compare(operator.ge),
}
_EAGER: dict[Any, Callable[..., Any]] = {
    "var": _var,
    "val": _val,
    "exists": lambda s, *path: _val(s, *path, default=_MISSING) is not _MISSING,
    "missing": _missing,
    "missing_some": _missing_some,
    "!": lambda _s, value=None, *_more: not is_truthy(value),
    "!!": lambda _s, value=None, *_more: is_truthy(value),
    "+": _arithmetic(operator.add, lambda n: n, 0),
    "*": _arithmetic(operator.mul, lambda n: n, 1),
    "-": _arithmetic(operator.sub, operator.neg),
    "/": _arithmetic(operator.truediv, lambda n: 1 / n),
    "%": _arithmetic(math.fmod, _lone_modulo),
    "min": _extreme(min),
    "max": _extreme(max),
    "cat": lambda _s, *values: "".join(_text(value) for value in values),
    "substr": _substr,
    "merge": _merge,
    "in": _in,
    "throw": _throw,
    "log": lambda _s, value=None: value,
    **{name: lambda _s, *values, _apply=function: _apply(*values) for name, function in EXTRA_OPERATORS.items()},
}
OPERATORS = frozenset({*_LAZY, *_EAGER, "preserve"})
"""Every operator a rule may use."""
