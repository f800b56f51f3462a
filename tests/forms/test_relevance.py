"""What is shown, what counts, what is required, what may come later; rows of lists."""

from typing import Any

import pytest

from forms.fields import Problem
from forms.flow import Form
from tests.forms.sketches import TODAY, control, form, when

TEXT = {"type": "string"}
SHOWN_BY_A = when("a", {"const": "x"})


def _pointers(asked: Form, answers: dict[str, Any]) -> list[str]:
    return [field.pointer for step in asked.steps(answers, today=TODAY) for field in step.fields]


def _found(asked: Form, answers: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.id) for problem in asked.problems(answers, today=TODAY, **more)]


def test_what_a_hidden_answer_would_show_is_not_shown_and_not_filed() -> None:
    schema = {"properties": dict.fromkeys("abcd", TEXT)}
    chain = form(
        schema, [control("a"), *(control(n, when(b, {"const": "x"})) for n, b in zip("bcd", "abc", strict=True))]
    )
    answers = dict.fromkeys("abcd", "x")

    assert _pointers(chain, answers) == ["/a", "/b", "/c", "/d"]
    hidden = {**answers, "a": "y"}
    assert _pointers(chain, hidden) == ["/a"]
    assert chain.submission(hidden, today=TODAY) == {"a": "y"}
    assert chain.calculate(hidden, today=TODAY) == hidden  # nothing that was typed is lost


def test_nothing_is_derived_from_a_hidden_answer() -> None:
    schema = {"properties": {"a": TEXT, "b": TEXT, "c": {**TEXT, "x-default": {"var": "b"}}}}
    asked = form(schema, [control("a"), control("b", SHOWN_BY_A), control("c")])

    assert asked.submission({"a": "x", "b": "q"}, today=TODAY)["c"] == "q"
    assert asked.submission({"a": "y", "b": "q"}, today=TODAY) == {"a": "y"}
    field = asked.field({"a": "y", "b": "q"}, "/c", today=TODAY)
    assert field is not None
    assert field.value is None


def test_a_required_field_is_required_while_it_is_shown() -> None:
    asked = form({"properties": {"a": TEXT, "b": TEXT}, "required": ["b"]}, [control("a"), control("b", SHOWN_BY_A)])

    assert _found(asked, {"a": "y"}) == []
    assert _found(asked, {"a": "x"}) == [("/b", "/b:required")]


def test_questions_that_show_each_other_see_each_other_as_they_are() -> None:
    schema = {"properties": {"a": TEXT, "b": TEXT}}
    asked = form(
        schema, [control("a", when("b", {"const": "x"}, "HIDE")), control("b", when("a", {"const": "x"}, "HIDE"))]
    )

    assert _pointers(asked, {"a": "x"}) == ["/a"]
    assert asked.submission({"a": "x", "b": "x"}, today=TODAY) == {}
    assert asked.calculate({"a": "x", "b": "x"}, today=TODAY) == {"a": "x", "b": "x"}


def test_an_object_counts_without_what_nobody_asks_for() -> None:
    part = {"type": "object", "properties": {"p": TEXT}, "additionalProperties": False}
    asked = form({"properties": {"a": part}}, [control("a/p")])

    assert asked.submission({"a": {"p": "1", "old": "2"}, "gone": 3}, today=TODAY) == {"a": {"p": "1"}}


def test_an_object_of_which_nothing_counts_gives_way_to_what_is_derived() -> None:
    part = {"type": "object", "properties": {"p": TEXT}, "additionalProperties": False}
    asked = form(
        {"properties": {"a": {**part, "x-default": {"preserve": {"p": "1"}}}}}, [control("a", widget="address")]
    )

    assert asked.submission({"a": {"old": "2"}}, today=TODAY) == {"a": {"p": "1"}}


def test_answers_that_do_not_fit_together_are_said_though_no_field_is_to_blame() -> None:
    asked = form({"properties": {"a": TEXT, "b": TEXT}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]})

    (problem,) = asked.problems({}, today=TODAY)
    assert (problem.pointer, problem.severity, bool(problem.message["vi"])) == ("", "error", True)
    assert asked.problems({"b": "1"}, today=TODAY) == ()


# Later


@pytest.fixture(scope="module")
def postponed() -> Form:
    later = [{"pointer": "/b", "when": {"==": [{"var": "a"}, "x"]}}, {"pointer": "/c", "message": "c.later"}]
    schema = {"properties": dict.fromkeys("abc", TEXT), "x-later": later}
    return form(schema, texts={"c.later": "C sau"})


def test_what_may_come_later_is_listed_until_it_is_there_and_stops_nothing(postponed: Form) -> None:
    def later(answers: dict[str, Any]) -> list[Problem]:
        return list(postponed.later(answers, today=TODAY))

    assert [(p.pointer, p.severity) for p in later({"a": "x"})] == [("/b", "later"), ("/c", "later")]
    assert [p.message["vi"] for p in later({})] == ["C sau"]
    assert later({"a": "x", "b": "1", "c": "1"}) == []
    assert postponed.problems({"a": "x"}, today=TODAY) == ()


def test_a_field_says_that_it_may_come_later(postponed: Form) -> None:
    fields = {f.pointer: f.later for step in postponed.steps({"a": "x"}, today=TODAY) for f in step.fields}
    assert fields == {"/a": False, "/b": True, "/c": True}
    assert postponed.field({"a": "y"}, "/b", today=TODAY).later is False  # type: ignore[union-attr]  # it is shown


