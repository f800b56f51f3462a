"""The form of the linked birth: the birth registration, and what the other offices ask besides."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form
from forms.tailoring import papers
from forms.tailoring import parts as linked_parts

LINKED, BIRTH = "3.000722", "1.001193"
TODAY = date(2026, 11, 22)

Answers = dict[str, Any]


@pytest.fixture(scope="session")
def linked(form_of: Callable[[str], Form]) -> Form:
    return form_of(LINKED)


@pytest.fixture
def mother(answers_of: Callable[[str, str], Answers]) -> Answers:
    return answers_of(LINKED, "with_the_mother")


@pytest.fixture
def grandparents(answers_of: Callable[[str, str], Answers]) -> Answers:
    return answers_of(LINKED, "with_grandparents")


def _pointers(form: Form, answers: Answers) -> set[str]:
    return {field.pointer for step in form.steps(answers, today=TODAY) for field in step.fields}


def test_it_asks_everything_that_a_birth_registration_asks_and_seven_things_more(
    linked: Form, form_of: Callable[[str], Form], mother: Answers
) -> None:
    asked, alone = _pointers(linked, mother), _pointers(form_of(BIRTH), mother)
    assert alone < asked
    assert {pointer.split("/")[1] for pointer in asked - alone} == {
        *("tt_theo", "tt_noi", "tt_chu_ho", "tt_chu_ho_so", "tt_quan_he"),
        *("bh_noi_kham", "cc_lam", "cc_nhan", "cc_dia_chi"),
    }
    steps = [step.id for step in linked.steps(mother, today=TODAY)]
    assert steps == ["nguoi_yeu_cau", "tre", "me", "cha", "thuong_tru", "the", "noi_nop"]


@pytest.mark.parametrize("name", ["with_the_mother", "with_grandparents"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_is_filled_in_to_the_end_step_by_step(
    linked: Form, answers_of: Callable[[str, str], Answers], name: str, language: str
) -> None:
    wanted, given = answers_of(LINKED, name), {}
    for step in linked.steps(wanted, today=TODAY):
        assert step.title[language]
        for field in step.fields:
            assert field.label[language]
        own = {field.pointer.split("/")[1] for field in step.fields}
        given |= {key: value for key, value in wanted.items() if key in own}
        left = [problem for problem in linked.problems(given, today=TODAY) if problem.step_id == step.id]
        assert left == []
    given["cam_doan"] = True
    assert linked.problems(given, today=TODAY) == ()
    filed = linked.submission(given, today=TODAY)
    assert linked.submission(filed, today=TODAY) == filed


@pytest.mark.parametrize(
    ("change", "pointer", "problem"),
    [
        ({"ks_ngay_sinh": "2020-11-22"}, "/ks_ngay_sinh", "ks_tu_6_tuoi"),
        ({"tt_theo": None}, "/tt_theo", "/tt_theo:required"),
        ({"cc_lam": None}, "/cc_lam", "/cc_lam:required"),
        ({"cc_nhan": None}, "/cc_nhan", "/cc_nhan:required"),
        ({"bh_noi_kham": None}, "/bh_noi_kham", "/bh_noi_kham:required"),
        ({"tt_chu_ho_so": "12"}, "/tt_chu_ho_so", "/tt_chu_ho_so:format"),
    ],
)
def test_its_own_rules(linked: Form, mother: Answers, change: Answers, pointer: str, problem: str) -> None:
    found = {fault.pointer: fault.id for fault in linked.problems({**mother, **change}, today=TODAY)}
    assert found[pointer] == problem


def test_a_child_cannot_be_registered_with_a_father_who_is_left_out(linked: Form, grandparents: Answers) -> None:
    found = linked.problems({**grandparents, "tt_theo": "cha"}, today=TODAY)
    assert [problem.id for problem in found] == ["tt_theo_cha_trong"]
    assert found[0].message["en"].startswith("You left the father's part empty")


def test_the_residence_follows_the_parent_and_the_card_goes_to_ones_own_address(linked: Form, mother: Answers) -> None:
    filed = linked.submission(mother, today=TODAY)
    assert filed["tt_noi"] == filed["me_noi_cu_tru"] == mother["yc_noi_cu_tru"]
    assert filed["cc_dia_chi"] == mother["yc_noi_cu_tru"]


def test_a_home_elsewhere_needs_its_paper(catalogue: Any, mother: Answers, grandparents: Answers) -> None:
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == LINKED)

    def needed(answers: Answers) -> list[str]:
        return [paper.paper.id for paper in papers(procedure, answers, today=TODAY) if paper.required]

    assert needed(mother) == ["giay_chung_sinh"]
    assert needed(grandparents) == ["giay_chung_sinh", "cu_tru"]
    parts = [[part.id for part in linked_parts(procedure, said, today=TODAY)] for said in (mother, grandparents)]
    assert parts == [["khai_sinh", "thuong_tru", "bao_hiem", "can_cuoc"], ["khai_sinh", "thuong_tru", "bao_hiem"]]
