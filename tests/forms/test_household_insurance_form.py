"""The household health insurance: who is in the household, who pays, how much that is together."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form, fees
from forms.procedure import Catalogue

INSURANCE = "1.001939"
TODAY = date(2026, 11, 22)
ALONE = [{"ho_ten": "A MẪU", "quan_he": "chu_ho", "ngay_sinh": "1985", "gioi_tinh": "nam", "tham_gia": True}]

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"dien": "di_lam"}, "/dien", "dien_di_lam"),
    ({"dien": "hoc_sinh"}, "/dien", "dien_hoc_sinh"),
    ({"i03": "2027"}, "/i03", "i03_sau_nay"),
    ({"i06": "001086900031"}, "/i06", "i06_nam_sinh"),
    ({"i06": "001185900031"}, "/i06", "i06_gioi_tinh"),
    ({"i06": "048085900031"}, "/i06", "i06_tinh"),
    ({"i12": None}, "/i12", "/i12:required"),
    ({"i12": [*ALONE, *ALONE], "so_nguoi": 2}, "/i12", "i12_mot_chu_ho"),
    ({"i12": [{**ALONE[0], "tham_gia": False}], "so_nguoi": 1}, "/i12", "i12_ai_dong"),
    ({"i12": [{**ALONE[0], "ngay_sinh": "2021"}]}, "/i12", "i12_tre_duoi_6"),
    ({"i12": [{**ALONE[0], "ma_so": "1"}]}, "/i12/0/ma_so", "/i12:format"),
    ({"so_nguoi": 2}, "/so_nguoi", "so_nguoi_khac"),
    ({"so_thang": 4}, "/so_thang", "/so_thang:oneOf"),
    ({"so_thang": None}, "/so_thang", "/so_thang:required"),
    ({"i17": None}, "/i17/ten", "/i17/ten:required"),
    ({"cam_doan": None}, "/cam_doan", "/cam_doan:required"),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(INSURANCE)


@pytest.fixture
def family(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(INSURANCE, "family_of_four")


@pytest.fixture
def by_state(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(INSURANCE, "paid_by_the_state")


@pytest.fixture
def child(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(INSURANCE, "foreign_child")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, family: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**family, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(INSURANCE) <= {problem for _change, _pointer, problem in WRONG}


@pytest.mark.parametrize(
    ("people", "months", "amount"),
    [
        (1, 12, 1_366_200),
        (2, 12, 2_322_540),
        (3, 6, 1_571_130),
        (4, 6, 1_912_680),
        (5, 3, 1_092_960),
        (7, 12, 5_464_800),
    ],
)
def test_further_people_pay_less(
    form: Form, catalogue: Catalogue, family: dict[str, Any], *, people: int, months: int, amount: int
) -> None:
    answers = {**family, "i12": [ALONE[0], *[{**ALONE[0], "quan_he": "con"}] * (people - 1)], "so_thang": months}
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == INSURANCE)

    filed = form.submission(answers, today=TODAY)

    assert (filed["so_nguoi"], filed["tien_dong"]) == (people, amount)
    assert [fee.amount_vnd for fee in fees(procedure, filed, today=TODAY)] == [0, amount]


def test_the_page_says_the_amount_before_there_is_a_list(catalogue: Catalogue) -> None:
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == INSURANCE)
    answers = {"dien": "ho_gia_dinh", "so_nguoi": 4, "so_thang": 6}

    assert [fee.amount_vnd for fee in fees(procedure, answers, today=TODAY)] == [0, 1_912_680]


def test_only_a_family_that_pays_lists_its_members(
    form: Form, family: dict[str, Any], by_state: dict[str, Any]
) -> None:
    steps = [step.id for step in form.steps(by_state, today=TODAY)]

    assert steps == ["dien", "nguoi_ke_khai", "kham", "lien_he"]
    assert "tien_dong" not in form.submission({**family, "dien": "nha_nuoc"}, today=TODAY)


def test_numbers_that_the_office_finds_may_come_later(
    form: Form, family: dict[str, Any], by_state: dict[str, Any]
) -> None:
    assert [one.pointer for one in form.later(by_state, today=TODAY)] == ["/i13", "/i17/ma"]
    assert form.later(family, today=TODAY) == ()
    (proof,) = form.papers(by_state, today=TODAY)
    assert (proof.paper.id, proof.required, proof.later) == ("giay_to_dien", False, True)


def test_a_small_foreign_child_has_a_parent_and_a_passport(form: Form, child: dict[str, Any]) -> None:
    assert _found(form, {**child, "i10": None, "i06_ho_chieu": None}) == {
        "/i06_ho_chieu": "/i06_ho_chieu:required",
        "/i10": "/i10:required",
    }
