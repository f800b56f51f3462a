"""The promotion notice: days, provinces, forms of promotion, the table of prizes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form

PROMOTION = "2.000033"
TODAY = date(2026, 11, 22)

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"tn_mst": "8123456789"}, "/tn_mst", "/tn_mst:format"),
    ({"tn_fax": "x"}, "/tn_fax", "/tn_fax:pattern"),
    ({"km_tu": "2026-11-24"}, "/km_tu", "km_qua_gap"),
    ({"km_tu": "2026-11-27"}, "/km_tu", "km_gap"),
    ({"km_den": "2026-12-01"}, "/km_den", "km_den_truoc_tu"),
    ({"km_den": "2027-05-01"}, "/km_den", "km_giam_gia_120"),
    ({"km_hang_hoa": "Thuốc lá điếu"}, "/km_hang_hoa", "km_hang_cam"),
    ({"km_hang_hoa": "Rượu vang và kẹo"}, "/km_hang_hoa", "km_hang_cam"),
    ({"km_hinh_thuc": ["may_rui"]}, "/km_hinh_thuc", "km_may_rui"),
    ({"km_hinh_thuc": []}, "/km_hinh_thuc", "/km_hinh_thuc:required"),
    ({"km_dia_ban": ["00"]}, "/km_dia_ban", "/km_dia_ban:list"),
    ({"km_co_cau": [{"ten": "Mũ", "so_luong": 0, "don_gia": 1}]}, "/km_co_cau/0/so_luong", "/km_co_cau:minimum"),
    ({"km_co_cau": [{"ten": "Mũ", "so_luong": 1}]}, "/km_co_cau/0/don_gia", "/km_co_cau:required"),
    ({"km_don_vi": [{"ten": "Cửa hàng Mẫu"}]}, "/km_don_vi/0/dia_chi", "/km_don_vi:required"),
    ({"ky": False}, "/ky", "/ky:const"),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(PROMOTION)


@pytest.fixture
def discount(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(PROMOTION, "discount_two_provinces")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, discount: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**discount, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(PROMOTION) <= {problem for _change, _pointer, problem in WRONG}


def test_repairing_is_no_infant_formula(form: Form, discount: dict[str, Any]) -> None:
    assert _found(form, {**discount, "km_hang_hoa": "Dịch vụ sửa chữa xe"}) == {}


def test_other_businesses_stand_on_cards(form: Form) -> None:
    field = form.field({}, "/km_don_vi", today=TODAY)

    assert field is not None
    assert (field.kind, field.options["item"]["en"]) == ("list", "Business {number}")


def test_prizes_are_added_up_and_written_in_words(form: Form, discount: dict[str, Any]) -> None:
    shown = {
        field.pointer: form.stringify(field, discount, "vi")
        for step in form.steps(discount, today=TODAY)
        for field in step.fields
    }

    assert shown["/km_tong"] == "110.000.000\u00a0₫"
    assert shown["/km_tong_chu"] == "Một trăm mười triệu đồng"
    assert shown["/kinh_gui"] == "Sở Công Thương Hà Nội; Sở Công Thương Đà Nẵng"
    assert shown["/km_co_cau"].splitlines()[0].startswith("1. Tên giải hoặc quà: Khăn len · Số lượng: 1.000")


def test_a_tables_columns_stand_as_the_form_lays_them_out(form: Form) -> None:
    field = form.field({}, "/km_co_cau", today=TODAY)

    assert field is not None
    assert [(column.pointer, column.kind) for column in field.options["columns"]] == [
        ("/ten", "text"),
        ("/so_luong", "int"),
        ("/don_gia", "vnd"),
    ]
