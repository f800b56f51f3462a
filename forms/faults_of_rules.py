"""What is wrong with the rules of a form: operators, answers that are not there, circles, checks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms.derivations import circle_of
from forms.fault import SCHEMA, Fault
from forms.jsonlogic import OPERATORS
from forms.pointers import keys_of
from forms.reads import OUTER, OVER_ITEMS
from forms.references import written_out

_Rows = Mapping[str, frozenset[str]]
_NO_ROWS: _Rows = {}


def faults_of_rules(schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with what a form's schema derives, checks and puts off, in its rows too."""
    defs = schema.get("$defs", {})
    names = _names(schema, defs)
    if circle := circle_of(schema):
        yield Fault(SCHEMA, circle[0], f"these are derived from each other: {', '.join(circle)}")
    seen: set[str] = set()
    rows = {name: _names(row, defs) for name, row in rows_of(schema)}
    yield from _of_group(schema, names, "", seen, rows=rows)
    for name, row in rows_of(schema):
        inner = _names(row, defs) | {OUTER, "$index"} | {f"{OUTER}.{one}" for one in names}
        yield from _of_group(row, inner, f"{name}.", seen, rows={})


def _names(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the answers of a form or row, and those of the parts of each: ``noi_o.commune``."""
    found = set[str]()
    for name, part in schema.get("properties", {}).items():
        found |= {name, *(f"{name}.{inner}" for inner in written_out(part, defs).get("properties", {}))}
    return frozenset(found)


def rows_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the lists of objects among the answers, with the schema of a row."""
    defs = schema.get("$defs", {})
    for name, part in schema.get("properties", {}).items():
        row = written_out(part.get("items") if isinstance(part, Mapping) else None, defs)
        if "properties" in row:
            yield name, row


def _of_group(
    schema: Mapping[str, Any], names: frozenset[str], base: str, seen: set[str], *, rows: _Rows
) -> Iterator[Fault]:
    for name, part in schema.get("properties", {}).items():
        for keyword in ("x-calculated", "x-default"):
            for message in faults_of_logic(part.get(keyword) if isinstance(part, Mapping) else None, names, rows=rows):
                yield Fault(SCHEMA, f"{base}{name}.{keyword}", message)
    for check in schema.get("x-checks", ()):
        yield from _of_check(check, names, f"{base}x-checks.{check.get('id', '?')}", seen, rows=rows)
    for index, entry in enumerate(schema.get("x-later", ())):
        yield from _of_later(entry, schema, names, f"{base}x-later.{index}")
    if base and "x-later" in schema:
        yield Fault(SCHEMA, f"{base}x-later", "what may come later stands at the form, not in a row")


def _of_check(
    check: Mapping[str, Any], names: frozenset[str], where: str, seen: set[str], *, rows: _Rows
) -> Iterator[Fault]:
    absent = [key for key in ("id", "pointer", "when", "message") if key not in check]
    if absent:
        yield Fault(SCHEMA, where, f"it lacks {', '.join(absent)}")
        return
    if check["id"] in seen:
        yield Fault(SCHEMA, where, "two checks have this id")
    seen.add(check["id"])
    if len(str(check["id"])) > LONGEST_ID:
        yield Fault(SCHEMA, where, f"an id has at most {LONGEST_ID} characters")
    if not _is_name(keys_of(str(check["pointer"])), names):
        yield Fault(SCHEMA, where, f"there is no property at {check['pointer']}")
    if check.get("severity", "error") not in ("error", "confirm"):
        yield Fault(SCHEMA, where, "severity is error or confirm")
    for rule in (check["when"], *check.get("params", {}).values()):
        for message in faults_of_logic(rule, names, rows=rows):
            yield Fault(SCHEMA, where, message)


LONGEST_ID = 50
"""The portal takes ids of 64 characters; a yes to a row's check has 9 more than the check."""


def _of_later(
    entry: Mapping[str, Any], schema: Mapping[str, Any], names: frozenset[str], where: str
) -> Iterator[Fault]:
    pointer = str(entry.get("pointer", ""))
    if not _is_name(keys_of(pointer), names):
        yield Fault(SCHEMA, where, f"there is no property at {pointer!r}")
        return
    if pointer.removeprefix("/") in schema.get("required", ()):
        yield Fault(SCHEMA, where, f"{pointer} is required: what is asked for later cannot be")
    for message in faults_of_logic(entry.get("when", True), names):
        yield Fault(SCHEMA, where, message)


def _is_name(keys: Sequence[str], names: frozenset[str]) -> bool:
    """Return whether the form has an answer there, and where it has known parts, that part."""
    name = keys[0] if keys else ""
    has_parts = any(one.startswith(f"{name}.") for one in names)
    return name in names and (len(keys) == 1 or not has_parts or f"{name}.{keys[1]}" in names)


def faults_of_logic(rule: Any, names: frozenset[str] | None = None, *, rows: _Rows = _NO_ROWS) -> Iterator[str]:
    """Yield what is wrong with a JsonLogic rule: unknown operators, and answers that the form does not have.

    Args:
        rule: The rule.
        names: Of the answers that it may read; None: any.
        rows: Of those answers that are lists of objects, what a row may be asked for.
    """
    if isinstance(rule, list):
        for part in rule:
            yield from faults_of_logic(part, names, rows=rows)
        return
    if not isinstance(rule, Mapping) or not rule:
        return
    if len(rule) > 1:
        yield f"a rule has one operator, not {len(rule)}: {sorted(rule)}"
        return
    ((operator, arguments),) = rule.items()
    if operator not in OPERATORS:
        yield f"there is no operator {operator!r}"
    elif operator in ("var", "val", "exists", "missing") and names is not None:
        listed = arguments if isinstance(arguments, list) else [arguments]
        for path in listed if operator == "missing" else listed[:1]:
            yield from _faults_of_name(path, names)
        yield from faults_of_logic(listed, names, rows=rows)
    elif operator in OVER_ITEMS and isinstance(arguments, list):
        yield from faults_of_logic(arguments[:1], names, rows=rows)
        yield from faults_of_logic(arguments[1:2], None if operator == "reduce" else _cells(arguments[:1], rows))
        yield from faults_of_logic(arguments[2:], names, rows=rows)
    elif operator != "preserve":
        yield from faults_of_logic(arguments, names, rows=rows)


def _cells(listed: Any, rows: _Rows) -> frozenset[str] | None:
    """Return the names of the cells of the list that a rule gives, None where that cannot be told."""
    while isinstance(listed, list) and listed and isinstance(listed[0], Mapping) and "filter" in listed[0]:
        listed = listed[0]["filter"]
    read = listed[0].get("var") if isinstance(listed, list) and listed and isinstance(listed[0], Mapping) else None
    path = read[0] if isinstance(read, list) and read else read
    return rows.get(path) if isinstance(path, str) else None


def _faults_of_name(path: Any, names: frozenset[str]) -> Iterator[str]:
    keys = path.split(".") if isinstance(path, str) else []
    if keys[:1] == [OUTER] and len(keys) > 1 and OUTER in names:
        keys = [f"{OUTER}.{keys[1]}", *keys[2:]]
    if keys and keys[0] and keys[0] not in ("$today", f"{OUTER}.$today") and not _is_name(keys, names):
        written = ".".join(keys[:2] if keys[0] in names else keys[:1])
        yield f"the form has no answer {written.removeprefix(f'{OUTER}.')!r}"
