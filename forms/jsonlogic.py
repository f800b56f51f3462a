"""JsonLogic: rules as data, compiled once to functions and evaluated without side effects.

Source:
    jsonlogic.com; the published suites all pass (``tests/forms/test_jsonlogic.py``). Additions: ``docs/forms.md``.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from forms.jsonlogic_iterators import ITERATORS, reduce
from forms.jsonlogic_scopes import READERS, Part, Scopes, fixed_var
from forms.jsonlogic_values import COMPARISONS, PLAIN, JsonLogicError, is_truthy, merge, refuse
from forms.operators import EXTRA_OPERATORS

__all__ = ["OPERATORS", "JsonLogicError", "compile_rule", "evaluate", "is_truthy"]


def evaluate(rule: Any, data: Any) -> Any:
    """Return what ``rule`` says about ``data``; raise JsonLogicError if it throws or names no known operator."""
    return _compile(rule)((data,))


def compile_rule(rule: Any) -> Callable[[Any], Any]:
    """Return ``rule`` as a function of the data, to be kept; whatever is wrong with it is raised when it is called."""
    run = _compile(rule)
    return lambda data: run((data,))


def _compile(rule: Any) -> Part:
    if isinstance(rule, list):
        parts = [_compile(item) for item in rule]
        return lambda scopes: [part(scopes) for part in parts]
    if not isinstance(rule, dict) or not rule:
        return lambda _scopes: rule
    name, arguments = next(iter(rule.items())) if len(rule) == 1 else ("", None)
    if name == "preserve":
        return lambda _scopes: arguments
    if name == "var" and isinstance(arguments, str):
        return fixed_var(arguments)
    if name in _LAZY:
        return _compile_lazy(name, arguments)
    if name not in OPERATORS:
        return partial(_refuse, "Unknown Operator")
    return _compile_strict(name, arguments)


def _refuse(what: str, _scopes: Scopes) -> Any:
    raise JsonLogicError(what)


def _compile_lazy(name: str, arguments: Any) -> Part:
    """Return an operator that decides by itself which of its arguments it evaluates."""
    if not isinstance(arguments, list):
        if name not in ("try", "??"):
            return partial(_refuse, "Invalid Arguments")
        arguments = [arguments]
    parts, apply = [_compile(argument) for argument in arguments], _LAZY[name]
    if name in ITERATORS:
        nothing = None in arguments
        return lambda scopes: apply(parts, scopes, nothing)
    return lambda scopes: apply(parts, scopes)


def _compile_strict(name: str, arguments: Any) -> Part:
    """Return an operator that gets the values of all its arguments."""
    if isinstance(arguments, list) and len(arguments) == 1 and name == "var" and isinstance(arguments[0], str):
        return fixed_var(arguments[0])
    values = _compile(arguments)
    read, count = READERS.get(name), _PLAIN.get(name)

    def run(scopes: Scopes) -> Any:
        given = merge(values(scopes))
        try:
            return read(scopes, *given) if read else count(*given)  # type: ignore[misc]  # one of the two is there
        except (TypeError, ValueError):
            raise JsonLogicError("Invalid Arguments") from None

    return run


def _if(parts: Sequence[Part], scopes: Scopes) -> Any:
    for condition, result in zip(parts[:-1:2], parts[1::2], strict=False):
        if is_truthy(condition(scopes)):
            return result(scopes)
    return parts[-1](scopes) if len(parts) % 2 else None


def _first(is_wanted: Callable[[Any], bool], nothing: Any, parts: Sequence[Part], scopes: Scopes) -> Any:
    for part in parts:
        if is_wanted(nothing := part(scopes)):
            break
    return nothing


def _try(parts: Sequence[Part], scopes: Scopes) -> Any:
    around = scopes
    for place, part in enumerate(parts):
        try:
            return part(scopes)
        except JsonLogicError as error:
            if place == len(parts) - 1:
                raise
            scopes = (error.value, None, *around)
    return None


def _compare(holds: Callable[[Any, Any], bool], parts: Sequence[Part], scopes: Scopes) -> bool:
    if len(parts) == 2:
        return holds(parts[0](scopes), parts[1](scopes))
    if len(parts) < 2:
        refuse()
    return all(holds(*pair) for pair in pairwise(part(scopes) for part in parts))


_LAZY: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("if", "?:"), _if),
    "and": partial(_first, lambda value: not is_truthy(value), False),
    "or": partial(_first, is_truthy, False),
    "??": partial(_first, lambda value: value is not None, None),
    "try": _try,
    "reduce": reduce,
    **ITERATORS,
    **{name: partial(_compare, holds) for name, holds in COMPARISONS.items()},
}
_PLAIN: dict[str, Callable[..., Any]] = {**PLAIN, **EXTRA_OPERATORS}
OPERATORS = frozenset({"preserve", *_LAZY, *READERS, *_PLAIN})
"""Every operator that a rule may use."""
