from typing import Any

import pytest

from forms.faults import faults_of_form
from forms.flow import BrokenFormError, Form
from forms.procedure import FormDefinition
from tests.forms.sketches import TODAY, control, definition, when

TEXT = {"type": "string"}
AB = {"a": TEXT, "b": TEXT}


def _messages(form: FormDefinition) -> list[str]:
    return [f"{fault.file} {fault.where}: {fault.message}" for fault in faults_of_form(form, {})]


def _rows(**row: Any) -> dict[str, Any]:
    return {"properties": {**AB, "rows": {"type": "array", "items": {"type": "object", **row}}}}


def test_a_pattern_may_name_letters_of_every_language() -> None:
    letters = definition({"properties": {"a": {**TEXT, "pattern": r"^\p{L}+$"}}})
    assert not any("regular expression" in one or "regex" in one for one in _messages(letters))
    assert Form(letters, {}).problems({"a": "Ỷ"}, today=TODAY) == ()


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


_PLACE = {"type": "object", "properties": {"province": TEXT, "commune": TEXT}}
_ROW_THAT_READS_A_PART = {
    "properties": {**_rows(properties=_calculated(p="$form.a.comune"))["properties"], "a": _PLACE}
}


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"properties": _calculated(a="b", b="a")}, "derived from each other"),
        ({"properties": {"a": {"type": "text"}}}, "is not valid under any of the given schemas"),
        ({"properties": {"a": {"pattern": "("}}}, "properties/a/pattern: '(' is no regular expression"),
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
        ({"properties": {"a": {"type": "integer", "minimum": 5, "maximum": 3}}}, "minimum 5 is more than maximum 3"),
        ({"properties": {"a": {**TEXT, "minLength": 9, "maxLength": 8}}}, "minLength 9 is more than maxLength 8"),
        ({"properties": {"a": {"$ref": "#/$defs/x"}}, "$defs": {"x": _PLACE | {"required": ["comune"]}}}, "'comune'"),
        ({"properties": {"a": _PLACE, "b": {"x-calculated": {"var": "a.comune"}}}}, "no answer 'a.comune'"),
        (_rows(properties={"p": _PLACE, "q": {"x-calculated": {"var": "p.comune"}}}), "no answer 'p.comune'"),
        (_ROW_THAT_READS_A_PART, "no answer 'a.comune'"),
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


CHOICE = {"type": "string", "oneOf": [{"const": "x", "title": "sai"}]}
IF_B = {"if": {"properties": {"a": {"const": "y"}}, "required": ["a"]}, "then": {"required": ["b"]}}
IF_C = {"if": {"properties": {"c": {"const": "y"}}, "required": ["c"]}, "then": {"required": ["b"]}}


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"properties": AB, "allOf": [{"if": IF_B["if"], "then": {"required": ["c"]}}]}, "there is no property 'c'"),
        ({"properties": AB, "allOf": [IF_C]}, "there is no property 'c'"),
        ({"properties": {"a": CHOICE, "b": TEXT}, "allOf": [IF_B]}, "'y' is none of the choices 'x'"),
        ({"properties": {"a": CHOICE, "b": {"x-calculated": {"===": [{"var": "a"}, "y"]}}}}, "'y' is none of"),
        ({"properties": {"a": CHOICE, "b": {"x-calculated": {"in": [{"var": "a"}, ["x", "y"]]}}}}, "'y' is none of"),
        (_check(when=True, pointer="a"), "no field asks for 'a'"),
        (_check(when={"val": ["c"]}), "the form has no answer 'c'"),
        (_check(when={"missing": ["a", "c"]}), "the form has no answer 'c'"),
        (_check(when={"var": ["a", {"var": "c"}]}), "the form has no answer 'c'"),
        (_check(when=True), "params do not say what {x} is"),
        ({"properties": {"a": {"type": "string", "maxlength": 3}}}, "no such keyword; do you mean maxLength?"),
        ({"properties": {"a": {"x-calculate": {"var": "a"}}}}, "do you mean x-calculated?"),
        ({"properties": {"a": {"type": "string", "format": "phne"}}}, "there is no kind of field 'phne'"),
        ({"properties": {"a": {"type": "string", "x-kind": "amount"}}}, "there is no 'amount'"),
    ],
)
def test_what_would_silently_never_hold_or_be_told_is_refused(schema: dict[str, Any], fault: str) -> None:
    found = _messages(definition(schema))
    assert any(fault in message for message in found), found


