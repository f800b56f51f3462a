"""Whatever is typed, pasted or left by an older draft is said at its field, and nothing of it is cleared."""

import time
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from forms.evaluation import Evaluation
from forms.flow import Form
from forms.formats import normalise
from tests.forms.sketches import TODAY
from tests.forms.sketches import form as sketched

BIRTH, PROMOTION = "1.001193", "2.000033"
NAME = "NGUYỄN THỊ MINH AN"


@pytest.fixture(scope="session")
def birth(form_of: Callable[[str], Form]) -> Form:
    return form_of(BIRTH)


@pytest.fixture
def married(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(BIRTH, "married_parents")


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/ks_ho_ten", "AN" * 50_000),
        ("/ks_ho_ten", "AN \U0001f600"),
        ("/ks_ho_ten", 17),
        ("/ks_ho_ten", ["AN"]),
        ("/ks_ho_ten", {"first": "AN"}),
        ("/ks_ho_ten", "AN\x00"),
        ("/ks_ngay_sinh", "2026-02-31"),
        ("/ks_ngay_sinh", "31/02/2026"),
        ("/ks_ngay_sinh", 20261122),
        ("/ks_ngay_sinh", True),
        ("/ks_noi_sinh", "Hà Nội"),
        ("/ks_noi_sinh", ["01"]),
        ("/ks_noi_sinh", {"province": 1, "commune": [], "detail": {"x": 1}}),
        ("/ks_noi_sinh", {"province": "01", "commune": "99999", "detail": "x"}),
        ("/ks_gioi_tinh", "khác"),
        ("/ks_dan_toc", 3),
        ("/so_ban_sao", "nhiều"),
        ("/so_ban_sao", 10**400),
        ("/so_ban_sao", -1),
        ("/yc_so_dinh_danh", "001" * 40_000),
        ("/kinh_gui", "phường"),
    ],
)
def test_a_wrong_value_is_said_at_its_field_and_stays(
    birth: Form, married: dict[str, Any], pointer: str, value: Any
) -> None:
    evaluation = Evaluation(birth, {**married, "ban_sao": True, "so_ban_sao": 1}, today=TODAY)
    evaluation.set(pointer, value)

    wrong = [problem for problem in evaluation.problems() if problem.pointer == pointer]
    assert [(one.severity, bool(one.message["vi"]), bool(one.message["en"])) for one in wrong] == [
        ("error", True, True)
    ]
    assert evaluation.field_problem(pointer)[0].pointer == pointer
    assert evaluation.answers[pointer[1:]] == value
    field = evaluation.field(pointer)
    assert field is not None
    assert isinstance(birth.stringify(field, evaluation.answers, "vi"), str)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("name", unicodedata.normalize("NFD", NAME.lower()), NAME),
        ("personal_id", "\uff10\uff10\uff11\uff11\uff19\uff16\uff10\uff11\uff12\uff13\uff14\uff15", "001196012345"),
        ("date", "\uff12/\uff11\uff11/\uff12\uff10\uff12\uff16", "2026-11-02"),
        ("date", "31/02/2026", None),
    ],
)
def test_what_can_be_understood_is_stored_in_proper_form_and_what_cannot_is_kept(
    kind: str, typed: str, stored: str | None
) -> None:
    kept = normalise(kind, typed)
    assert kept == stored if stored else "2026" in kept


def test_a_hundred_thousand_characters_do_not_hold_up_the_next_key(birth: Form, married: dict[str, Any]) -> None:
    evaluation = Evaluation(birth, married, today=TODAY)
    began = time.process_time()
    for pasted in ("a@" * 50_000, "Á" * 100_000, "0" * 100_000, " \n" * 50_000, "-./" * 33_000):
        for pointer in ("/ks_ho_ten", "/yc_email", "/ks_ngay_sinh", "/yc_so_dinh_danh", "/yc_dien_thoai"):
            evaluation.set(pointer, normalise("name", pasted))
            evaluation.problems()
    assert time.process_time() - began < 5  # 25 pastes; by letters in a square it would be minutes


def test_rows_left_by_an_older_draft_are_said_at_their_table(form_of: Callable[[str], Form]) -> None:
    form = form_of(PROMOTION)
    for rows in (
        "x",
        5,
        ["x"],
        {"ten": 1},
        [[1]],
        [{"ten": 5, "so_luong": "nhiều", "old": 1}],
        [None, {}, {"ten": "x"}],
    ):
        evaluation = Evaluation(form, {"km_co_cau": rows}, today=TODAY)
        assert any(problem.pointer.startswith("/km_co_cau") for problem in evaluation.problems()), rows
        assert evaluation.answers["km_co_cau"] == rows
        for index in range(3):
            evaluation.row_fields("/km_co_cau", index)


def test_answers_nested_without_end_do_not_end_the_program(birth: Form, married: dict[str, Any]) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = {"province": deep}

    for pointer in ("/ks_ho_ten", "/ks_noi_sinh"):
        evaluation = Evaluation(birth, married, today=TODAY)
        evaluation.set(pointer, deep)
        assert [problem.pointer for problem in evaluation.problems()] == [pointer]
        evaluation.set(pointer, married[pointer[1:]])
        assert evaluation.problems() == ()


def test_a_name_with_a_slash_is_a_name_like_others() -> None:
    asked = {"type": "Control", "scope": "#/properties/a~1b"}
    odd = sketched({"properties": {"a/b": {"type": "string", "maxLength": 2}}}, [asked])
    (field,) = odd.steps({"a/b": "xy"}, today=TODAY)[0].fields
    assert (field.pointer, odd.stringify(field, {"a/b": "z"}, "vi")) == ("/a~1b", "z")
    assert [one.pointer for one in odd.problems({"a/b": "xyz"}, today=TODAY)] == ["/a~1b"]
