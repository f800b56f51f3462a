"""What is wrong with answers: the parts of a form that judge them, each with what it reads, compiled once.

A part is asked again only when something that it reads has changed. Their order is that in which a field's problems are
told: first what the schema says of the value, then of all values, then lists and places, then the form's checks.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms import messages
from forms.answers import said
from forms.checker import Checker, compile_schema
from forms.controls import Control, Layout
from forms.fields import REVIEW, Problem
from forms.jsonlogic import compile_rule, is_truthy
from forms.places import Places
from forms.pointers import UNDEFINED, resolve
from forms.program import Program
from forms.reads import NOTHING, OUTER, Reads, reads_of_rule, reads_of_schema, together
from forms.schema_findings import SchemaFindings
from forms.standing import Row, Standing

Find = Callable[[Standing], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part that judges: what it reads, and what it finds."""

    reads: Reads
    find: Find
    check_id: str | None = None
    """Of one of the form's own checks."""


_WHOLE = ("additionalProperties", "patternProperties", "unevaluatedProperties", "$dynamicRef", "$anchor", "$id", "$ref")
"""Keywords at the root by which a schema cannot be judged answer by answer."""


def parts_of(program: Program, layout: Layout, places: Places | None) -> tuple[Part, ...]:
    """Return everything that judges the answers of a form, in the order in which problems are told."""
    return (
        *_schema_parts(program, SchemaFindings(program, layout)),
        *_membership_parts(program, places),
        *_check_parts(program, layout),
    )


# The schema


def _schema_parts(program: Program, findings: SchemaFindings) -> Iterator[Part]:
    schema, defs = program.schema, program.defs
    whole = any(schema.get(name, False) is not False for name in _WHOLE) or not _is_closed(schema)
    if whole:
        yield _whole_part(compile_schema(schema), None, findings)
        return
    for name, part in program.properties.items():
        checker = compile_schema(part, defs)
        by_rows = name in program.rows and "items" in part and not {"prefixItems", "unevaluatedItems"} & part.keys()
        yield _value_part(name, checker, findings, _fits_by_rows(name, part, defs) if by_rows else None)
    if "required" in schema:
        yield _whole_part(compile_schema({"required": schema["required"]}), NOTHING | set(schema["required"]), findings)
    for part in schema.get("allOf", ()):
        yield _whole_part(compile_schema(part, defs), reads_of_schema(part), findings)
    branches = {name: schema[name] for name in ("if", "then", "else") if name in schema}
    others = {name: {name: schema[name]} for name in _OTHERS if name in schema}
    for part in [branches, *others.values()]:
        if part:
            yield _whole_part(compile_schema(part, defs), reads_of_schema(part), findings)


_OTHERS = (
    *("anyOf", "oneOf", "not", "dependentRequired", "dependentSchemas", "propertyNames", "minProperties"),
    *("maxProperties", "const", "enum"),
)


def _is_closed(value: Any) -> bool:
    """Return whether every reference in a schema leads into its ``$defs``, so that its parts can stand alone."""
    if isinstance(value, Mapping):
        if str(value.get("$ref", "#/$defs/"))[:8] != "#/$defs/" or {"$dynamicRef", "$anchor", "$id"} & value.keys():
            return False
        return all(_is_closed(part) for part in value.values())
    return not isinstance(value, list) or all(_is_closed(part) for part in value)


def _value_part(
    name: str, checker: Checker, findings: SchemaFindings, fits_by_rows: Callable[[Standing], bool] | None
) -> Part:
    def find(standing: Standing) -> Iterable[Problem]:
        value = standing.data.get(name, UNDEFINED)
        if value is UNDEFINED:
            return ()
        if fits_by_rows(standing) if fits_by_rows and name in standing.rows else checker.is_valid(value):
            return ()
        return findings.of_errors(checker.iter_errors(value), standing, base=(name,))

    return Part(frozenset({name}), find)


def _fits_by_rows(name: str, part: Mapping[str, Any], defs: Mapping[str, Any]) -> Callable[[Standing], bool]:
    """Return whether a list fits its schema, where a row that did not change is not judged anew."""
    items = compile_schema(part["items"], defs)
    rest = compile_schema({word: value for word, value in part.items() if word != "items"}, defs)
    return lambda standing: (
        rest.is_valid(standing.data[name]) and all(row.fits(items) for row in standing.filed_rows(name))
    )


def _whole_part(checker: Checker, reads: Reads, findings: SchemaFindings) -> Part:
    def find(standing: Standing) -> Iterable[Problem]:
        if reads is not None and checker.is_valid(standing.data):
            return ()
        return findings.of_errors(checker.iter_errors(standing.counting()), standing)

    return Part(reads, find)


# Lists of values, and the map


def _membership_parts(program: Program, places: Places | None) -> Iterator[Part]:
    for control in program.controls:
        if control.columns:
            if columns := tuple(column for column in control.columns if _has_members(column, places)):
                yield Part(frozenset(control.keys[:1]), _row_members(control, columns, places))
        elif _has_members(control, places):
            yield Part(frozenset(control.keys[:1]), _members(control, places))


def _has_members(control: Control, places: Places | None) -> bool:
    return control.list_values is not None or (control.kind in ("address", "agency") and places is not None)


