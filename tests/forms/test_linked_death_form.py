"""The form of the linked death: the death registration, and who pays which benefit to whom."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form
from forms.tailoring import parts as linked_parts

LINKED = "2.002913"
TODAY = date(2026, 11, 22)

Answers = dict[str, Any]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("father_with_pension", ["khai_tu", "xoa_thuong_tru", "tro_cap_bhxh"]),
        ("allowance_in_cash", ["khai_tu", "xoa_thuong_tru", "tro_cap_xa"]),
        ("no_benefit", ["khai_tu"]),
    ],
)
def test_each_case_is_filed_whole_and_divided_among_its_offices(
    form_of: Callable[[str], Form],
    answers_of: Callable[[str, str], Answers],
    catalogue: Any,
    name: str,
    parts: list[str],
) -> None:
    form, answers = form_of(LINKED), answers_of(LINKED, name)
    assert form.problems(answers, today=TODAY) == ()
    filed = form.submission(answers, today=TODAY)
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == LINKED)
    assert [part.id for part in linked_parts(procedure, filed, today=TODAY)] == parts


@pytest.mark.parametrize(
    ("change", "pointer", "problem"),
    [
        ({"tc_de_nghi": None}, "/tc_de_nghi", "/tc_de_nghi:required"),
        ({"tc_che_do": None}, "/tc_che_do", "/tc_che_do:required"),
        ({"tc_ngan_hang": None}, "/tc_ngan_hang", "/tc_ngan_hang:required"),
        ({"tc_so_bhxh": "12"}, "/tc_so_bhxh", "/tc_so_bhxh:format"),
        ({"tc_tai_khoan": "12"}, "/tc_tai_khoan", "/tc_tai_khoan:format"),
    ],
)
def test_its_own_rules(
    form_of: Callable[[str], Form],
    answers_of: Callable[[str, str], Answers],
    change: Answers,
    pointer: str,
    problem: str,
) -> None:
    answers = {**answers_of(LINKED, "father_with_pension"), **change}
    found = {fault.pointer: fault.id for fault in form_of(LINKED).problems(answers, today=TODAY)}
    assert found[pointer] == problem


def test_without_a_benefit_nothing_more_is_asked(
    form_of: Callable[[str], Form], answers_of: Callable[[str, str], Answers]
) -> None:
    form, answers = form_of(LINKED), {**answers_of(LINKED, "father_with_pension"), "tc_de_nghi": "khong"}
    (step,) = [step for step in form.steps(answers, today=TODAY) if step.id == "tro_cap"]
    assert [field.pointer for field in step.fields] == ["/tc_de_nghi"]
    assert not {"tc_tai_khoan", "tc_ngan_hang", "tc_che_do"} & form.submission(answers, today=TODAY).keys()