def test_what_no_field_asks_for_is_neither_required_nor_judged() -> None:
    entry = {"id": "k", "pointer": "/b", "message": "sai", "when": True, "params": {"x": 1}}
    for unasked in ({"required": ["b"]}, {"allOf": [IF_B]}, {"x-checks": [entry]}, {"x-later": [{"pointer": "/b"}]}):
        assert any(
            "no field asks for" in one for one in _messages(definition({"properties": AB, **unasked}, [control("a")]))
        )
    calculated = {"properties": {"a": TEXT, "b": {"x-calculated": {"var": "a"}}}, "required": ["b"]}
    assert not any("no field" in one for one in _messages(definition(calculated, [control("a")])))


def test_a_rule_over_rows_reads_what_a_row_has() -> None:
    schema = _rows(properties={"p": TEXT})
    row = {"type": "VerticalLayout", "elements": [control("p")]}
    asked = [control("a"), control("rows", detail=row)]

    def faults(read: str) -> list[str]:
        rule = {"some": [{"filter": [{"var": "rows"}, {"var": "p"}]}, {"var": read}]}
        check = {"id": "k", "pointer": "/rows", "message": "sai", "when": rule, "params": {"x": 1}}
        return [one for one in _messages(definition({**schema, "x-checks": [check]}, asked)) if "x-checks" in one]

    assert faults("p") == []
    assert faults("q") == ["form.schema.json x-checks.k: the form has no answer 'q'"]


def test_steps_are_categories_with_ids_of_their_own() -> None:
    step = {"type": "Category", "options": {"id": "a"}, "elements": [control("a")]}
    review = {**step, "options": {"id": "review"}}
    for elements, fault in (
        ([step, {**step, "elements": [control("b")]}], "/elements/1: there is a step 'a' already"),
        ([review], "/elements/0: there is a step 'review' already"),
        ([step, control("b")], "/elements/1: a step is a Category"),
        ([{**step, "elements": [{**step, "options": {"id": "z"}}]}], "a Category lies in no other element"),
    ):
        found = _messages(definition({"properties": AB}, ui={"type": "Categorization", "elements": elements}))
        assert any(fault in message for message in found), found


@pytest.mark.parametrize(
    ("element", "fault"),
    [
        (control("c"), "the schema has no #/properties/c"),
        (control("a", when("c", {})), "the schema has no #/properties/c"),
        (control("a", when("b", {}, "BLINK")), "not 'BLINK'"),
        (control("a", {"effect": "SHOW", "condition": {"scope": "#/properties/b"}}), "a rule needs a condition"),
        (control("a", {"effect": "SHOW"}), "a rule needs a condition"),
        ({"type": "Control", "scope": "a"}, "the schema has no a"),
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


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"prefil": "person.sex"}, "there is no option 'prefil' of a Control; do you mean prefill?"),
        ({"prefill": "person.fullname"}, "no register has 'person.fullname'; do you mean person.full_name?"),
        ({"multiine": True}, "do you mean multiline?"),
    ],
)
def test_an_option_that_nobody_reads_is_refused(options: dict[str, Any], fault: str) -> None:
    found = _messages(definition({"properties": AB}, [control("a", **options), control("b")]))
    assert any(fault in message for message in found), found


def test_what_a_step_or_a_group_has_no_option_for_is_refused() -> None:
    whole = definition({"properties": AB})
    step = {**whole.ui["elements"][0], "options": {"id": "a", "titel": "x"}}
    found = _messages(whole.model_copy(update={"ui": {**whole.ui, "elements": [step]}}))
    assert any("there is no option 'titel' of a Category" in message for message in found), found
