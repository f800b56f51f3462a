from typing import Any

import pytest

from forms.faults import faults_of_form
from forms.flow import BrokenFormError, Form
from forms.procedure import FormDefinition
from tests.forms.sketches import control, definition, when

TEXT = {"type": "string"}
AB = {"a": TEXT, "b": TEXT}


def _messages(form: FormDefinition) -> list[str]:
    return [f"{fault.file} {fault.where}: {fault.message}" for fault in faults_of_form(form, {})]


def _rows(**row: Any) -> dict[str, Any]:
    return {"properties": {**AB, "rows": {"type": "array", "items": {"type": "object", **row}}}}


def test_a_whole_form_has_no_fault() -> None:
    whole = definition(
        {"properties": AB, "required": ["a"], "x-later": [{"pointer": "/b"}]}, texts={"steps.a.name": "A"}
    )
    assert [one for one in _messages(whole) if "sai" not in one] == []


def _check(**check: Any) -> dict[str, Any]:
    return {"properties": AB, "x-checks": [{"id": "k", "pointer": "/a", "message": "sai", **check}]}


def _calculated(**rules: str) -> dict[str, Any]:
    return {name: {"x-calculated": {"var": read}} for name, read in rules.items()}


_CIRCLE_THROUGH_ROWS = {
    "properties": {**_rows(properties=_calculated(p="$form.a"))["properties"], **_calculated(a="rows")}
}


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"properties": _calculated(a="b", b="a")}, "derived from each other"),
        ({"properties": {"a": {"type": "text"}}}, "is not valid under any of the given schemas"),
        ({"properties": {"a": {"pattern": "("}}}, "'(' is not a 'regex'"),
        ({"properties": {"a": {"$ref": "#/$defs/no"}}}, "no such part in $defs"),
        ({"properties": {"a": {"$ref": "#/properties/a"}}}, "there is no #/properties/a"),
        ({"properties": {"a": {"$ref": "#/$defs/x"}}, "$defs": {"x": {"$ref": "#/$defs/x"}}}, "no #/$defs/x"),
        (_check(when={"nope": []}), "there is no operator 'nope'"),
        (_check(), "it lacks when"),
        (_check(id="k" * 51, when=True), "at most 50"),
        (_check(when=True, severity="later"), "severity is error or confirm"),
        ({"properties": AB, "required": ["a"], "x-later": [{"pointer": "/a"}]}, "/a is required"),
        ({"properties": AB, "x-later": [{"pointer": "/c"}]}, "there is no property at '/c'"),
        (_rows(properties=_calculated(p="a")), "the form has no answer 'a'"),
        (_rows(properties=_calculated(p="$form.c")), "the form has no answer 'c'"),
        (_CIRCLE_THROUGH_ROWS, "derived from each other: "),
    ],
)
def test_a_broken_schema_is_refused_with_place_and_reason(schema: dict[str, Any], fault: str) -> None:
    row = {"type": "VerticalLayout", "elements": [control("p")]}
    controls = [control(name, **({"detail": row} if name == "rows" else {})) for name in schema["properties"]]

    found = _messages(definition(schema, controls))
    assert any(fault in message and message.startswith("form.schema.json ") for message in found), found


def test_a_default_that_shows_or_hides_itself_is_refused() -> None:
    schema = {"properties": {"a": {**TEXT, "x-default": "x"}}}
    found = _messages(definition(schema, [control("a", when("a", {"const": "x"}))]))
    assert any("by its own value" in message for message in found), found


def test_a_list_in_a_row_is_refused() -> None:
    inner = {"type": "array", "items": {"type": "object", "properties": AB}}
    row = {"type": "VerticalLayout", "elements": [control("p")]}

    found = _messages(definition(_rows(properties={"p": inner}), [control("rows", detail=row)]))
    assert any("not in a row" in message for message in found), found


@pytest.mark.parametrize(
    ("element", "fault"),
    [
        (control("c"), "the schema has no #/properties/c"),
        (control("a", when("c", {})), "the schema has no #/properties/c"),
        (control("a", when("b", {}, "BLINK")), "not 'BLINK'"),
        (control("a", widget="hologram"), "no kind of field 'hologram'"),
        ({"type": "Contrl", "scope": "#/properties/a"}, "no element of type 'Contrl'"),
        ({"type": "Control"}, "a Control needs a scope"),
        ({"type": "ListWithDetail", "scope": "#/properties/a"}, "is no list of objects"),
        (control("b"), "is asked for at /elements/0/elements/0 already"),
    ],
)
def test_a_broken_layout_is_refused_with_place_and_reason(element: dict[str, Any], fault: str) -> None:
    found = _messages(definition({"properties": AB}, [control("b"), element]))
    assert any(fault in message and message.startswith("form.ui.json /elements/0/elements/1") for message in found), (
        found
    )


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "#/$defs/no"}}},
        {"properties": {"a": {"pattern": "["}}},
        {"properties": {"a": {"maxLength": "long"}}},
        {"properties": {"a": TEXT}, "allOf": ["x"]},
        {"properties": {"a": TEXT}, "x-checks": [{"id": "k"}]},
        {"properties": []},
    ],
)
def test_a_broken_form_is_refused_when_it_is_read_and_not_when_somebody_answers(schema: dict[str, Any]) -> None:
    with pytest.raises(BrokenFormError):
        Form(definition(schema, [control("a")]), {})


def test_a_form_that_asks_for_what_its_schema_lacks_is_refused() -> None:
    with pytest.raises(BrokenFormError, match="gone"):
        Form(definition({"properties": AB}, [control("gone")]), {})