# Rows


@pytest.fixture(scope="module")
def members() -> Form:
    due = {"if": [{"var": "share"}, {"*": [{"var": "share"}, {"var": "$form.rate"}]}]}
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "why"],
        "properties": {
            "name": TEXT,
            "adult": {"type": "boolean"},
            "why": TEXT,
            "home": {"$ref": "#/$defs/home"},
            "share": {"type": "integer"},
            "due": {"type": "integer", "x-calculated": due},
        },
        "x-checks": [
            {"id": "large", "pointer": "/share", "severity": "confirm", "message": "sai",
             "params": {"x": {"var": "share"}}, "when": {">": [{"var": "share"}, {"var": "$form.most"}]}}
        ],
    }  # fmt: skip
    home = {"type": "object", "x-kind": "address", "required": ["province", "commune"], "additionalProperties": False,
            "properties": {"province": TEXT, "commune": TEXT}}  # fmt: skip
    total = {"reduce": [{"var": "members"}, {"+": [{"var": "accumulator"}, {"var": "current.due"}]}, 0]}
    schema = {
        "$defs": {"home": home},
        "properties": {
            "total": {"type": "integer", "x-calculated": total},
            "members": {"type": "array", "items": row, "minItems": 1, "maxItems": 3},
            "rate": {"type": "integer"},
            "most": {"type": "integer"},
        },
    }
    minor = when("adult", {"const": True}, "HIDE")
    cells = [
        control("name"),
        control("adult"),
        control("why", minor),
        control("home"),
        control("share"),
        control("due"),
    ]
    listed = control("members", detail={"type": "VerticalLayout", "elements": cells}, sortable=True)
    labels = {f"members.{name}.label": name for name in ("name", "adult", "why", "home", "share", "due")}
    return form(
        schema,
        [{**listed, "type": "ListWithDetail"}, control("rate"), control("most"), control("total")],
        texts={**labels, "members.item": "Người {number}"},
    )


def test_a_list_says_what_its_cards_are(members: Form) -> None:
    field = members.field({}, "/members", today=TODAY)
    assert field is not None
    assert (field.kind, field.options["min_items"], field.options["max_items"], field.options["sortable"]) == (
        "list",
        1,
        3,
        True,
    )
    assert field.options["item"]["vi"] == "Người {number}"
    assert [(column.pointer, column.kind) for column in field.options["columns"]][3] == ("/home", "address")


def test_each_row_shows_its_own_fields(members: Form) -> None:
    answers = {"members": [{"adult": True}, {"name": "AN"}]}

    def pointers(index: int) -> list[str]:
        return [field.pointer for field in members.row_fields(answers, "/members", index, today=TODAY)]

    assert "/members/0/why" not in pointers(0)
    assert pointers(1)[:3] == ["/members/1/name", "/members/1/adult", "/members/1/why"]
    assert "/members/5/name" in pointers(5)  # a card that is about to be added
    name = members.row_fields(answers, "/members", 1, today=TODAY)[0]
    assert (name.value, name.required, name.label["vi"]) == ("AN", True, "name")


def test_a_hidden_cell_is_neither_filed_nor_asked_for(members: Form) -> None:
    rows = [{"name": "AN", "adult": True, "why": "x"}, {"name": "BÌNH"}]

    assert members.submission({"members": rows}, today=TODAY)["members"][0] == {"name": "AN", "adult": True}
    assert _found(members, {"members": rows}) == [("/members/1/why", "/members:required")]


def test_a_problem_stands_at_the_row_as_it_was_typed_though_empty_rows_are_not_filed(members: Form) -> None:
    rows = [{}, {"name": "AN", "adult": True, "home": {"province": "01"}}]

    assert members.submission({"members": rows}, today=TODAY)["members"] == rows[1:]
    (problem,) = members.problems({"members": rows}, today=TODAY)
    assert problem.pointer == "/members/1/home"
    assert problem.message["en"].startswith("Choose the commune")


def test_rows_calculate_with_the_answers_around_them_and_the_form_with_the_rows(members: Form) -> None:
    answers = {"rate": 3, "members": [{"share": 2}, {}, {"share": 5}]}

    data = members.calculate(answers, today=TODAY)
    assert [row["due"] for row in data["members"]] == [6, 15]
    assert data["total"] == 21


def test_a_yes_to_a_row_is_a_yes_to_what_it_says_wherever_it_stands(members: Form) -> None:
    big, small = {"name": "AN", "adult": True, "share": 9}, {"name": "BA", "adult": True, "share": 1}
    answers = {"most": 5, "members": [small, big]}
    ((pointer, given),) = _found(members, answers)

    assert pointer == "/members/1/share"
    assert _found(members, answers, confirmed=frozenset({given})) == []
    assert _found(members, {**answers, "members": [big, small]}, confirmed=frozenset({given})) == []
    larger = {**answers, "members": [small, {**big, "share": 10}]}
    assert [at for at, _id in _found(members, larger, confirmed=frozenset({given}))] == ["/members/1/share"]


def test_a_list_that_is_no_list_is_said_at_it(members: Form) -> None:
    for wrong in ("x", 3, {"a": 1}, ["x"], [["x"]]):
        assert {at.split("/")[1] for at, _id in _found(members, {"members": wrong})} == {"members"}
        assert members.steps({"members": wrong}, today=TODAY)
