"""The marital-status certificate: for whom, where one has lived, what for, with whom."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form

STATUS = "1.004873"
TODAY = date(2026, 11, 22)
PLACE = {"province": "48", "commune": "20194"}

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"yc_ngay_sinh": "2027-01-01", "xn_ngay_sinh": "1999-07-19"}, "/yc_ngay_sinh", "yc_ngay_sinh_sau_nay"),
    ({"yc_so_dinh_danh": "079098900007"}, "/yc_so_dinh_danh", "yc_so_va_nam_sinh"),
    ({"xn_ngay_sinh": "2027-01-01"}, "/xn_ngay_sinh", "xn_ngay_sinh_sau_nay"),
    ({"xn_ngay_sinh": "2006-11-23"}, "/xn_ngay_sinh", "xn_tuoi_ket_hon"),
    ({"xn_so_dinh_danh": "079098900007"}, "/xn_so_dinh_danh", "xn_so_va_nam_sinh"),
    ({"xn_so_dinh_danh": "079199900007"}, "/xn_so_dinh_danh", "xn_so_va_gioi_tinh"),
    ({"xn_khong_co_so": True}, "/xn_giay_to/loai", "/xn_giay_to/loai:required"),
    ({"xn_tinh_trang": "goa"}, "/xn_can_cu/so", "/xn_can_cu/so:required"),
    (
        {"xn_tinh_trang": "goa", "xn_can_cu": {"so": "1", "ngay": "2027-01-01", "noi_cap": "UBND Mẫu"}},
        "/xn_can_cu/ngay",
        "can_cu_sau_nay",
    ),
    ({"xn_tinh_trang": "chung_song"}, "/xn_tinh_trang", "chung_song_truoc_1987"),
    ({"xn_tinh_trang": "dang_co"}, "/xn_muc_dich", "dang_co_vo_chong"),
    ({"xn_muc_dich": "khac"}, "/xn_muc_dich_khac", "/xn_muc_dich_khac:required"),
    ({"xn_nguoi_du_dinh": None}, "/xn_nguoi_du_dinh/ho_ten", "/xn_nguoi_du_dinh/ho_ten:required"),
    ({"xn_noi_dk": ""}, "/xn_noi_dk", "/xn_noi_dk:required"),
    ({"giay_cu": "da_mat"}, "/giay_cu_ly_do", "/giay_cu_ly_do:required"),
    ({"so_ban": 6}, "/so_ban", "/so_ban:maximum"),
    (
        {"xn_thoi_gian_cu_tru": [{"tu": "2020", "den": "2019-12", "noi": PLACE}]},
        "/xn_thoi_gian_cu_tru",
        "noi_o_nguoc_ngay",
    ),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(STATUS)


@pytest.fixture
def single(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(STATUS, "single_for_marriage")


@pytest.fixture
def moved(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(STATUS, "lived_in_several_places")


@pytest.fixture
def divorced(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(STATUS, "divorced_for_loan")


@pytest.fixture
def another(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(STATUS, "for_another_without_number")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, single: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**single, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(STATUS) - {"du_dinh_tuoi_ket_hon"} <= {problem for _change, _pointer, problem in WRONG}


def test_the_other_persons_age_is_asked_about_too(form: Form, single: dict[str, Any]) -> None:
    answers = {**single, "xn_nguoi_du_dinh": {**single["xn_nguoi_du_dinh"], "ngay_sinh": "2008-11-23"}}

    assert _found(form, answers) == {"/xn_nguoi_du_dinh/ngay_sinh": "du_dinh_tuoi_ket_hon"}


def test_marriageable_age_is_asked_about_only_for_marriage(form: Form, single: dict[str, Any]) -> None:
    young = {**single, "yc_ngay_sinh": "2008-01-01", "yc_so_dinh_danh": "079208900007"}

    assert _found(form, young) == {"/xn_ngay_sinh": "xn_tuoi_ket_hon"}
    assert _found(form, {**young, "xn_muc_dich": "vay_von"}) == {}


def test_a_divorce_needs_its_judgment(form: Form, divorced: dict[str, Any]) -> None:
    assert set(_found(form, {**divorced, "xn_can_cu": None})) == {
        "/xn_can_cu/so",
        "/xn_can_cu/ngay",
        "/xn_can_cu/noi_cap",
    }


def test_a_residence_is_in_the_country_or_abroad(form: Form, moved: dict[str, Any]) -> None:
    def asked(index: int) -> list[str]:
        fields = form.row_fields(moved, "/xn_thoi_gian_cu_tru", index, today=TODAY)
        return [field.pointer.rpartition("/")[2] for field in fields]

    assert asked(0) == ["tu", "den", "o_nuoc_ngoai", "noi"]
    assert asked(1) == ["tu", "den", "o_nuoc_ngoai", "nuoc"]


def test_a_residence_lacks_its_place_or_its_country(form: Form, moved: dict[str, Any]) -> None:
    rows = [{"tu": "2019", "den": "2020"}, {"tu": "2020", "den": "2021", "o_nuoc_ngoai": True}]

    assert set(_found(form, {**moved, "xn_thoi_gian_cu_tru": rows})) == {
        "/xn_thoi_gian_cu_tru/0/noi",
        "/xn_thoi_gian_cu_tru/1/nuoc",
    }


def test_a_residence_may_end_in_the_year_it_began(form: Form, moved: dict[str, Any]) -> None:
    rows = [{"tu": "2020-03", "den": "2020", "noi": PLACE}]

    assert _found(form, {**moved, "xn_thoi_gian_cu_tru": rows}) == {}


def test_ones_own_answers_are_taken_over_but_not_another_persons(
    form: Form, single: dict[str, Any], another: dict[str, Any]
) -> None:
    assert form.submission(single, today=TODAY)["xn_ho_ten"] == single["yc_ho_ten"]
    assert form.submission({**single, "yc_khong_co_so": True}, today=TODAY)["xn_khong_co_so"] is True
    assert "xn_khong_co_so" not in form.calculate({**another, "xn_khong_co_so": None}, today=TODAY)


def test_who_asks_for_somebody_else_sends_an_authorisation(
    form: Form, single: dict[str, Any], another: dict[str, Any]
) -> None:
    def papers(answers: dict[str, Any]) -> set[str]:
        return {need.paper.id for need in form.papers(answers, today=TODAY)}

    assert papers(single) == set()
    assert papers(another) == {"giay_cu", "uy_quyen"}
