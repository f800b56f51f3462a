"""What a form requires or judges where nobody can answer or read it: names misspelt, answers without a field."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms.control_options import KINDS
from forms.controls import Control, Layout
from forms.fault import SCHEMA, UI, Fault
from forms.faults_of_rules import rows_of
from forms.reads import reads_of_schema

_JUDGING = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")


def faults_of_asking(schema: Mapping[str, Any], layout: Layout) -> Iterator[Fault]:
    """Yield what a citizen could not answer or would never be told, in the form and in its rows."""
    yield from _of_group(schema, layout.controls, "")
    for name, row in rows_of(schema):
        columns = next((control.columns for control in layout.controls if control.keys == (name,)), ())
        if columns:
            yield from _of_group(row, columns, f"{name}.")


def _of_group(schema: Mapping[str, Any], controls: Sequence[Control], base: str) -> Iterator[Fault]:
    properties = schema.get("properties", {})
    for keyword in _JUDGING:
        read = reads_of_schema({keyword: schema[keyword]}) if keyword in schema else None
        for name in sorted((read or frozenset()) - properties.keys()):
            yield Fault(SCHEMA, f"{base}{keyword}", f"there is no property {name!r}")
    for control in controls:
        if control.kind not in KINDS:
            yield Fault(UI, f"{base}{control.pointer}", f"there is no kind of field {control.kind!r}")
    asked = {control.keys[0] for control in controls}
    for name in sorted(_required(schema) & properties.keys() - asked):
        part = properties[name]
        if not isinstance(part, Mapping) or not {"x-calculated", "x-default"} & part.keys():
            yield Fault(SCHEMA, f"{base}{name}", "it is required, and no field asks for it")
    pointers = tuple(control.pointer for control in controls)
    for word in ("x-checks", "x-later"):
        for index, entry in enumerate(schema.get(word, ())):
            pointer = str(entry.get("pointer", ""))
            if not any(pointer == one or pointer.startswith(f"{one}/") for one in pointers):
                where = f"{base}{word}.{entry.get('id', index)}"
                yield Fault(SCHEMA, where, f"no field asks for {pointer!r}: nobody would be told")


def _required(schema: Any) -> frozenset[str]:
    """Return the names that a schema requires, always or in some case."""
    if not isinstance(schema, Mapping):
        return frozenset()
    inside = [*schema.get("allOf", ()), schema.get("then"), schema.get("else")]
    return frozenset(schema.get("required", ())).union(*(_required(part) for part in inside))
