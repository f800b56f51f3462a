from typing import Any

from forms.flow import Form
from forms.versions import migrate
from tests.forms.sketches import TODAY, control, form

TEXT = {"type": "string"}


def _row(*names: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": dict.fromkeys(names, TEXT)}}


def _what(old: Form, new: Form, answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.pointer, one.what) for one in migrate(answers, old, new, today=TODAY).differences]


def test_answers_go_over_and_what_has_no_place_is_named_with_its_words() -> None:
    old = form({"properties": {"a": TEXT, "b": {"type": "boolean"}, "c": TEXT}})
    new = form({"properties": {"a": TEXT, "b": {"type": "string"}, "d": TEXT}, "required": ["a"]})

    migration = migrate({"a": "x", "b": True, "c": "y"}, old, new, today=TODAY)

    assert migration.answers == {"a": "x"}
    assert [(one.pointer, one.value, one.shown["en"]) for one in migration.dropped] == [
        ("/b", True, "Yes"),
        ("/c", "y", "y"),
    ]
    assert [field.pointer for field in migration.newly_asked] == ["/d"]
    assert _what(old, new, {}) == [("/a", "required"), ("/b", "retyped"), ("/d", "added"), ("/c", "removed")]


def test_an_answer_that_the_newer_form_finds_wrong_is_kept_and_said() -> None:
    choice = {"type": "string", "oneOf": [{"const": "x", "title": "x"}, {"const": "y", "title": "y"}]}
    new = form({"properties": {"a": {**choice, "oneOf": choice["oneOf"][1:]}}})
    old = form({"properties": {"a": choice}})

    migration = migrate({"a": "x"}, old, new, today=TODAY)

    assert migration.answers == {"a": "x"}
    assert migration.dropped == ()
    assert [one.what for one in migration.differences] == ["choices"]
    assert [problem.pointer for problem in new.problems(migration.answers, today=TODAY)] == ["/a"]


def test_a_question_that_is_worded_otherwise_is_a_difference() -> None:
    old, new = form({"properties": {"a": TEXT}}), form({"properties": {"a": TEXT}}, texts={"a.label": "Tên"})
    (difference,) = migrate({}, old, new, today=TODAY).differences
    assert (difference.what, difference.was["vi"], difference.now["vi"]) == ("reworded", "A", "Tên")


def test_rows_go_over_and_cells_without_a_column_are_named() -> None:
    old, new = (form({"properties": {"rows": _row(*names)}}, [control("rows")]) for names in (("p", "q"), ("p", "r")))
    rows = [{"p": "1"}, {"p": "2", "q": "gone"}]

    migration = migrate({"rows": rows}, old, new, today=TODAY)

    assert migration.answers == {"rows": rows}
    assert [(one.pointer, one.value) for one in migration.dropped] == [("/rows/1/q", "gone")]
    assert _what(old, new, {}) == [("/rows/*/r", "added"), ("/rows/*/q", "removed")]
    assert new.submission(migration.answers, today=TODAY) == {"rows": [{"p": "1"}, {"p": "2"}]}


def test_answers_of_the_pre_screen_that_no_field_asks_for_go_over() -> None:
    old = form({"properties": {"a": TEXT, "known": TEXT}}, [control("a")])
    assert migrate({"known": "x", "other": "y"}, old, old, today=TODAY).answers == {"known": "x"}


def test_the_same_form_changes_nothing() -> None:
    same = form(
        {"properties": {"a": TEXT, "n": {"type": "object", "properties": {"p": TEXT}}}}, [control("a"), control("n/p")]
    )
    answers = {"a": "x", "n": {"p": "1"}}

    migration = migrate(answers, same, same, today=TODAY)

    assert (migration.answers, migration.differences, migration.dropped, migration.newly_asked) == (answers, (), (), ())
