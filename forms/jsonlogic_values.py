"""JsonLogic on plain values: truth, numbers, comparison, arithmetic, text; the rules are in ``forms/jsonlogic.py``."""

import math
import operator as op
from collections.abc import Callable
from functools import partial, reduce
from typing import Any


class JsonLogicError(Exception):
    """A rule failed; ``value`` is what was thrown, such as ``{"type": "NaN"}`` or ``{"type": "Unknown Operator"}``."""

    def __init__(self, value: Any) -> None:
        self.value = value if isinstance(value, dict) else {"type": value}
        super().__init__(str(self.value.get("type")))


def is_truthy(value: Any) -> bool:
    """Return the truth of a value: false, null, 0, NaN, "" and [] are false; "0" and {} are true."""
    return isinstance(value, dict) or (bool(value) and not (isinstance(value, float) and math.isnan(value)))


def number(value: Any) -> int | float:
    """Return the value as a number, null and "" as 0; raise JsonLogicError NaN for what is none."""
    try:
        return _tidy(0.0 if value is None or value == "" else float(value))
    except (TypeError, ValueError, OverflowError):
        raise JsonLogicError("NaN") from None


def text(value: Any) -> str:
    """Return the value as JavaScript would join it: lists by commas, null as nothing."""
    if isinstance(value, list):
        return ",".join(text(item) for item in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def is_in(part: Any, whole: Any = None) -> bool:
    """Return whether a text contains a text, or a list an element."""
    return (text(part) if isinstance(whole, str) else part) in (whole or [])


def merge(*parts: Any) -> list[Any]:
    """Return one list of lists and single values."""
    return [item for part in parts for item in (part if isinstance(part, list) else [part])]


def holds(test: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    """Return a loose comparison: two texts as texts, everything else as numbers."""
    is_text = isinstance(left, str) and isinstance(right, str)
    return test(left, right) if is_text else test(number(left), number(right))


def holds_strictly(test: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    """Return a comparison in which true is not 1."""
    return test((isinstance(left, bool), left), (isinstance(right, bool), right))


def refuse(*_values: Any) -> Any:
    """Raise JsonLogicError: the arguments make no sense."""
    raise JsonLogicError("Invalid Arguments")


def throw(value: Any = None) -> Any:
    """Raise JsonLogicError with what the rule throws."""
    raise JsonLogicError(value)


def _tidy(value: float) -> int | float:
    if not math.isfinite(value):
        raise JsonLogicError("NaN")
    return int(value) if value == int(value) else value


def _calculate(
    step: Callable[[Any, Any], Any], alone: Callable[[Any], Any], empty: Callable[[], Any], *values: Any
) -> int | float:
    numbers = [number(value) for value in values]
    if not numbers:
        return _tidy(empty())
    try:
        return _tidy(reduce(step, numbers) if len(numbers) > 1 else alone(numbers[0]))
    except (ZeroDivisionError, ValueError):
        raise JsonLogicError("NaN") from None


def _extreme(choose: Callable[[list[Any]], Any], *values: Any) -> Any:
    if not values or any(isinstance(value, str) for value in values):
        refuse()
    return choose([number(value) for value in values])


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    **{
        name: partial(holds, getattr(op, word))
        for name, word in (("==", "eq"), ("!=", "ne"), ("<", "lt"), ("<=", "le"))
    },
    **{name: partial(holds, getattr(op, word)) for name, word in ((">", "gt"), (">=", "ge"))},
    "===": partial(holds_strictly, op.eq),
    "!==": partial(holds_strictly, op.ne),
}
PLAIN: dict[str, Callable[..., Any]] = {
    "!": lambda value=None, *_more: not is_truthy(value),
    "!!": lambda value=None, *_more: is_truthy(value),
    "+": partial(_calculate, op.add, lambda n: n, lambda: 0),
    "*": partial(_calculate, op.mul, lambda n: n, lambda: 1),
    "-": partial(_calculate, op.sub, op.neg, refuse),
    "/": partial(_calculate, op.truediv, lambda n: 1 / n, refuse),
    "%": partial(_calculate, math.fmod, refuse, refuse),
    "min": partial(_extreme, min),
    "max": partial(_extreme, max),
    "cat": lambda *values: "".join(text(value) for value in values),
    "substr": lambda value, start, length=None: text(value)[start:][:length],
    "merge": merge,
    "in": is_in,
    "throw": throw,
    "log": lambda value=None: value,
}
"""Operators that need nothing but the values of their arguments."""
