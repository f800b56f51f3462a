from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms.evaluation import Evaluation
from forms.flow import Form
from tests.forms.sketches import TODAY, control, form, when

NAMES = ("a", "b", "c", "d")
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 10**18), st.floats(allow_nan=False), st.text(max_size=4),
    st.sampled_from(["x", "y", "2026-11-22", "31/02/2026", "2026-02-31", "\U0001f600" * 3, "１２", "é" * 2, "9" * 5000]),
    st.lists(st.one_of(st.none(), st.text(max_size=2), st.dictionaries(st.sampled_from("pq"), st.integers(0, 3)))),
    st.dictionaries(st.sampled_from(("p", "q", "province", "commune")), st.text(max_size=2), max_size=2),
)  # fmt: skip


def _conditions() -> st.SearchStrategy[Any]:
    schema = st.sampled_from([{"const": "x"}, {"type": "string"}, {"minimum": 2}, {}, {"const": True}, {"not": {}}])
    one = st.builds(
        lambda name, part: {"scope": f"#/properties/{name}", "schema": part}, st.sampled_from(NAMES), schema
    )
    two = st.builds(
        lambda kind, parts: {"type": kind, "conditions": parts}, st.sampled_from(["AND", "OR"]), st.lists(one)
    )
    return one | two


def _rules() -> st.SearchStrategy[Any]:
    var = st.builds(lambda name: {"var": name}, st.sampled_from([*NAMES, "$today", "a.p", "", "rows", "$form.a"]))
    return st.recursive(
        var | st.sampled_from([1, "x", None, True]),
        lambda inner: st.builds(
            lambda operator, parts: {operator: parts},
            st.sampled_from(
                ["+", "*", "==", "<", "and", "or", "if", "!", "cat", "age_years", "merge", "var", "no such"]
            ),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=4,
    )


def _properties() -> st.SearchStrategy[Any]:
    place = {"type": "object", "properties": {"p": {"type": "string"}}, "additionalProperties": False}
    short = {"type": "string", "maxLength": 3}
    plain = st.sampled_from([short, {"type": "integer"}, {"type": "boolean"}, {"format": "date"}, {}, place])
    word = st.sampled_from(["x-calculated", "x-default"])
    return st.one_of(plain, st.builds(lambda part, key, rule: {**part, key: rule}, plain, word, _rules()))


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Draw a form of four questions and a list, with rules that may wait for each other."""
    row = {"type": "object", "properties": {"p": draw(_properties()), "q": {"type": "integer"}}, "required": ["p"]}
    row["x-checks"] = [{"id": "r", "pointer": "/q", "message": "sai", "when": draw(_rules())}]
    schema: dict[str, Any] = {"properties": {name: draw(_properties()) for name in NAMES}}
    schema["properties"]["rows"] = {"type": "array", "items": row, "maxItems": 2}
    schema["required"] = draw(st.lists(st.sampled_from(NAMES), unique=True))
    schema["allOf"] = [
        {
            "if": {"properties": {"a": {"const": "x"}}, "required": ["a"]},
            "then": {"required": [draw(st.sampled_from(NAMES))]},
        }
    ]
    severity = st.sampled_from(["error", "confirm"])
    schema["x-checks"] = [
        {"id": f"k{name}", "pointer": f"/{name}", "message": "sai", "when": draw(_rules()), "severity": draw(severity)}
        for name in NAMES
    ]
    schema["x-later"] = [{"pointer": "/b", "when": draw(_rules())}]
    effects = st.sampled_from(["SHOW", "HIDE", "ENABLE", "DISABLE"])
    rule = st.none() | st.builds(lambda effect, one: {"effect": effect, "condition": one}, effects, _conditions())
    detail = {"elements": [control("p"), control("q", when("p", {"const": "x"}))]}
    return form(
        schema,
        [*(control(name, draw(rule)) for name in NAMES), control("rows", draw(rule), widget="list", detail=detail)],
    )


def _everything(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "steps": evaluation.steps(),
        "rows": [evaluation.row_fields("/rows", index) for index in range(3)],
        "problems": evaluation.problems(),
        "left": [evaluation.field_problem(f"/{name}") for name in (*NAMES, "rows")],
        "later": evaluation.later(),
        "filed": evaluation.submission(),
        "calculated": evaluation.calculated(),
    }


def _shown(evaluation: Evaluation) -> dict[str, Any]:
    fields = [*(field for step in evaluation.steps() for field in step.fields)]
    fields += [
        field for index in range(4) for field in evaluation.row_fields("/rows", index) if index < _count(evaluation)
    ]
    return {field.pointer: field for field in fields}


def _count(evaluation: Evaluation) -> int:
    rows = evaluation.answers.get("rows")
    shown = any(field.pointer == "/rows" for step in evaluation.steps() for field in step.fields)
    return len(rows) if shown and isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else 0


KEYS = st.lists(
    st.tuples(st.sampled_from(["/a", "/b", "/c", "/d", "/rows", "/rows/0", "/rows/0/p", "/rows/1/q", "/e"]), VALUES),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(form=forms(), begun=st.dictionaries(st.sampled_from((*NAMES, "rows")), VALUES), keys=KEYS)
@example(form=form({"properties": {"a": {}, "b": {}}}), begun={"a": []}, keys=[("/a", 1), ("/a", True), ("/a", "1")])
def test_after_any_keys_everything_is_as_if_the_form_were_asked_anew(form: Form, begun: Any, keys: Any) -> None:
    kept = Evaluation(form, begun, today=TODAY)
    for pointer, value in keys:
        before = _shown(kept)
        try:
            changed = kept.set(pointer, value)
        except ValueError:
            continue
        now = _shown(kept)
        assert changed == {p for p in before.keys() | now.keys() if before.get(p) != now.get(p)}
        assert _everything(kept) == _everything(Evaluation(form, kept.answers, today=TODAY))
    words = [form.stringify(field, kept.answers, language) for field in now_shown(kept) for language in ("vi", "en")]
    assert all(isinstance(shown, str) for shown in words)


def now_shown(evaluation: Evaluation) -> list[Any]:
    """Return every field on the screen."""
    return list(_shown(evaluation).values())


@settings(max_examples=20, deadline=None)
@given(form=forms(), answers=st.dictionaries(st.sampled_from((*NAMES, "rows", "e")), VALUES))
def test_what_is_filed_is_filed_again_as_it_is(form: Form, answers: Any) -> None:
    filed = form.submission(answers, today=TODAY)
    if form.program.is_telling and not any(len(unit.names) > 1 for unit in form.program.units):
        assert form.submission(filed, today=TODAY) == filed


def test_a_key_tells_which_fields_it_changed_and_leaves_the_other_steps_alone() -> None:
    asked = form(
        {
            "properties": {
                "a": {"type": "string"},
                "b": {"type": "string"},
                "c": {"x-calculated": {"cat": [{"var": "a"}, "!"]}},
            }
        },
        [control("a"), control("b", when("a", {"const": "x"})), control("c")],
    )
    evaluation = Evaluation(asked, {}, today=TODAY)

    assert evaluation.set("/a", "x") == {"/a", "/b", "/c"}
    assert evaluation.set("/b", "y") == {"/b"}
    assert evaluation.set("/b", "y ") == set()
    (before,) = evaluation.steps()
    assert evaluation.set("/e", 1) == set()
    assert evaluation.steps()[0] is before
