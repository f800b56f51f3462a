"""What is wrong with a form as its author wrote it, so that no citizen meets it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from forms.assembly import references
from forms.derivations import circle_of
from forms.jsonlogic import OPERATORS
from forms.layout import Control, read_layout
from forms.procedure import FormDefinition
from forms.rules import scope_keys

_ITERATORS = frozenset({"map", "filter", "all", "some", "none", "reduce"})
"""Operators whose second argument is about an item of a list, not about the form."""
_SCHEMA, _UI = "form.schema.json", "form.ui.json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: the file, the place in it, what to do."""

    file: str
    where: str
    message: str


def faults_of_form(
    form: FormDefinition,
    lists: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    shared_keys: Mapping[str, frozenset[str]] | None = None,
) -> list[Fault]:
    """Return every fault of a form.

    Args:
        form: The form, assembled.
        lists: The choice lists that ``x-list`` may name.
        shared_keys: Text keys by language that other forms use too: they may be unused here.
    """
    structure = [*_schema_faults(form, lists), *_scope_faults(form.schema_, form.ui, "")]
    if structure:
        return structure
    return [*_logic_faults(form), *_text_faults(form, lists, shared_keys or {})]


def faults_of_logic(rule: Any, names: frozenset[str] | None = None) -> Iterator[str]:
    """Yield what is wrong with a JsonLogic rule: unknown operators, and answers that the form does not have."""
    if isinstance(rule, list):
        for part in rule:
            yield from faults_of_logic(part, names)
        return
    if not isinstance(rule, Mapping) or not rule:
        return
    if len(rule) > 1:
        yield f"a rule has one operator, not {len(rule)}: {sorted(rule)}"
        return
    ((operator, arguments),) = rule.items()
    if operator not in OPERATORS:
        yield f"there is no operator {operator!r}"
    elif operator == "var" and names is not None:
        yield from _faults_of_name(arguments, names)
    elif operator in _ITERATORS and isinstance(arguments, list):
        yield from faults_of_logic(arguments[:1], names)
        yield from faults_of_logic(arguments[1:])
    elif operator != "preserve":
        yield from faults_of_logic(arguments, names)


def _faults_of_name(arguments: Any, names: frozenset[str]) -> Iterator[str]:
    path = arguments[0] if isinstance(arguments, list) and arguments else arguments
    name = path.split(".")[0] if isinstance(path, str) else ""
    if name and name != "$today" and name not in names:
        yield f"the form has no answer {name!r}"


def _schema_faults(form: FormDefinition, lists: Mapping[str, Any]) -> Iterator[Fault]:
    schema = form.schema_
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        yield Fault(_SCHEMA, "/".join(str(part) for part in error.absolute_path), error.message)
        return
    for name in references(schema):
        if name not in schema.get("$defs", {}):
            yield Fault(_SCHEMA, name, "no such part in $defs, neither here nor in shared/defs.json")
    for name in schema.get("required", ()):
        if name not in schema.get("properties", {}):
            yield Fault(_SCHEMA, "required", f"there is no property {name!r}")
    yield from _later_faults(schema)
    for name in _values_of(schema, "x-list"):
        if name not in lists:
            yield Fault(_SCHEMA, "x-list", f"there is no list {name!r}")


def _later_faults(schema: Mapping[str, Any]) -> Iterator[Fault]:
    names = frozenset(schema.get("properties", {}))
    for index, entry in enumerate(schema.get("x-later", ())):
        where = f"x-later.{index}"
        pointer = entry.get("pointer", "") if isinstance(entry, Mapping) else ""
        if pointer.removeprefix("/").split("/")[0] not in names:
            yield Fault(_SCHEMA, where, f"there is no property at {pointer!r}")
            continue
        if pointer.removeprefix("/") in schema.get("required", ()):
            yield Fault(_SCHEMA, where, f"{pointer} is required: what is asked for later cannot be")
        for message in faults_of_logic(entry.get("when", True), names):
            yield Fault(_SCHEMA, where, message)


def _values_of(value: Any, keyword: str) -> Iterator[Any]:
    if isinstance(value, Mapping):
        if keyword in value:
            yield value[keyword]
        for item in value.values():
            yield from _values_of(item, keyword)
    elif isinstance(value, list):
        for item in value:
            yield from _values_of(item, keyword)


