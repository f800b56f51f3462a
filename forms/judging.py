"""JSON Schema as a yes or no: a schema compiled once to plain functions, many times faster than naming each error.

Every keyword is judged as ``forms.checker`` judges it; a schema with a keyword that is not known here is not compiled,
and the checker then asks ``jsonschema``. ``tests/forms/test_judging.py`` holds both against each other.

Source:
    JSON Schema 2020-12, sections 6 (validation) and 10 (applicators).
"""

from collections.abc import Callable, Mapping
from typing import Any

import regex

from forms.references import DEFS

Judge = Callable[[Any], bool]
"""Whether a value fits."""
Compile = Callable[[Any], Judge]
ANNOTATIONS = frozenset(
    {
        *("$comment", "$defs", "$schema", "title", "description", "default", "examples", "deprecated", "readOnly"),
        *("writeOnly", "contentMediaType", "contentEncoding", "then", "else"),
    }
)
"""Keywords that judge nothing by themselves."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class UnknownKeywordError(Exception):
    """The schema says something that is not compiled."""


def compile_judge(schema: Any, formats: Mapping[str, Judge]) -> Judge | None:
    """Return a function that says whether a value fits ``schema``, or None when only ``jsonschema`` can say.

    Args:
        schema: A schema with its ``$defs``; references lead there only.
        formats: What is valid, by format; another format is an annotation.
    """
    try:
        return _Compiler(schema, formats).compile(schema)
    except UnknownKeywordError:
        return None


class _Compiler:
    def __init__(self, root: Any, formats: Mapping[str, Judge]) -> None:
        self._defs: Mapping[str, Any] = root.get("$defs", {}) if isinstance(root, Mapping) else {}
        self._formats = formats
        self._known: dict[str, Judge] = {}

    def compile(self, schema: Any) -> Judge:
        if schema is True or schema == {}:
            return _anything
        if schema is False:
            return _nothing
        if not isinstance(schema, Mapping) or schema.get("$schema", _DIALECT) != _DIALECT:
            raise UnknownKeywordError
        judges = [
            self._keyword(name, value, schema)
            for name, value in schema.items()
            if name not in ANNOTATIONS and not name.startswith("x-")
        ]
        return judges[0] if len(judges) == 1 else _all_of(judges) if judges else _anything

    def _keyword(self, name: str, value: Any, schema: Mapping[str, Any]) -> Judge:
        if name == "$ref":
            return self._reference(value)
        if name == "format":
            return _of_text(self._formats[value]) if value in self._formats else _anything
        if name in _VALUES:
            return _VALUES[name](value)
        if name in _PARTS:
            return _PARTS[name](value, schema, self.compile)
        raise UnknownKeywordError(name)

    def _reference(self, reference: Any) -> Judge:
        name = str(reference).removeprefix(DEFS)
        if not str(reference).startswith(DEFS) or name not in self._defs or set(name) & set("/~%"):
            raise UnknownKeywordError
        if name not in self._known:
            self._known[name] = lambda value: self._known[name](value)  # a part may refer to itself
            self._known[name] = self.compile(self._defs[name])
        return self._known[name]


def _anything(_value: Any) -> bool:
    return True


def _nothing(_value: Any) -> bool:
    return False


def _all_of(judges: list[Judge]) -> Judge:
    if len(judges) == 2:
        first, second = judges
        return lambda value: first(value) and second(value)

    def judge(value: Any) -> bool:
        for one in judges:  # noqa: SIM110 - twice as fast as all(...), and this is what every key waits for
            if not one(value):
                return False
        return True

    return judge


def _of_text(judge: Callable[[str], bool]) -> Judge:
    return lambda value: not isinstance(value, str) or judge(value)


def _of_number(judge: Callable[[Any], bool]) -> Judge:
    return lambda value: not isinstance(value, (int, float)) or isinstance(value, bool) or judge(value)


def _of_list(judge: Callable[[list[Any]], bool]) -> Judge:
    return lambda value: not isinstance(value, list) or judge(value)


def _of_object(judge: Callable[[dict[str, Any]], bool]) -> Judge:
    return lambda value: not isinstance(value, dict) or judge(value)


# Types and equality


def _is_integer(value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


_TYPES: dict[str, Judge] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
    "integer": _is_integer,
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}


def _type(named: Any) -> Judge:
    judges = [_TYPES[name] for name in (named if isinstance(named, list) else [named]) if name in _TYPES]
    if not judges:
        raise UnknownKeywordError
    return judges[0] if len(judges) == 1 else lambda value: any(judge(value) for judge in judges)


def equal(one: Any, two: Any) -> bool:
    """Return whether two JSON values are equal: 1 is 1.0, and true is not 1."""
    if one is two or isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(equal(*pair) for pair in zip(one, two, strict=True))
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(equal(item, two[name]) for name, item in one.items())
    return bool(one == two)


def _enum(values: Any) -> Judge:
    texts = frozenset(one for one in values if isinstance(one, str))
    others = [one for one in values if not isinstance(one, str)]
    return lambda value: value in texts if isinstance(value, str) else any(equal(value, one) for one in others)


def _const(wanted: Any) -> Judge:
    return lambda value: equal(value, wanted)


def _is_unique(values: list[Any]) -> bool:
    if all(isinstance(value, str) for value in values):
        return len(set(values)) == len(values)
    return not any(equal(value, other) for place, value in enumerate(values) for other in values[:place])


def _multiple(step: Any) -> Judge:
    if not isinstance(step, int):
        raise UnknownKeywordError  # fractions are jsonschema's
    return _of_number(lambda number: not number % step)


def _pattern(pattern: str) -> Judge:
    try:
        search = regex.compile(pattern).search
    except regex.error as error:
        raise UnknownKeywordError from error
    return _of_text(lambda text: search(text) is not None)


_VALUES: dict[str, Callable[[Any], Judge]] = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "pattern": _pattern,
    "minLength": lambda least: _of_text(lambda text: len(text) >= least),
    "maxLength": lambda most: _of_text(lambda text: len(text) <= most),
    "minimum": lambda least: _of_number(lambda number: number >= least),
    "maximum": lambda most: _of_number(lambda number: number <= most),
    "exclusiveMinimum": lambda least: _of_number(lambda number: number > least),
    "exclusiveMaximum": lambda most: _of_number(lambda number: number < most),
    "multipleOf": _multiple,
    "minItems": lambda least: _of_list(lambda items: len(items) >= least),
    "maxItems": lambda most: _of_list(lambda items: len(items) <= most),
    "uniqueItems": lambda wanted: _of_list(_is_unique) if wanted else _anything,
    "minProperties": lambda least: _of_object(lambda members: len(members) >= least),
    "maxProperties": lambda most: _of_object(lambda members: len(members) <= most),
    "required": lambda names: _of_object(lambda members: all(name in members for name in names)),
    "dependentRequired": lambda needs: _of_object(
        lambda members: all(other in members for name, others in needs.items() if name in members for other in others)
    ),
}
"""Keywords that need nothing but their own value."""


# Schemas in schemas


def _properties(parts: Mapping[str, Any], _schema: Mapping[str, Any], compile_part: Compile) -> Judge:
    judges = {name: compile_part(part) for name, part in parts.items()}

    def judge(members: dict[str, Any]) -> bool:
        if len(members) < len(judges):
            return all(judges[name](value) for name, value in members.items() if name in judges)
        return all(one(members[name]) for name, one in judges.items() if name in members)

    return _of_object(judge)


def _additional(part: Any, schema: Mapping[str, Any], compile_part: Compile) -> Judge:
    if "patternProperties" in schema:
        raise UnknownKeywordError
    known, one = frozenset(schema.get("properties", ())), compile_part(part)
    return _of_object(lambda members: all(name in known or one(value) for name, value in members.items()))


def _items(part: Any, schema: Mapping[str, Any], compile_part: Compile) -> Judge:
    if "prefixItems" in schema:
        raise UnknownKeywordError
    one = compile_part(part)
    return _of_list(lambda items: all(one(item) for item in items))


def _property_names(part: Any, _schema: Mapping[str, Any], compile_part: Compile) -> Judge:
    one = compile_part(part)
    return _of_object(lambda members: all(one(name) for name in members))


def _every(parts: Any, _schema: Mapping[str, Any], compile_part: Compile) -> Judge:
    return _all_of([compile_part(part) for part in parts])


def _any(parts: Any, _schema: Mapping[str, Any], compile_part: Compile) -> Judge:
    judges = [compile_part(part) for part in parts]
    return lambda value: any(judge(value) for judge in judges)


def _one(parts: Any, _schema: Mapping[str, Any], compile_part: Compile) -> Judge:
    if parts and all(isinstance(part, Mapping) and isinstance(part.get("const"), str) for part in parts):
        plain = [part["const"] for part in parts]
        if len(set(plain)) == len(plain) and all(set(part) <= {"const", "title", "description"} for part in parts):
            return _enum(plain)  # a list of choices
    judges = [compile_part(part) for part in parts]
    return lambda value: sum(1 for judge in judges if judge(value)) == 1


def _not(part: Any, _schema: Mapping[str, Any], compile_part: Compile) -> Judge:
    judge = compile_part(part)
    return lambda value: not judge(value)


def _if(part: Any, schema: Mapping[str, Any], compile_part: Compile) -> Judge:
    condition = compile_part(part)
    then, otherwise = compile_part(schema.get("then", True)), compile_part(schema.get("else", True))
    return lambda value: then(value) if condition(value) else otherwise(value)


_PARTS: dict[str, Callable[[Any, Mapping[str, Any], Compile], Judge]] = {
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "propertyNames": _property_names,
    "allOf": _every,
    "anyOf": _any,
    "oneOf": _one,
    "not": _not,
    "if": _if,
}
"""Keywords that hold schemas."""
