"""Plain JSON Forms: what a UI schema shows and enables for given data, and the errors of the whole data.

Only an element's own rule counts, and errors are those a JSON Forms renderer gets from its validator (Ajv with all
errors): one for each keyword that fails, the branches of ``anyOf`` and ``oneOf`` included.

Source:
    JSON Forms 3.7 core (``evalVisibility``, ``evalEnablement``); draft-07 unless ``$schema`` says otherwise, as Ajv.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import regex
from jsonschema import (
    Draft3Validator,
    Draft4Validator,
    Draft6Validator,
    Draft7Validator,
    Draft201909Validator,
    Draft202012Validator,
    ValidationError,
    validators,
)
from jsonschema.protocols import Validator

from forms.checker import KNOWN_SCHEMAS, REGEX_KEYWORDS
from forms.judging import equal
from forms.pointers import pointer_of
from forms.rules import rule_of
from forms.standard_formats import published_format_checker, standard_format_checker


def _if(validator: Any, condition: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    """Report the branch's errors and then the ``if`` itself, as Ajv does."""
    branch = "then" if validator.evolve(schema=condition).is_valid(instance) else "else"
    found = list(validator.descend(instance, schema[branch], schema_path=branch)) if branch in schema else []
    yield from found
    if found:
        yield ValidationError(f"does not match {branch}")


def _property_names(validator: Any, names: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "object"):
        for name in instance:
            found = list(validator.descend(name, names))
            yield from found
            if found:
                yield ValidationError(f"{name!r} is no property name")


def _contains(validator: Any, wanted: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    """Report why each item is not the one sought, then the keyword."""
    if not validator.is_type(instance, "array"):
        return
    found = [list(validator.descend(item, wanted, path=index)) for index, item in enumerate(instance)]
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    fitting = sum(1 for errors in found if not errors)
    if fitting < least or (most is not None and fitting > most):
        yield from (error for errors in found for error in errors)
        yield ValidationError("too few or too many items fit")


def _additional_properties(validator: Any, allowed: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    """Report each additional property by itself."""
    if not validator.is_type(instance, "object"):
        return
    patterns, known = schema.get("patternProperties", {}), schema.get("properties", {})
    for name in instance:
        if name in known or any(regex.search(pattern, name) for pattern in patterns):
            continue
        if allowed is False:
            yield ValidationError(f"{name!r} is not allowed")
        else:
            yield from validator.descend(instance[name], allowed, path=name)


def _unique_items(validator: Any, wanted: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    """Report equal items; where ``items`` names plain types, Ajv 8 compares the items of those types only."""
    if not wanted or not validator.is_type(instance, "array"):
        return
    items = schema.get("items")
    named = items.get("type", ()) if isinstance(items, Mapping) else ()
    types = [named] if isinstance(named, str) else named
    if types and not {"object", "array"} & set(types):
        instance = [item for item in instance if any(validator.is_type(item, name) for name in types)]
    if any(equal(item, other) for place, item in enumerate(instance) for other in instance[:place]):
        yield ValidationError("two items are equal")


def _never(_validator: Any, _value: Any, _instance: Any, _schema: Any) -> Iterator[Any]:
    yield ValidationError("nothing is allowed here")


def _with_marked_false(schema: Any) -> Any:
    """Return the schema with ``false`` subschemas as objects: jsonschema 4.26 reports those without their path."""
    if schema is False:
        return {_FALSE: True}
    if not isinstance(schema, Mapping):
        return schema
    marked = dict(schema)
    for name in _OF_NAMES & schema.keys():
        if isinstance(schema[name], Mapping):
            marked[name] = {key: _with_marked_false(part) for key, part in schema[name].items()}
    for name in _OF_ONE & schema.keys():
        part = schema[name]
        listed = isinstance(part, list)
        marked[name] = [_with_marked_false(item) for item in part] if listed else _with_marked_false(part)
    return marked


_FALSE = "false schema"
_OF_NAMES = {"properties", "patternProperties", "dependentSchemas", "$defs", "definitions"}
_OF_ONE = {
    *("items", "prefixItems", "contains", "propertyNames", "not"),
    *("if", "then", "else", "allOf", "anyOf", "oneOf"),
}
_AJV_KEYWORDS = {
    **REGEX_KEYWORDS,
    "if": _if,
    "propertyNames": _property_names,
    "contains": _contains,
    "additionalProperties": _additional_properties,
    "uniqueItems": _unique_items,
    _FALSE: _never,
}


def evaluate_form(schema: Any, uischema: Mapping[str, Any], data: Any) -> dict[str, Any]:
    """Return ``{"elements": [{"pointer", "visible", "enabled"}], "errors": [{"path", "keyword"}]}``.

    Args:
        schema: The data's JSON Schema.
        uischema: The UI schema; every element with a ``type`` is listed by its JSON Pointer, the root as "".
        data: The data, as JSON has it.
    """
    named = _dialect(schema)
    dialect, formats = _as_ajv(named), _PUBLISHED_FORMATS if named is Draft202012Validator else _FORMATS

    def compile_schema(part: Any) -> Validator:
        validator: Validator = dialect(_with_marked_false(part), format_checker=formats, registry=KNOWN_SCHEMAS)
        return validator

    elements = [
        {
            "pointer": pointer,
            "visible": rule is None or rule.is_visible(data),
            "enabled": rule is None or rule.is_enabled(data),
        }
        for pointer, element in _elements(uischema, "")
        for rule in [rule_of(element, compile_schema)]
    ]
    found = [error for top in compile_schema(schema).iter_errors(data) for error in _errors(top)]
    return {"elements": elements, "errors": found}


_FORMATS = standard_format_checker()
_PUBLISHED_FORMATS = published_format_checker()
"""For a schema that says that it is of draft 2020-12, which JSON Forms does not know."""
_DIALECTS = (Draft3Validator, Draft4Validator, Draft6Validator, Draft7Validator, Draft201909Validator)


def _dialect(schema: Any) -> Any:
    named = (
        validators.validator_for(schema, default=Draft7Validator) if isinstance(schema, Mapping) else Draft7Validator
    )
    return named if named in _DIALECTS else Draft202012Validator


@cache
def _as_ajv(base: Any) -> Any:
    return validators.extend(base, _AJV_KEYWORDS)  # type: ignore[no-untyped-call]  # jsonschema has no stub for it


def _elements(element: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(element, Mapping):
        return
    yield pointer, element
    inside = element.get("elements", ())
    for index, inner in enumerate(inside if isinstance(inside, list) else ()):
        yield from _elements(inner, f"{pointer}/elements/{index}")


def _errors(error: Any) -> Iterator[dict[str, str]]:
    """Yield an error as Ajv reports it: the branches before the keyword that joins them."""
    for inner in error.context or ():
        yield from _errors(inner)
    yield {"path": pointer_of(error.absolute_path), "keyword": str(error.validator)}
