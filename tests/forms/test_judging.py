from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validators

from forms.checker import FORMAT_CHECKER, KNOWN_SCHEMAS, REGEX_KEYWORDS, compile_schema
from forms.judging import compile_judge
from forms.procedure import Catalogue

_Named: Any = validators.extend(Draft202012Validator, REGEX_KEYWORDS)  # type: ignore[no-untyped-call]  # no stub


def _by_name(schema: Any, value: Any) -> bool:
    errors = _Named(schema, format_checker=FORMAT_CHECKER, registry=KNOWN_SCHEMAS).iter_errors(value)
    return next(errors, None) is None


def test_the_published_suite_is_judged_as_naming_the_errors_judges_it(published: Callable[[str], Any]) -> None:
    wrong, compiled = [], 0
    for groups in published("json_schema_suite_2020-12.json.gz")["tests"].values():
        for group in groups:
            judge = compile_judge(group["schema"], {})
            for case in group["tests"] if judge else ():
                compiled += 1
                if "format" in str(group["schema"]):
                    continue  # the format suites are judged in test_plain_json_forms.py
                if judge and judge(case["data"]) != _by_name(group["schema"], case["data"]):
                    wrong.append((group["description"], case["description"]))
    assert compiled > 600
    assert wrong == []


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-5, 40), st.floats(-3, 3), st.text(max_size=6),
        st.sampled_from(["nam", "nu", "2026-02-30", "2026-11-22", "0912345678", "NGUYỄN AN", "001199012345"]),
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def _schemas() -> st.SearchStrategy[Any]:
    plain = st.one_of(
        st.booleans(),
        st.fixed_dictionaries({"type": st.sampled_from(["string", "integer", "number", "boolean", "object", "array"])}),
        st.fixed_dictionaries({"const": VALUES}),
        st.fixed_dictionaries({"enum": st.lists(VALUES, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"format": st.sampled_from(["date", "phone", "person_name", "email", "no such"])}),
        st.fixed_dictionaries({"minLength": st.integers(0, 4), "maximum": st.integers(0, 20)}),
        st.fixed_dictionaries({"required": st.lists(st.sampled_from("abc"), unique=True)}),
        st.just({"uniqueItems": True, "minItems": 1}),
    )
    return st.recursive(
        plain,
        lambda inner: st.one_of(
            st.fixed_dictionaries({"properties": st.dictionaries(st.sampled_from("abc"), inner)}),
            st.fixed_dictionaries({"properties": st.just({"a": {}}), "additionalProperties": inner}),
            st.fixed_dictionaries({"items": inner}),
            *(st.fixed_dictionaries({name: st.lists(inner, min_size=1, max_size=3)}) for name in ("allOf", "anyOf")),
            st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=1, max_size=3)}),
            st.fixed_dictionaries({"not": inner}),
            st.fixed_dictionaries({"if": inner, "then": inner, "else": inner}),
        ),
        max_leaves=6,
    )


@settings(max_examples=300, deadline=None)
@given(schema=_schemas(), value=VALUES)
def test_a_yes_or_no_is_what_naming_the_errors_gives(schema: Any, value: Any) -> None:
    assert compile_schema(schema).is_valid(value) == _by_name(schema, value)


def test_the_schemas_of_every_form_are_compiled(catalogue: Catalogue) -> None:
    schemas = [procedure.form.schema_ for procedure in catalogue.procedures if procedure.form]
    assert len(schemas) >= 5
    assert [schema for schema in schemas if compile_judge(schema, {}) is None] == []


@pytest.mark.parametrize("schema", [{"contains": {}}, {"$ref": "https://example.vn/x"}, {"multipleOf": 0.01}])
def test_what_is_not_compiled_is_left_to_the_named_errors(schema: Any) -> None:
    assert compile_judge(schema, {}) is None


def test_what_is_not_compiled_is_judged_all_the_same() -> None:
    checker = compile_schema({"multipleOf": 0.5})
    assert (checker.is_valid(1.5), checker.is_valid(1.25)) == (True, False)
    assert [error.validator for error in checker.iter_errors(1.25)] == ["multipleOf"]
