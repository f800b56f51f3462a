"""The temporary residence registration (CT01): who, where, how long, into which household, with whom."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form, fees
from forms.procedure import Catalogue

RESIDENCE = "1.004194"
TODAY = date(2026, 11, 22)
CHILD = {"ho_ten": "A MẪU", "ngay_sinh": "2018-01-01", "gioi_tinh": "nam", "so_dinh_danh": "048218900054"}

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"vai_dem": True}, "/vai_dem", "vai_dem"),
    ({"nuoc_ngoai": True}, "/nuoc_ngoai", "nuoc_ngoai"),
    ({"cach_nop": "truc_tiep"}, "/cach_nop", "tai_quay"),
    ({"theo_danh_sach": True}, "/so_nguoi", "/so_nguoi:required"),
    ({"ngay_sinh": "2026-12-01"}, "/ngay_sinh", "ngay_sinh_sau_nay"),
    ({"so_dinh_danh": "048088900052"}, "/so_dinh_danh", "so_va_nam_sinh"),
    ({"so_dinh_danh": "048189900052"}, "/so_dinh_danh", "so_va_gioi_tinh"),
    ({"den_ngay": "2026-11-09"}, "/den_ngay", "den_truoc_tu"),
    ({"den_ngay": "2028-11-11"}, "/den_ngay", "qua_2_nam"),
    ({"den_ngay": "2026-12-09"}, "/den_ngay", "duoi_30_ngay"),
    ({"chu_ho": None}, "/chu_ho", "/chu_ho:required"),
    ({"chu_ho_so": "048089900052"}, "/chu_ho_so", "chu_ho_la_minh"),
    ({"cung_di": [CHILD]}, "/cung_di/0/quan_he", "/cung_di:required"),
    ({"cung_di": [{**CHILD, "quan_he": "Con", "so_dinh_danh": "048089900052"}]}, "/cung_di", "cung_di_la_minh"),
    ({"kinh_gui": {"province": "48", "commune": "20194"}}, "/kinh_gui", "noi_nop_khac"),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(RESIDENCE)


@pytest.fixture
def family(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(RESIDENCE, "family_with_relatives")


@pytest.fixture
def student(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(RESIDENCE, "student_alone")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, family: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**family, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(RESIDENCE) <= {problem for _change, _pointer, problem in WRONG}


@pytest.mark.parametrize("last_day", ["2026-12-10", "2028-11-10"])
def test_a_stay_of_thirty_days_to_two_years_is_as_usual(form: Form, family: dict[str, Any], last_day: str) -> None:
    assert _found(form, {**family, "den_ngay": last_day}) == {}


def test_the_heads_consent_may_come_later(form: Form, family: dict[str, Any], student: dict[str, Any]) -> None:
    assert [one.pointer for one in form.later(family, today=TODAY)] == ["/chu_ho_dong_y"]
    assert form.later({**family, "chu_ho_dong_y": True}, today=TODAY) == ()
    assert form.later(student, today=TODAY) == ()


def test_the_police_of_the_place_of_the_stay_is_chosen(form: Form, student: dict[str, Any]) -> None:
    field = form.field(student, "/kinh_gui", today=TODAY)

    assert field is not None
    assert form.stringify(field, student, "vi") == "Công an phường Hoàn Kiếm, TP Hà Nội"


def test_somebody_under_18_brings_a_parents_consent(form: Form, student: dict[str, Any]) -> None:
    def required(answers: dict[str, Any]) -> set[str]:
        return {need.paper.id for need in form.papers(answers, today=TODAY) if need.required}

    assert required(student) == set()
    assert required({**student, "ngay_sinh": "2009-01-01"}) == {"cha_me"}
    assert required({**student, "theo_danh_sach": True, "so_nguoi": 3}) == {"danh_sach"}


def test_the_fee_is_that_of_filing_online(form: Form, catalogue: Catalogue, student: dict[str, Any]) -> None:
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == RESIDENCE)
    filed = form.submission(student, today=TODAY)
    listed = form.submission({**student, "theo_danh_sach": True, "so_nguoi": 3}, today=TODAY)

    assert [fee.amount_vnd for fee in fees(procedure, filed, today=TODAY)] == [7_000]
    assert [fee.amount_vnd for fee in fees(procedure, listed, today=TODAY)] == [15_000]