def _scope_faults(schema: Mapping[str, Any], element: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    own = {name: value for name, value in element.items() if name not in ("elements", "options")}
    for scope in _values_of(own, "scope"):
        if not _has_scope(schema, scope):
            yield Fault(_UI, pointer or "/", f"the schema has no {scope}")
    if element.get("type") == "Category" and not element.get("options", {}).get("id"):
        yield Fault(_UI, pointer, "a Category needs options.id")
    for index, inner in enumerate(element.get("elements", ())):
        yield from _scope_faults(schema, inner, f"{pointer}/elements/{index}")


def _has_scope(schema: Mapping[str, Any], scope: str) -> bool:
    part: Any = schema
    for key in scope_keys(scope):
        while isinstance(part, Mapping) and "$ref" in part:
            part = schema.get("$defs", {}).get(part["$ref"].rpartition("/")[2], {})
        part = part.get("properties", {}).get(key) if isinstance(part, Mapping) else None
        if part is None:
            return False
    return True


def _logic_faults(form: FormDefinition) -> Iterator[Fault]:
    properties: Mapping[str, Any] = form.schema_.get("properties", {})
    names = frozenset(properties)
    for name, schema in properties.items():
        for keyword in ("x-calculated", "x-default"):
            for message in faults_of_logic(schema.get(keyword), names):
                yield Fault(_SCHEMA, f"{name}.{keyword}", message)
    if circle := circle_of(form.schema_):
        yield Fault(_SCHEMA, circle[0], f"these are derived from each other: {' → '.join(circle)}")
    seen: set[str] = set()
    for check in form.schema_.get("x-checks", ()):
        where = f"x-checks.{check.get('id', '?')}"
        absent = [key for key in ("id", "pointer", "when", "message") if key not in check]
        if absent:
            yield Fault(_SCHEMA, where, f"it lacks {', '.join(absent)}")
            continue
        if check["id"] in seen:
            yield Fault(_SCHEMA, where, "two checks have this id")
        seen.add(check["id"])
        if check["pointer"].split("/")[1] not in names:
            yield Fault(_SCHEMA, where, f"there is no property at {check['pointer']}")
        if check.get("severity", "error") not in ("error", "confirm"):
            yield Fault(_SCHEMA, where, "severity is error or confirm")
        for rule in (check["when"], *check.get("params", {}).values()):
            for message in faults_of_logic(rule, names):
                yield Fault(_SCHEMA, where, message)


def _text_faults(
    form: FormDefinition, lists: Mapping[str, Any], shared: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    layout = read_layout(form, lists)
    worded = (*form.schema_.get("x-checks", ()), *form.schema_.get("x-later", ()))
    needed = {one["message"] for one in worded if "message" in one}
    needed |= {f"steps.{topic.id}.{part}" for topic in layout.topics for part in ("title", "name")}
    needed |= set(_values_of(form.schema_, "title"))
    optional: set[str] = set()
    for control in layout.controls:
        _of_control(control, ".".join(control.keys), needed, optional)
    needed |= _named_keys(form.ui)
    for language, entries in form.texts.items():
        for key in sorted(needed - set(entries)):
            yield Fault(f"texts.{language}.yaml", key, "this text is missing")
        extra = {key for key in entries if key not in shared.get(language, frozenset())} - needed - optional
        for key in sorted(extra):
            if ".errors." not in key and not key.endswith(".intro"):
                yield Fault(f"texts.{language}.yaml", key, "nothing uses this text")
    yield from _one_sided(form)


def _of_control(control: Control, key: str, needed: set[str], optional: set[str]) -> None:
    needed.add(f"{key}.label")
    optional.update(f"{key}.{part}" for part in ("hint", "why", "example", "short", "item"))
    needed.update(f"glossary.{term}.{part}" for term, _name, _meaning in control.terms for part in ("name", "meaning"))
    for column in control.columns:
        _of_control(column, f"{key}.{column.keys[0]}", needed, optional)


def _named_keys(element: Mapping[str, Any]) -> set[str]:
    """Return the text keys that a UI schema names itself: group headings, and options that are texts."""
    found = {element["label"]} if isinstance(element.get("label"), str) else set()
    options = element.get("options", {})
    found |= {
        options[name]
        for name in ("hint", "why", "example", "short", "detail_label", "detail_hint", "body", "item")
        if name in options
    }
    for inner in element.get("elements", ()):
        found |= _named_keys(inner)
    return found


def _one_sided(form: FormDefinition) -> Iterator[Fault]:
    every = {key for entries in form.texts.values() for key in entries}
    for language, entries in form.texts.items():
        for key in sorted(every - set(entries)):
            if key.endswith((".hint", ".why", ".example", ".short", ".intro")) or ".errors." in key:
                yield Fault(f"texts.{language}.yaml", key, "this text is missing")