def _members(control: Control, places: Places | None) -> Find:
    return lambda standing: membership_problems(control, standing.data, places)


def _row_members(control: Control, columns: tuple[Control, ...], places: Places | None) -> Find:
    def find(standing: Standing) -> Iterator[Problem]:
        for row in standing.filed_rows(control.keys[0]):
            for column in columns:
                base = f"{control.pointer}/{row.index}"
                yield from membership_problems(column, row.standing.data, places, base=base)

    return find


def membership_problems(
    control: Control, data: Mapping[str, Any], places: Places | None, *, base: str = ""
) -> Iterator[Problem]:
    """Yield what is wrong with a value that must come from a list of the catalogue, or lie on today's map."""
    value, pointer = resolve(data, control.keys), f"{base}{control.pointer}"
    if value is UNDEFINED:
        return
    if control.list_values is not None:
        chosen = value if isinstance(value, list) else [value]
        if any(not isinstance(item, str) or item not in control.list_values for item in chosen):
            yield Problem(pointer, f"{pointer}:list", "error", messages.choose(control), control.step_id)
    if control.kind in ("address", "agency") and places and not places.has(value):
        yield Problem(pointer, f"{pointer}:place", "error", messages.place(control, value), control.step_id)


# Checks


@dataclass(frozen=True, slots=True)
class _Check:
    """One of ``x-checks``, compiled."""

    id: str
    pointer: str
    severity: Any
    message: Mapping[str, str]
    when: Callable[[Any], Any]
    params: Mapping[str, Callable[[Any], Any]]
    reads: Reads

    @classmethod
    def of(cls, check: Mapping[str, Any], layout: Layout) -> "_Check":
        params = check.get("params", {})
        pointer = str(check["pointer"])
        reads = together([reads_of_rule(check["when"]), *(reads_of_rule(rule) for rule in params.values())])
        return cls(
            id=check["id"],
            pointer=pointer,
            severity=check.get("severity", "error"),
            message=layout.text(check["message"]),
            when=compile_rule(check["when"]),
            params={name: compile_rule(rule) for name, rule in params.items()},
            reads=None if reads is None else reads | {pointer.split("/")[1] if "/" in pointer else pointer},
        )

    def is_wrong(self, data: Mapping[str, Any]) -> bool:
        return is_truthy(said(self.when, data))

    def problem(self, data: Mapping[str, Any], control: Control, *, base: str = "", suffix: str = "") -> Problem:
        values = {name: said(rule, data) for name, rule in self.params.items()}
        message = messages.fill(dict(self.message), values)
        return Problem(f"{base}{self.pointer}", f"{self.id}{suffix}", self.severity, message, control.step_id)


def _check_parts(program: Program, layout: Layout) -> Iterator[Part]:
    for entry in program.schema.get("x-checks", ()):
        check = _Check.of(entry, layout)
        control = layout.control_over(check.pointer)
        if control is not None:
            yield Part(check.reads, _checked(check, control), check.id)
    for name, rows in program.rows.items():
        control = next(one for one in program.by_name[name] if one.columns)
        for entry in rows.schema.get("x-checks", ()):
            check = _Check.of(entry, layout)
            outer = None if check.reads is None else {one for one in check.reads if one.startswith(f"{OUTER}.")}
            reads = None if outer is None else frozenset({name, *(one.partition(".")[2] for one in outer)})
            yield Part(reads, _checked_rows(check, control), check.id)


def _checked(check: _Check, control: Control) -> Find:
    def find(standing: Standing) -> Iterator[Problem]:
        if control.pointer in standing.visible and check.is_wrong(standing.data):
            yield check.problem(standing.data, control)

    return find


def _checked_rows(check: _Check, control: Control) -> Find:
    column = control.cell(f"{control.pointer}/0{check.pointer}")

    def find(standing: Standing) -> Iterator[Problem]:
        if control.pointer not in standing.visible:
            return
        for row in standing.filed_rows(control.keys[0]):
            data = row.standing.data
            if (column is None or column.pointer in row.standing.visible) and check.is_wrong(data):
                base, suffix = f"{control.pointer}/{row.index}", f":{_digest(check, row)}"
                yield check.problem(data, control, base=base, suffix=suffix)

    return find


def _digest(check: _Check, row: Row) -> str:
    """Return what a check reads, of a row and around it, in eight letters: a yes is a yes to these values alone."""
    own = row.standing.counting()
    around = {f"{OUTER}.{name}": value for name, value in row.standing.data[OUTER].items() if name[:1] != "$"}
    wanted = own.keys() if check.reads is None else check.reads
    read = {name: value for name, value in (around | own).items() if name in wanted}
    return f"{zlib.crc32(json.dumps(read, sort_keys=True, default=str).encode()):08x}"


# For those who ask for later


def later_problems(standing: Standing, layout: Layout) -> Iterator[Problem]:
    """Yield what is not answered yet and will be asked for later."""
    for later in standing.program.later:
        control = layout.control_over(later.pointer)
        if control is None or later.pointer not in standing.awaited or control.pointer not in standing.visible:
            continue
        if resolve(standing.data, control.keys) is UNDEFINED:
            message = layout.text(later.message) if later.message else messages.later(control)
            yield Problem(control.pointer, f"{control.pointer}:later", "later", message, control.step_id or REVIEW)
