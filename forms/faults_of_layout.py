"""What is wrong with the layout of a form: elements, what they ask for, how a row is laid out."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms.answer_sources import faults_of_sources
from forms.control_options import KINDS, OPTIONS, STEP_OPTIONS
from forms.fault import UI, Fault, meant
from forms.fields import REVIEW
from forms.references import written_out
from forms.rules import scope_keys

_TYPES = frozenset({"Categorization", "Category", "Group", "VerticalLayout", "HorizontalLayout"})
_ASKING = frozenset({"Control", "ListWithDetail"})
_EFFECTS = frozenset({"SHOW", "HIDE", "ENABLE", "DISABLE"})


def faults_of_layout(schema: Mapping[str, Any], ui: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with a UI schema over the answers of ``schema``."""
    seen: dict[str, str] = {}
    yield from _of_element(schema, schema, ui, "", seen)
    if not ui.get("elements"):
        yield Fault(UI, "/", "the form has no step")
    steps: set[str] = {REVIEW}
    for index, element in enumerate(ui.get("elements", ())):
        where = f"/elements/{index}"
        if isinstance(element, Mapping) and element.get("type") != "Category":
            yield Fault(UI, where, "a step is a Category; everything else lies in one")
        elif isinstance(element, Mapping) and (step_id := element.get("options", {}).get("id")):
            if step_id in steps:
                yield Fault(UI, where, f"there is a step {step_id!r} already")
            steps.add(step_id)


def _of_element(
    root: Mapping[str, Any], schema: Mapping[str, Any], element: Any, pointer: str, seen: dict[str, str]
) -> Iterator[Fault]:
    """Yield the faults of an element; ``schema`` is what its scopes lead into: the form's, or a row's."""
    where = pointer or "/"
    if not isinstance(element, Mapping):
        yield Fault(UI, where, "an element is an object")
        return
    kind, options = element.get("type"), element.get("options", {})
    if kind not in _TYPES | _ASKING:
        yield Fault(UI, where, f"there is no element of type {kind!r}")
    if kind == "Category" and pointer.count("/elements/") > 1:
        yield Fault(UI, where, "a Category lies in no other element")
    if kind == "Category" and not options.get("id"):
        yield Fault(UI, where, "a Category needs options.id")
    if options.get("widget") is not None and options["widget"] not in KINDS:
        yield Fault(UI, where, f"there is no kind of field {options['widget']!r}")
    known = OPTIONS if kind in _ASKING else STEP_OPTIONS if kind == "Category" else frozenset()
    for name in sorted(options.keys() - known):
        yield Fault(UI, where, f"there is no option {name!r} of a {kind}{meant(name, known)}")
    for message in faults_of_sources(options):
        yield Fault(UI, where, message)
    yield from _of_scopes(root, schema, element, where)
    if kind in _ASKING and "scope" in element:
        if element["scope"] in seen:
            yield Fault(UI, where, f"{element['scope']} is asked for at {seen[element['scope']]} already")
        seen[element["scope"]] = where
        yield from _of_rows(root, schema, element, where)
    for index, inner in enumerate(element.get("elements", ())):
        yield from _of_element(root, schema, inner, f"{pointer}/elements/{index}", seen)


def _of_scopes(
    root: Mapping[str, Any], schema: Mapping[str, Any], element: Mapping[str, Any], where: str
) -> Iterator[Fault]:
    rule = element.get("rule", {})
    if rule and rule.get("effect") not in _EFFECTS:
        yield Fault(UI, where, f"a rule has the effect SHOW, HIDE, ENABLE or DISABLE, not {rule.get('effect')!r}")
    if element.get("type") in _ASKING and "scope" not in element:
        yield Fault(UI, where, "a Control needs a scope")
    if rule and not _is_condition(rule.get("condition")):
        yield Fault(
            UI, where, "a rule needs a condition with a scope and a schema, or conditions: else it always holds"
        )
    own, looked_at = element.get("scope"), list(_scopes_of(rule.get("condition", {})))
    if own in looked_at and "x-default" in (part_at(root, schema, own) or {}):
        yield Fault(UI, where, "what has an x-default is not shown by its own value: it would come and go by itself")
    for scope in (*([own] if own is not None else ()), *looked_at):
        if not str(scope).startswith("#/") or part_at(root, schema, scope) is None:
            yield Fault(UI, where, f"the schema has no {scope}")


def _is_condition(condition: Any) -> bool:
    if not isinstance(condition, Mapping):
        return False
    if condition.get("type") in ("AND", "OR"):
        parts = condition.get("conditions")
        return isinstance(parts, list) and bool(parts) and all(_is_condition(part) for part in parts)
    return "scope" in condition and ("schema" in condition or "expectedValue" in condition)


def _scopes_of(condition: Any) -> Iterator[str]:
    if isinstance(condition, Mapping):
        if "scope" in condition:
            yield condition["scope"]
        for part in condition.get("conditions", ()):
            yield from _scopes_of(part)


def _of_rows(
    root: Mapping[str, Any], schema: Mapping[str, Any], element: Mapping[str, Any], where: str
) -> Iterator[Fault]:
    """Yield the faults of how the rows of a list are laid out."""
    part = part_at(root, schema, element["scope"]) or {}
    row = written_out(part.get("items"), root.get("$defs", {}))
    if "properties" not in row:
        if element["type"] == "ListWithDetail":
            yield Fault(UI, where, f"{element['scope']} is no list of objects")
        return
    if schema is not root or len(scope_keys(element["scope"])) > 1:
        yield Fault(UI, where, "a list stands at the form itself, not in a row or an object")
        return
    if "x-default" in part:
        yield Fault(UI, where, "the rows of a list are typed or calculated; a cell may have an x-default")
    detail = element.get("options", {}).get("detail")
    seen: dict[str, str] = {}
    for index, inner in enumerate(detail.get("elements", ()) if isinstance(detail, Mapping) else ()):
        yield from _of_element(root, row, inner, f"{where}/options/detail/elements/{index}", seen)


def part_at(root: Mapping[str, Any], schema: Mapping[str, Any], scope: Any) -> Any:
    """Return the schema that a scope leads to, None when there is none."""
    part, defs = schema, root.get("$defs", {})
    for key in scope_keys(scope) if isinstance(scope, str) else ("",):
        part = written_out(part, defs).get("properties", {}).get(key)
        if part is None:
            return None
    return written_out(part, defs)
