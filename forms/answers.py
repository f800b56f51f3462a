"""Answers as the rules of a procedure see them: without what is empty, with what follows, and with the day."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from forms.derivations import Derivation
from forms.jsonlogic import JsonLogicError, evaluate, is_truthy

EMPTY: tuple[Any, ...] = (None, "", {}, [])
"""What says nothing and is not submitted."""


def compact(value: Any, levels: int = 50) -> Any:
    """Return answers without what is empty: "", null, {} and [] say nothing and are not submitted.

    Nor does what lies deeper than ``levels``: no form asks for it, and Python's stack ends.
    """
    if not levels:
        return None
    if isinstance(value, Mapping):
        kept = {key: compact(item, levels - 1) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in EMPTY}
    if isinstance(value, (list, tuple)):
        return [item for item in (compact(item, levels - 1) for item in value) if item not in EMPTY]
    return value.strip() if isinstance(value, str) else value


def with_today(answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the data of a rule: the answers and ``$today``."""
    return {**answers, "$today": today.isoformat()}


def value_of(rule: Any, data: Mapping[str, Any]) -> Any:
    """Return what a rule says, None when it cannot be said of unfinished answers."""
    return said(partial(evaluate, rule), data)


def said(compiled: Callable[[Any], Any], data: Mapping[str, Any]) -> Any:
    """Return what a compiled rule says, None when it cannot be said of unfinished answers."""
    try:
        return compiled(data)
    except (JsonLogicError, TypeError, ValueError, AttributeError, ArithmeticError, LookupError, RecursionError):
        return None


def holds(rule: Any, data: Mapping[str, Any]) -> bool:
    """Whether a rule says yes; what cannot be said yet is a no."""
    return is_truthy(value_of(rule, data))


def derived(answers: Mapping[str, Any], derivations: Iterable[Derivation], *, today: date) -> dict[str, Any]:
    """Return the answers without empty ones, with every calculated and derived value in.

    Args:
        answers: As the draft or the pre-screen holds them; a calculated one among them counts for nothing.
        derivations: What follows from what, each after those that its rule reads.
        today: The day to judge by.
    """
    ordered = tuple(derivations)
    data: dict[str, Any] = compact(answers)
    for derivation in ordered:
        if derivation.is_calculated:
            data.pop(derivation.name, None)
    for derivation in ordered:
        if derivation.name not in data:
            value = compact(said(derivation.compiled, with_today(data, today)))
            data |= {} if value in EMPTY else {derivation.name: value}
    return data
