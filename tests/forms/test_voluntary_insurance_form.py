"""The voluntary social insurance: who may join, what is paid each time and what the State adds."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form, fees
from forms.procedure import Catalogue

INSURANCE = "1.002179"
TODAY = date(2026, 11, 22)

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"viec": None}, "/viec", "/viec:required"),
    ({"viec": "dieu_chinh"}, "/i13", "/i13:required"),
    ({"co_hop_dong": True}, "/co_hop_dong", "co_hop_dong"),
    ({"i03": "2026-11-23"}, "/i03", "i03_sau_nay"),
    ({"i03": "2011-11-23"}, "/i03", "i03_chua_15"),
    ({"i04": "LA"}, "/i04", "i04_nuoc_ngoai"),
    ({"i06": "037192900041"}, "/i06", "i06_nam_sinh"),
    ({"i06": "037091900041"}, "/i06", "i06_gioi_tinh"),
    ({"i06": "001191900041"}, "/i06", "i06_tinh"),
    ({"thu_nhap": 1_499_000}, "/thu_nhap", "/thu_nhap:minimum"),
    ({"thu_nhap": 2_000_500}, "/thu_nhap", "/thu_nhap:multipleOf"),
    ({"thu_nhap": 50_601_000}, "/thu_nhap", "thu_nhap_cao"),
    ({"so_thang": 2}, "/so_thang", "/so_thang:oneOf"),
    ({"tu_thang": "2026-10-01"}, "/tu_thang", "tu_thang_da_qua"),
    ({"cam_doan": False}, "/cam_doan", "/cam_doan:const"),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(INSURANCE)


@pytest.fixture
def seller(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(INSURANCE, "market_seller")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, seller: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**seller, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(INSURANCE) <= {problem for _change, _pointer, problem in WRONG}


def test_who_is_fifteen_today_may_join(form: Form, seller: dict[str, Any]) -> None:
    assert _found(form, {**seller, "i03": "2011-11-22", "i06": "037311900041"}) == {}


@pytest.mark.parametrize(
    ("group", "income", "months", "amount"),
    [
        ("khac", 1_500_000, 1, 264_000),
        ("khac", 3_000_000, 3, 1_782_000),
        ("dan_toc", 2_000_000, 6, 2_046_000),
        ("can_ngheo", 1_500_000, 12, 2_376_000),
        ("ngheo", 1_500_000, 12, 1_980_000),
    ],
)
def test_the_state_pays_a_part(
    form: Form, catalogue: Catalogue, seller: dict[str, Any], *, group: str, income: int, months: int, amount: int
) -> None:
    filed = form.submission({**seller, "nhom": group, "thu_nhap": income, "so_thang": months}, today=TODAY)
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == INSURANCE)

    assert filed["tien_dong"] == amount
    assert [fee.amount_vnd for fee in fees(procedure, filed, today=TODAY)] == [0, amount]


def test_a_first_number_is_given_later(form: Form, seller: dict[str, Any]) -> None:
    assert [one.pointer for one in form.later(seller, today=TODAY)] == ["/i13"]
    assert form.later({**seller, "i13": "0191000041"}, today=TODAY) == ()


def test_a_poor_household_may_send_its_proof_later(form: Form, seller: dict[str, Any]) -> None:
    (proof,) = form.papers({**seller, "nhom": "ngheo"}, today=TODAY)

    assert (proof.paper.id, proof.required, proof.later) == ("giay_to_ho_tro", False, True)
    assert form.papers(seller, today=TODAY) == ()
