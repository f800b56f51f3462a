"""JSON Forms rules: whether an element of a UI schema is shown and enabled.

Source:
    JSON Forms 3.7 (jsonforms.io/docs/uischema/rules): effects SHOW, HIDE, ENABLE, DISABLE; a condition is a schema over
    a scope, a LEAF with an expected value, or AND / OR of conditions. An undefined value fails ``type`` and ``const``
    but passes what does not concern it, unless ``failWhenUndefined``.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from forms.pointers import UNDEFINED, pointer_of, resolve

Condition = Callable[[Any], bool]


class Validator(Protocol):
    """A compiled JSON Schema."""

    def is_valid(self, instance: Any, /) -> bool:
        """Return whether a value fits."""


def scope_keys(scope: str) -> tuple[str, ...]:
    """Return the property names that a scope such as ``#/properties/a/properties/b`` leads through."""
    plain = re.sub(r"(then|else)/", "", re.sub(r"(anyOf|allOf|oneOf)/\d+/", "", scope))
    segments = [segment.replace("~1", "/").replace("~0", "~") for segment in plain.split("/")]
    return tuple(segments[2 if segments[0] in ("#", "") else 1 :: 2])


def scope_pointer(scope: str) -> str:
    """Return the JSON Pointer into the data that a scope stands for."""
    return pointer_of(scope_keys(scope))


def compile_condition(condition: Mapping[str, Any], compile_schema: Callable[[Any], Validator]) -> Condition:
    """Return a function of the data that says whether ``condition`` holds; what is no known condition holds."""
    if condition.get("type") in ("AND", "OR"):
        parts = [compile_condition(part, compile_schema) for part in condition.get("conditions", ())]
        combine = all if condition["type"] == "AND" else any
        return lambda data: combine(part(data) for part in parts)
    if condition.get("type") == "LEAF":
        keys, expected = scope_keys(condition["scope"]), condition.get("expectedValue")
        return lambda data: _strictly_equal(resolve(data, keys), expected)
    if "schema" not in condition:
        return lambda _data: True
    keys, validator = scope_keys(condition["scope"]), compile_schema(condition["schema"])
    fails_when_undefined = bool(condition.get("failWhenUndefined"))

    def holds(data: Any) -> bool:
        value = resolve(data, keys)
        return not (value is UNDEFINED and fails_when_undefined) and bool(validator.is_valid(value))

    return holds


def _strictly_equal(value: Any, expected: Any) -> bool:
    if isinstance(value, bool) != isinstance(expected, bool) or isinstance(value, (dict, list)):
        return False
    return bool(value == expected)


class Rule:
    """The ``rule`` of one element, compiled once."""

    __slots__ = ("_condition", "_effect", "condition")

    def __init__(self, rule: Mapping[str, Any], compile_schema: Callable[[Any], Validator]) -> None:
        self._effect = rule.get("effect")
        self.condition: Mapping[str, Any] = rule.get("condition", {})
        """As it is written."""
        self._condition = compile_condition(rule.get("condition", {}), compile_schema)

    def is_visible(self, data: Any) -> bool:
        """Return whether the element is shown; ENABLE and DISABLE do not hide."""
        return self._effect not in ("SHOW", "HIDE") or self._condition(data) == (self._effect == "SHOW")

    def is_enabled(self, data: Any) -> bool:
        """Return whether the element can be used; SHOW and HIDE do not disable."""
        return self._effect not in ("ENABLE", "DISABLE") or self._condition(data) == (self._effect == "ENABLE")


def rule_of(element: Mapping[str, Any], compile_schema: Callable[[Any], Validator]) -> Rule | None:
    """Return the compiled rule of a UI schema element, if it has one."""
    return Rule(element["rule"], compile_schema) if element.get("rule") else None
