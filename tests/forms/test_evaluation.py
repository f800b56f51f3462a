import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.evaluation import Evaluation
from forms.flow import Form
from forms.reads import reads_of_condition
from forms.standing import Standing
from tests.forms.sketches import TODAY, control, form, when

NAMES = ("a", "b", "c", "d")
POINTERS = ["/a", "/b", "/c", "/d", "/rows", "/rows/0", "/rows/0/p", "/rows/1/q", "/e"]
PLACE = {"type": "object", "properties": {"p": {"type": "string"}}, "additionalProperties": False}
PLAIN = [{"type": "string", "maxLength": 3}, {"type": "integer"}, {"type": "boolean"}, {"format": "date"}, {}, PLACE]
READ = [*NAMES, "$today", "a.p", "rows", "$form.a", "$form"]
OPERATORS = ["+", "*", "==", "<", "and", "or", "if", "!", "cat", "age_years", "merge", "var", "no such", "map"]
ODD = [
    "x",
    "x",
    "x",
    "y",
    "",
    "2026-11-22",
    "31/02/2026",
    "2026-02-31",
    "\U0001f600",
    "\uff11\uff12",
    "e\u0301",
    "9" * 50,
]
EVERY_SEED = st.integers(0, 2**32 - 1)


class Draw:
    """Draws forms, answers and keys; a seed makes the same ones again."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.one_of = self._random.choice
        self.is_so = lambda: self._random.random() < 0.5

    def value(self, depth: int = 2) -> Any:
        kind = self._random.randrange(9 if depth else 6)
        if kind < 3:
            return self.one_of(ODD)
        if kind < 6:
            return self.one_of([None, True, False, 0, 1, 1.0, 3, -2, 10**18, 2.5])
        if kind < 7:
            return {name: self.value(depth - 1) for name in ("p", "q", "province", "commune") if self.is_so()}
        return [self.value(depth - 1) for _ in range(self._random.randrange(4))]

    def rows(self) -> Any:
        some = [
            {"p": self.value(0), "q": self.value(0)} if self.is_so() else {} for _ in range(self._random.randrange(4))
        ]
        return some if self._random.random() < 0.8 else self.value()

    def answer(self, pointer: str) -> Any:
        return self.rows() if pointer == "/rows" else self.value()

    def rule(self, depth: int = 2) -> Any:
        if not depth or self._random.random() < 0.4:
            return {"var": self.one_of(READ)} if self._random.random() < 0.7 else self.one_of([1, "x", None, True])
        inside = [self.rule(depth - 1) for _ in range(self._random.randrange(1, 4))]
        return {self.one_of(OPERATORS): inside}

    def property(self) -> dict[str, Any]:
        plain = self.one_of(PLAIN)
        return {**plain, self.one_of(["x-calculated", "x-default"]): self.rule()} if self.is_so() else plain

    def condition(self, depth: int = 1) -> dict[str, Any]:
        if depth and self._random.random() < 0.3:
            return {"type": self.one_of(["AND", "OR"]), "conditions": [self.condition(0), self.condition(0)]}
        schema = self.one_of([{"const": "x"}, {"type": "string"}, {"minimum": 2}, {}, {"const": True}, {"not": {}}])
        return {"scope": f"#/properties/{self.one_of(NAMES)}", "schema": schema}

    def layout_rule(self) -> dict[str, Any] | None:
        effect = self.one_of(["SHOW", "HIDE", "ENABLE", "DISABLE"])
        return {"effect": effect, "condition": self.condition()} if self.is_so() else None

    def check(self, name: str) -> dict[str, Any]:
        severity = self.one_of(["error", "confirm"])
        return {"id": f"k{name}", "pointer": f"/{name}", "message": "sai", "when": self.rule(), "severity": severity}

    def form(self) -> Form:
        """Draw a form of four questions and a list, with rules that may wait for each other."""
        row = {
            "type": "object",
            "properties": {"p": self.property(), "q": {"type": "integer"}},
            "required": ["p"],
            "x-checks": [self.check("q")],
        }
        needs = {
            "if": {"properties": {"a": {"const": "x"}}, "required": ["a"]},
            "then": {"required": [self.one_of(NAMES)]},
        }
        schema = {
            "properties": {
                **{name: self.property() for name in NAMES},
                "rows": {"type": "array", "items": row, "maxItems": 2},
            },
            "required": [name for name in NAMES if self.is_so()],
            "allOf": [needs],
            "x-checks": [self.check(name) for name in NAMES],
            "x-later": [{"pointer": "/b", "when": self.rule()}],
        }
        detail = {"elements": [control("p"), control("q", when("p", {"const": "x"}))]}
        listed = control("rows", self.layout_rule(), widget="list", detail=detail)
        return form(schema, [*(control(name, self.layout_rule()) for name in NAMES), listed])

    def answers(self) -> dict[str, Any]:
        return {name: self.answer(f"/{name}") for name in (*NAMES, "rows", "e") if self.is_so()}


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
    fields = [field for step in evaluation.steps() for field in step.fields]
    rows = evaluation.answers.get("rows") if any(field.pointer == "/rows" for field in fields) else None
    is_list = isinstance(rows, list) and all(isinstance(row, dict) or row in (None, "", []) for row in rows)
    for index in range(len(rows) if is_list and rows else 0):
        fields += evaluation.row_fields("/rows", index)
    return {field.pointer: field for field in fields}


@settings(max_examples=80, deadline=None)
@given(seed=EVERY_SEED)
def test_after_any_keys_everything_is_as_if_the_form_were_asked_anew(seed: int) -> None:
    draw = Draw(seed)
    asked = draw.form()
    kept = Evaluation(asked, draw.answers(), today=TODAY)
    for pointer in [draw.one_of(POINTERS) for _ in range(6)]:
        before = _shown(kept)
        try:
            changed = kept.set(pointer, draw.answer(pointer))
        except ValueError:
            continue
        now = _shown(kept)
        assert changed == {p for p in before.keys() | now.keys() if before.get(p) != now.get(p)}
        assert _everything(kept) == _everything(Evaluation(asked, kept.answers, today=TODAY))
    words = [asked.stringify(field, kept.answers, "vi") for field in _shown(kept).values()]
    assert all(isinstance(shown, str) for shown in words)


def _is_sound(asked: Form) -> bool:
    """Return whether no answer waits for itself."""
    program = asked.program
    by_itself = (
        control.keys[0] in (reads_of_condition(rule.condition) or ())
        for name in program.derivations
        for control in program.by_name.get(name, ())
        for rule in control.rules
    )
    return program.is_telling and not any(len(unit.names) > 1 for unit in program.units) and not any(by_itself)


@settings(max_examples=60, deadline=None)
@given(seed=EVERY_SEED)
def test_what_is_filed_is_filed_again_as_it_is(seed: int) -> None:
    draw = Draw(seed)
    asked = draw.form()
    filed = asked.submission(draw.answers(), today=TODAY)
    if _is_sound(asked):
        assert asked.submission(filed, today=TODAY) == filed


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


def test_a_yes_is_doubtful_once_what_it_was_about_has_changed() -> None:
    check = {"id": "k", "pointer": "/a", "severity": "confirm", "message": "sai", "when": {"==": [{"var": "b"}, "x"]}}
    asked = form({"properties": {name: {"type": "string"} for name in "abc"}, "x-checks": [check]})
    evaluation = Evaluation(asked, {"b": "x"}, today=TODAY, confirmed=frozenset({"k"}))

    evaluation.set("/c", "1")
    assert evaluation.doubtful() == set()
    evaluation.set("/b", "y")
    evaluation.set("/b", "x")
    assert evaluation.doubtful() == {"k"}
    evaluation.confirm(frozenset())
    assert evaluation.doubtful() == set()
    assert [problem.id for problem in evaluation.problems()] == ["k"]


def _form_of_rows() -> Form:
    check = {"id": "k", "pointer": "/n", "severity": "confirm", "message": "sai"}
    above = {">": [{"var": "n"}, {"var": "$form.most"}]}
    row = {
        "properties": {
            "n": {"type": "integer"},
            "left": {"x-calculated": {"-": [{"var": "$form.most"}, {"var": "n"}]}},
        },
        "x-checks": [{**check, "when": above}],
    }
    rows = {"type": "array", "items": {"type": "object", **row}}
    detail = {"type": "VerticalLayout", "elements": [control("n"), control("left")]}
    asked = [control("most"), control("rows", detail=detail), control("note")]
    return form({"properties": {"most": {"type": "integer"}, "rows": rows, "note": {"type": "string"}}}, asked)


def test_a_yes_in_a_row_is_a_yes_to_the_answers_around_it_too() -> None:
    asked = _form_of_rows()
    (problem,) = asked.problems({"most": 1, "rows": [{"n": 5}]}, today=TODAY)
    given = frozenset({problem.id})

    assert asked.problems({"most": 1, "rows": [{}, {"n": 5}], "note": "x"}, today=TODAY, confirmed=given) == ()
    (again,) = asked.problems({"most": 2, "rows": [{"n": 5}]}, today=TODAY, confirmed=given)
    assert again.id != problem.id


def test_a_row_is_worked_out_anew_only_when_it_or_what_it_reads_changed() -> None:
    standing = Standing(_form_of_rows().program, {})
    first, second = {"n": 1}, {"n": 2}
    standing.take({"most": 9, "rows": [first, second]})
    before = standing.row("rows", 1)

    standing.take({"most": 9, "rows": [{"n": 3}, second], "note": "x"}, {"rows", "note"})
    assert standing.row("rows", 1) is before
    assert standing.row("rows", 0).counting == {"n": 3, "left": 6}
    standing.take({"most": 8, "rows": [{"n": 3}, second], "note": "x"}, {"most"})
    assert standing.row("rows", 1).counting == {"n": 2, "left": 6}
