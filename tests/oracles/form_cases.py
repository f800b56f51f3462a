"""Cases made from the published examples of JSON Forms: data changed value by value, rules turned and put in.

The same seed gives the same cases from the same examples.
"""

import copy
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EFFECTS = ("SHOW", "HIDE", "ENABLE", "DISABLE")
_ODD = (
    None,
    True,
    False,
    0,
    1,
    -3.5,
    12,
    10**9,
    "",
    "a",
    "2026-02-30",
    "2026-11-22",
    "Huế",
    [],
    ["a"],
    [1, 1],
    {},
    {"a": 1},
)
_GONE = object()


@dataclass(frozen=True)
class Example:
    """A published example."""

    name: str
    schema: Any
    uischema: dict[str, Any]
    data: Any


@dataclass(frozen=True)
class Case:
    """What is asked of both sides."""

    name: str
    schema: Any
    uischema: dict[str, Any]
    data: Any

    @property
    def line(self) -> dict[str, Any]:
        """What goes into either program."""
        return {"schema": self.schema, "uischema": self.uischema, "data": self.data}


def changed(example: Example) -> Iterator[Case]:
    """Yield an example as it is, with every value taken away, and with every effect of its rules turned."""
    yield Case(example.name, example.schema, example.uischema, example.data)
    yield Case(example.name, example.schema, example.uischema, {})
    for path in _paths(example.data):
        yield Case(example.name, example.schema, example.uischema, _put(example.data, path, _GONE))
    for pointer, element in _elements(example.uischema):
        for effect in EFFECTS if "rule" in element else ():
            turned = _with_rule(example.uischema, pointer, {**element["rule"], "effect": effect})
            yield Case(example.name, example.schema, turned, example.data)


def drawn(examples: Sequence[Example], count: int, draw: random.Random) -> Iterator[Case]:
    """Yield ``count`` cases: up to three values changed in the data, up to three rules put in or turned."""
    for number in range(count):
        example = examples[number % len(examples)]
        pool = [*_ODD, *_mentioned(example.schema), *_mentioned(example.uischema)]
        scopes = [*_scopes(example.uischema), "#", "#/properties/gone", "#/properties/gone/properties/deeper"]
        data, uischema = example.data, example.uischema
        for _ in range(draw.randint(0, 3)):
            places = [*_paths(data), *(_keys(scope) for scope in scopes)]
            data = _put(data, draw.choice(places), draw.choice([_GONE, *pool]))
        for _ in range(draw.randint(0, 3)):
            pointer, _element = draw.choice(list(_elements(uischema)))
            rule = {"effect": draw.choice(EFFECTS), "condition": _condition(scopes, pool, draw)}
            uischema = _with_rule(uischema, pointer, rule)
        yield Case(example.name, example.schema, uischema, data)


# --- conditions ---------------------------------------------------------------------------------------------------


def _condition(scopes: Sequence[str], pool: Sequence[Any], draw: random.Random, depth: int = 0) -> dict[str, Any]:
    kind = draw.choice(("SCHEMA", "SCHEMA", "SCHEMA", "LEAF", "AND", "OR"))
    if kind in ("AND", "OR") and depth < 2:
        parts = [_condition(scopes, pool, draw, depth + 1) for _ in range(draw.randint(0, 3))]
        return {"type": kind, "conditions": parts}
    scope = draw.choice(scopes)
    if kind == "LEAF":
        return {"type": "LEAF", "scope": scope, "expectedValue": draw.choice(pool)}
    condition: dict[str, Any] = {"scope": scope, "schema": _schema(pool, draw)}
    if draw.random() < 0.3:
        condition["failWhenUndefined"] = draw.choice((True, False))
    return condition


def _schema(pool: Sequence[Any], draw: random.Random) -> dict[str, Any]:
    def one() -> Any:
        return draw.choice(pool)

    plain: list[dict[str, Any]] = [
        {},
        {"const": one()},
        {"enum": [one()]},
        {"type": draw.choice(("string", "number", "integer", "boolean", "object", "array", "null"))},
        {"type": ["string", "null"]},
        {"minLength": 1},
        {"maxLength": 3},
        {"minimum": 1},
        {"exclusiveMaximum": 12},
        {"multipleOf": 2},
        {"pattern": "^[a-mA-M]"},
        {"format": draw.choice(("date", "email", "time", "uri"))},
        {"minItems": 1},
        {"uniqueItems": True},
        {"contains": {"const": one()}},
        {"required": ["a"]},
        {"minProperties": 1},
        {"properties": {"a": {"const": 1}}, "additionalProperties": False},
        {"items": {"type": "string"}},
    ]
    first, second = draw.sample(plain, 2)
    joined = [
        first,
        {"not": first},
        {"anyOf": [first, second]},
        {"allOf": [first, second]},
        {"oneOf": [first, second]},
        {"if": first, "then": second},
        {"if": first, "then": second, "else": {"type": "string"}},
    ]
    return draw.choice(joined)


# --- places -------------------------------------------------------------------------------------------------------


def _elements(element: Any, pointer: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(element, Mapping):
        yield pointer, element
        inside = element.get("elements", ())
        for index, inner in enumerate(inside if isinstance(inside, list) else ()):
            yield from _elements(inner, f"{pointer}/elements/{index}")


def _with_rule(uischema: dict[str, Any], pointer: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    turned = copy.deepcopy(uischema)
    element: Any = turned
    for part in pointer.split("/")[1:]:
        element = element[int(part) if isinstance(element, list) else part]
    element["rule"] = copy.deepcopy(rule)
    return turned


def _scopes(uischema: Any) -> list[str]:
    return [element["scope"] for _pointer, element in _elements(uischema) if isinstance(element.get("scope"), str)]


def _keys(scope: str) -> tuple[str, ...]:
    return tuple(scope.split("/")[2::2])


def _paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from _paths(value, (*path, key))


def _put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return the data with one value put in or taken away; what is in the way gives way."""
    if not path:
        return data if value is _GONE else value
    key, *rest = path
    if isinstance(data, list) and isinstance(key, int) and key < len(data):
        inside = [*data]
        inside[key : key + 1] = [] if value is _GONE and not rest else [_put(data[key], tuple(rest), value)]
        return inside
    kept = dict(data) if isinstance(data, dict) else {}
    if value is _GONE and not rest:
        kept.pop(str(key), None)
    else:
        kept[str(key)] = _put(kept.get(str(key)), tuple(rest), value)
    return kept


def _mentioned(schema: Any) -> Iterator[Any]:
    """Yield the values that a schema or a UI schema names, and those beside its limits."""
    if isinstance(schema, list):
        for part in schema:
            yield from _mentioned(part)
    elif isinstance(schema, Mapping):
        for word, part in schema.items():
            if word in ("const", "expectedValue", "default"):
                yield part
            elif word == "enum" and isinstance(part, list):
                yield from part
            elif word in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum") and isinstance(
                part, int | float
            ):
                yield from (part - 1, part, part + 1)
            elif word in ("minLength", "maxLength") and isinstance(part, int):
                yield from ("x" * max(part - 1, 0), "x" * part, "ế" * (part + 1))
            else:
                yield from _mentioned(part)
