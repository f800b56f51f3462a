"""Values in the rules of a form that are none of the choices of the answer they are compared with."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms.fault import SCHEMA, UI, Fault
from forms.faults_of_layout import part_at
from forms.faults_of_rules import rows_of
from forms.reads import OVER_ITEMS
from forms.references import written_out

_COMPARING = frozenset({"==", "===", "!=", "!=="})


def faults_of_choices(schema: Mapping[str, Any], ui: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield every value that no answer can have, since the question does not offer it."""
    yield from _of_elements(schema, schema, ui, "")
    yield from _of_group(schema, schema, "")
    for name, row in rows_of(schema):
        yield from _of_group(schema, row, f"{name}.")


def _unknown(root: Mapping[str, Any], part: Any, values: list[Any]) -> Iterator[str]:
    """Yield what is wrong with ``values`` to which an answer of the schema ``part`` is compared."""
    choices = written_out(part, root.get("$defs", {})).get("oneOf", ())
    if choices and all(isinstance(one, Mapping) and "const" in one for one in choices):
        offered = [one["const"] for one in choices]
        for value in values:
            if isinstance(value, (str, int, float)) and value not in offered:
                yield f"{value!r} is none of the choices {', '.join(map(repr, offered))}"


def _wanted(schema: Any) -> list[Any]:
    """Return the values that a condition on one answer names."""
    if not isinstance(schema, Mapping):
        return []
    own = [schema["const"]] if "const" in schema else list(schema.get("enum", ()))
    return own + _wanted(schema.get("not"))


def _of_elements(root: Mapping[str, Any], schema: Any, element: Any, pointer: str) -> Iterator[Fault]:
    """Yield the faults of the rules of an element and of those in it; ``schema`` is what their scopes lead into."""
    if not isinstance(element, Mapping):
        return
    for condition in _leaves(element.get("rule", {}).get("condition", {})):
        values = [condition["expectedValue"]] if "expectedValue" in condition else _wanted(condition.get("schema"))
        for message in _unknown(root, part_at(root, schema, condition["scope"]), values):
            yield Fault(UI, pointer or "/", message)
    detail = element.get("options", {}).get("detail")
    if isinstance(detail, Mapping) and "scope" in element:
        row = written_out((part_at(root, schema, element["scope"]) or {}).get("items"), root.get("$defs", {}))
        yield from _of_elements(root, row, detail, f"{pointer}/options/detail")
    for index, inner in enumerate(element.get("elements", ())):
        yield from _of_elements(root, schema, inner, f"{pointer}/elements/{index}")


def _leaves(condition: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(condition, Mapping):
        if "scope" in condition:
            yield condition
        for part in condition.get("conditions", ()):
            yield from _leaves(part)


def _of_group(root: Mapping[str, Any], schema: Mapping[str, Any], base: str) -> Iterator[Fault]:
    properties = schema.get("properties", {})
    for keyword in ("allOf", "if"):
        for message in _of_conditions(root, properties, schema.get(keyword)):
            yield Fault(SCHEMA, f"{base}{keyword}", message)
    for name, part in properties.items():
        for keyword in ("x-calculated", "x-default"):
            rule = part.get(keyword) if isinstance(part, Mapping) else None
            for message in _of_logic(root, properties, rule):
                yield Fault(SCHEMA, f"{base}{name}.{keyword}", message)
    for word in ("x-checks", "x-later"):
        for index, entry in enumerate(schema.get(word, ())):
            for message in _of_logic(root, properties, [entry.get("when"), *entry.get("params", {}).values()]):
                yield Fault(SCHEMA, f"{base}{word}.{entry.get('id', index)}", message)


def _of_conditions(root: Mapping[str, Any], properties: Mapping[str, Any], schema: Any) -> Iterator[str]:
    """Yield what is wrong with the values that ``if`` names, wherever it stands in ``schema``."""
    if isinstance(schema, list):
        for part in schema:
            yield from _of_conditions(root, properties, part)
    elif isinstance(schema, Mapping):
        for name, judged in schema.get("properties", {}).items():
            yield from _unknown(root, properties.get(name, {}), _wanted(judged))
        for keyword in ("if", "then", "else", "not", "allOf", "anyOf", "oneOf"):
            yield from _of_conditions(root, properties, schema.get(keyword))


def _of_logic(root: Mapping[str, Any], properties: Mapping[str, Any], rule: Any) -> Iterator[str]:
    """Yield what is wrong with the values that a JsonLogic rule compares with an answer."""
    if isinstance(rule, list):
        for part in rule:
            yield from _of_logic(root, properties, part)
    if not isinstance(rule, Mapping) or len(rule) != 1:
        return
    ((operator, arguments),) = rule.items()
    listed = arguments if isinstance(arguments, list) else [arguments]
    if operator in OVER_ITEMS:
        listed = [*listed[:1], *listed[2:]]  # the second is about an item
    if operator in _COMPARING and len(listed) == 2:
        for one, other in (listed, listed[::-1]):
            yield from _unknown(root, properties.get(_name_in(one), {}), [other])
    if operator == "in" and len(listed) == 2 and isinstance(listed[1], list):
        yield from _unknown(root, properties.get(_name_in(listed[0]), {}), listed[1])
    yield from _of_logic(root, properties, listed)


def _name_in(rule: Any) -> str:
    """Return the name of the answer that ``{"var": name}`` reads, "" for any other rule."""
    read = rule.get("var") if isinstance(rule, Mapping) else None
    path = read[0] if isinstance(read, list) and read else read
    return path if isinstance(path, str) else ""
