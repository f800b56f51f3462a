"""The marriage registration: two people of age, each with their own data, and one office that is theirs."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form, fees
from forms.procedure import Catalogue

MARRIAGE = "1.000894"
TODAY = date(2026, 11, 22)

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"nuoc_ngoai": True}, "/nuoc_ngoai", "nuoc_ngoai"),
    ({"du_tuoi": False}, "/du_tuoi", "chua_du_tuoi"),
    ({"nu_ngay_sinh": "2027-01-01"}, "/nu_ngay_sinh", "nu_ngay_sinh_sau_nay"),
    ({"nu_ngay_sinh": "2008-11-23"}, "/nu_ngay_sinh", "nu_du_tuoi"),
    ({"nu_so_dinh_danh": "001301900008"}, "/nu_so_dinh_danh", "nu_so_va_nam_sinh"),
    ({"nu_so_dinh_danh": "001200900008"}, "/nu_so_dinh_danh", "nu_so_va_gioi_tinh"),
    ({"nu_quoc_tich": "JP"}, "/nu_quoc_tich", "nu_nuoc_ngoai"),
    ({"nu_khong_co_so": True}, "/nu_giay_to/loai", "/nu_giay_to/loai:required"),
    ({"nam_ngay_sinh": "2027-01-01"}, "/nam_ngay_sinh", "nam_ngay_sinh_sau_nay"),
    ({"nam_ngay_sinh": "2006-11-23"}, "/nam_ngay_sinh", "nam_du_tuoi"),
    ({"nam_so_dinh_danh": "079098900007"}, "/nam_so_dinh_danh", "nam_so_va_nam_sinh"),
    ({"nam_so_dinh_danh": "079199900007"}, "/nam_so_dinh_danh", "nam_so_va_gioi_tinh"),
    ({"nam_quoc_tich": "KR"}, "/nam_quoc_tich", "nam_nuoc_ngoai"),
    ({"nam_lan_thu": 0}, "/nam_lan_thu", "/nam_lan_thu:minimum"),
    ({"tung_ket_hon": "ly_hon"}, "/nam_lan_thu", "lan_thu_it"),
    ({"nu_lan_thu": 2}, "/tung_ket_hon", "lan_thu_nhieu"),
    ({"ngay_muon_ky": "2026-11-21"}, "/ngay_muon_ky", "ngay_ky_da_qua"),
    ({"kinh_gui": {"province": "37", "commune": "13285"}}, "/kinh_gui", "noi_nop_khac"),
    ({"so_ban_sao": None}, "/so_ban_sao", "/so_ban_sao:required"),
    ({"cam_doan": False}, "/cam_doan", "/cam_doan:const"),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(MARRIAGE)


@pytest.fixture
def couple(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(MARRIAGE, "both_first")


@pytest.fixture
def widowed(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(MARRIAGE, "widowed_without_numbers")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, couple: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**couple, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(MARRIAGE) - {"trung_so"} <= {problem for _change, _pointer, problem in WRONG}


def test_both_cannot_have_one_number(form: Form, couple: dict[str, Any]) -> None:
    answers = {**couple, "nam_so_dinh_danh": couple["nu_so_dinh_danh"]}
    looked_at = frozenset({"nam_so_va_nam_sinh", "nam_so_va_gioi_tinh"})

    (problem,) = form.problems(answers, today=TODAY, confirmed=looked_at)

    assert (problem.pointer, problem.id) == ("/nam_so_dinh_danh", "trung_so")


def test_who_is_of_age_today_may_marry(form: Form, couple: dict[str, Any]) -> None:
    young = {"nu_ngay_sinh": "2008-11-22", "nu_so_dinh_danh": "001308900008"}
    young |= {"nam_ngay_sinh": "2006-11-22", "nam_so_dinh_danh": "079206900007"}

    assert _found(form, {**couple, **young}) == {}


@pytest.mark.parametrize(
    ("side", "office"),
    [("nu", {"province": "01", "commune": "00070"}), ("nam", {"province": "48", "commune": "20194"})],
)
def test_the_office_is_that_of_the_side_they_choose(
    form: Form, couple: dict[str, Any], side: str, office: dict[str, str]
) -> None:
    assert form.submission({**couple, "theo_ben": side}, today=TODAY)["kinh_gui"] == office


def test_nothing_has_to_be_sent_but_an_earlier_marriage_may_be_asked_about(
    form: Form, couple: dict[str, Any], widowed: dict[str, Any]
) -> None:
    def papers(answers: dict[str, Any]) -> set[str]:
        needed = form.papers(answers, today=TODAY)
        assert not any(need.required for need in needed)
        return {need.paper.id for need in needed}

    assert papers(widowed) - papers(couple) == {"khai_tu"}


def test_only_copies_cost_something(
    form: Form, catalogue: Catalogue, couple: dict[str, Any], widowed: dict[str, Any]
) -> None:
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == MARRIAGE)

    def due(answers: dict[str, Any]) -> list[int | None]:
        filed = form.submission(answers, today=TODAY)
        return [fee.amount_vnd for fee in fees(procedure, filed, today=TODAY)]

    assert due(couple) == [0, 16_000]
    assert due(widowed) == [0]
