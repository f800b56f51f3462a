"""What is wrong with a form as its author wrote it, so that no citizen meets it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import regex
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError

from forms.assembly import references
from forms.fault import SCHEMA, Fault
from forms.faults_of_asking import faults_of_asking
from forms.faults_of_choices import faults_of_choices
from forms.faults_of_keywords import faults_of_keywords
from forms.faults_of_layout import faults_of_layout
from forms.faults_of_rules import faults_of_logic, faults_of_rules, rows_of
from forms.layout import Control, Layout, read_layout
from forms.procedure import FormDefinition
from forms.schema_shape import faults_of_shape

__all__ = ["Fault", "faults_of_form", "faults_of_logic"]


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
    structure = [*_schema_faults(form, lists)] or [*faults_of_layout(form.schema_, form.ui)]
    if structure:
        return structure
    layout = read_layout(form, lists)
    return [
        *faults_of_keywords(form.schema_),
        *faults_of_rules(form.schema_),
        *faults_of_asking(form.schema_, layout),
        *faults_of_choices(form.schema_, form.ui),
        *_text_faults(form, layout, shared_keys or {}),
    ]


def _schema_faults(form: FormDefinition, lists: Mapping[str, Any]) -> Iterator[Fault]:
    schema = form.schema_
    try:
        Draft202012Validator.check_schema(schema, format_checker=FormatChecker(formats=()))  # patterns: see below
    except SchemaError as error:
        yield Fault(SCHEMA, "/".join(str(part) for part in error.absolute_path), error.message)
        return
    for name in references(schema):
        if name not in schema.get("$defs", {}):
            yield Fault(SCHEMA, name, "no such part in $defs, neither here nor in shared/defs.json")
            return
    for where, message in faults_of_shape(schema):
        yield Fault(SCHEMA, where.removeprefix("/"), message)
        return
    for name in schema.get("required", ()):
        if name not in schema.get("properties", {}):
            yield Fault(SCHEMA, "required", f"there is no property {name!r}")
    for name in _values_of(schema, "x-list"):
        if name not in lists:
            yield Fault(SCHEMA, "x-list", f"there is no list {name!r}")


def _values_of(value: Any, keyword: str) -> Iterator[Any]:
    if isinstance(value, Mapping):
        if keyword in value:
            yield value[keyword]
        for item in value.values():
            yield from _values_of(item, keyword)
    elif isinstance(value, list):
        for item in value:
            yield from _values_of(item, keyword)


def _text_faults(form: FormDefinition, layout: Layout, shared: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    groups = (form.schema_, *(row for _name, row in rows_of(form.schema_)))
    worded = [one for group in groups for name in ("x-checks", "x-later") for one in group.get(name, ())]
    yield from _unfilled(form, worded)
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


def _unfilled(form: FormDefinition, worded: list[Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield the places of a message that no ``params`` fill: a citizen would read ``{count}``."""
    for language, entries in form.texts.items():
        for one in worded:
            for name in _PLACE.findall(entries.get(str(one.get("message")), "")):
                if name not in one.get("params", {}):
                    yield Fault(f"texts.{language}.yaml", one["message"], f"params do not say what {{{name}}} is")


_PLACE = regex.compile(r"\{(\w+)\}")


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
