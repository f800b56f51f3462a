"""Whether a JSON Schema is one: what would only be found when a value is judged is found when the form is read."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import regex

from forms.references import DEFS

_Test = Callable[[Any], bool]


def faults_of_shape(schema: Any) -> Iterator[tuple[str, str]]:
    """Yield ``(where, what)`` for references that lead nowhere, patterns that are none, keywords of a wrong type.

    Args:
        schema: A form's, with its ``$defs``.
    """
    if not isinstance(schema, Mapping):
        yield "", "a schema is an object"
        return
    defs = schema.get("$defs", {})
    yield from _faults(schema, defs if isinstance(defs, Mapping) else {}, "")


def _faults(schema: Any, defs: Mapping[str, Any], where: str) -> Iterator[tuple[str, str]]:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, Mapping):
        yield where, "a schema is an object, true or false"
        return
    for name, value in schema.items():
        place = f"{where}/{name}"
        if name == "$ref" and not _leads_somewhere(value, defs):
            yield place, f"there is no {value}"
        elif name == "pattern" and not _is_pattern(value):
            yield place, f"{value!r} is no regular expression"
        elif name in _TYPES and not _TYPES[name](value):
            yield place, f"{value!r} is no value of {name}"
        elif name in _OF_ONE:
            yield from _faults(value, defs, place)
        elif name in _OF_MANY:
            yield from _faults_of_many(value, defs, place)
        elif name in _OF_NAMES:
            yield from _faults_of_names(value, defs, place)


def _faults_of_many(value: Any, defs: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, list) or not value:
        yield place, "schemas stand in a list"
        return
    for index, part in enumerate(value):
        yield from _faults(part, defs, f"{place}/{index}")


def _faults_of_names(value: Any, defs: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield place, "schemas stand under names"
        return
    for key, part in value.items():
        if key != "$comment":
            yield from _faults(part, defs, f"{place}/{key}")


def schemas_in(schema: Any, where: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a schema and every schema in it, each with its place."""
    if not isinstance(schema, Mapping):
        return
    yield where, schema
    for name, value in schema.items():
        if name in _OF_ONE:
            yield from schemas_in(value, f"{where}/{name}")
        elif name in _OF_MANY and isinstance(value, list):
            for index, part in enumerate(value):
                yield from schemas_in(part, f"{where}/{name}/{index}")
        elif name in _OF_NAMES and isinstance(value, Mapping):
            for key, part in value.items():
                yield from schemas_in(part, f"{where}/{name}/{key}")


def _leads_somewhere(reference: Any, defs: Mapping[str, Any]) -> bool:
    if not isinstance(reference, str) or not reference.startswith(DEFS):
        return False
    seen = set[str]()
    while True:
        name = reference.removeprefix(DEFS)
        if name in seen or name not in defs:
            return False
        seen.add(name)
        part = defs[name]
        if not isinstance(part, Mapping) or "$ref" not in part:
            return True
        reference = str(part["$ref"])


def _is_pattern(value: Any) -> bool:
    try:
        regex.compile(value)
    except (regex.error, TypeError):
        return False
    return True


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


_KINDS = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})
_TYPES: dict[str, _Test] = {
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _is_count),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), _is_number),
    "required": _is_names,
    "enum": lambda value: isinstance(value, list),
    "type": lambda value: (
        _is_names(value if isinstance(value, list) else [value])
        and _KINDS.issuperset(value if isinstance(value, list) else [value])
    ),
    "format": lambda value: isinstance(value, str),
    "x-list": lambda value: isinstance(value, str),
    "x-kind": lambda value: isinstance(value, str),
    "x-checks": lambda value: isinstance(value, list) and all(isinstance(check, Mapping) for check in value),
    "x-later": lambda value: isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value),
}
_OF_ONE = frozenset(
    {"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedProperties"}
)
_OF_MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_OF_NAMES = frozenset({"properties", "$defs", "patternProperties", "dependentSchemas"})
