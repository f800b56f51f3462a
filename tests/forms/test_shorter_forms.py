from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import REVIEW, Form, fees
from forms.procedure import Catalogue

TODAY = date(2026, 11, 22)
SAMPLES = [
    ("3.000347", "expiring_licence"),
    ("1.002759", "lost_card"),
    ("1.002759", "child_with_corrected_name"),
    ("1.004873", "single_for_marriage"),
    ("1.004873", "divorced_for_loan"),
    ("2.000033", "discount_two_provinces"),
]


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


@pytest.mark.parametrize(("code", "name"), SAMPLES)
def test_sample_answers_can_be_filed_and_read_back(
    form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]], code: str, name: str
) -> None:
    form, answers = form_of(code), answers_of(code, name)

    assert form.problems(answers, today=TODAY) == ()
    filed = form.submission(answers, today=TODAY)
    assert form.submission(filed, today=TODAY) == filed
    for step in form.steps(filed, today=TODAY):
        for field in step.fields:
            for language in ("vi", "en"):
                assert field.label[language]
                assert bool(form.stringify(field, filed, language)) == (field.value is not None)


@pytest.mark.parametrize("code", ["1.001193", "3.000347", "1.002759", "1.004873", "2.000033"])
def test_an_empty_form_leads_to_its_fields(form_of: Callable[[str], Form], code: str) -> None:
    form = form_of(code)
    steps = {step.id for step in form.steps({}, today=TODAY)} | {REVIEW}

    for problem in form.problems({}, today=TODAY):
        assert problem.step_id in steps
        assert form.label_of(problem.pointer)


@pytest.mark.parametrize(
    ("change", "pointer", "check"),
    [
        ({"gplx_hang": "D", "hang_moi": "D", "ngay_sinh": "2004-05-12"}, "/ngay_sinh", "du_tuoi"),
        ({"gplx_het_han": "2026-11-01"}, "/gplx_het_han", "gplx_da_het_han"),
        ({"gplx_het_han": "2016-01-01"}, "/gplx_het_han", "gplx_da_het_han"),
        ({"hang_moi": "C"}, "/hang_moi", "hang_khac"),
        ({"gksk": {"so": "1", "ngay": "2025-01-01", "co_so": "M"}}, "/gksk/ngay", "gksk_cu"),
        ({"gksk": {}}, "/gksk/so", "/gksk/so:required"),
        ({"nhan_kq": "buu_chinh", "noi_cu_tru": None}, "/nhan_kq_dia_chi", "/nhan_kq_dia_chi:required"),
        ({"vi_pham": None}, "/vi_pham", "/vi_pham:required"),
    ],
)
def test_a_licence_is_judged_by_its_rules(
    form_of: Callable[[str], Form],
    answers_of: Callable[[str, str], dict[str, Any]],
    change: dict[str, Any],
    pointer: str,
    check: str,
) -> None:
    assert _found(form_of("3.000347"), {**answers_of("3.000347", "expiring_licence"), **change})[pointer] == check


def test_a_motorcycle_licence_needs_neither_expiry_nor_health_certificate(
    form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]]
) -> None:
    form = form_of("3.000347")
    answers = {**answers_of("3.000347", "expiring_licence"), "gplx_hang": "A1", "hang_moi": "A1"}
    answers.pop("gplx_het_han")
    answers.pop("gksk")

    assert _found(form, answers) == {}
    assert "giay_kham_suc_khoe" not in {need.paper.id for need in form.papers(answers, today=TODAY)}


def test_a_licence_costs_what_the_law_says(catalogue: Catalogue) -> None:
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == "3.000347")

    assert [due.amount_vnd for due in fees(procedure, {}, today=TODAY)] == [135_000]


def test_a_child_under_six_names_a_parent(
    form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]]
) -> None:
    answers = answers_of("1.002759", "child_with_corrected_name")

    assert _found(form_of("1.002759"), {**answers, "i10": ""}) == {"/i10": "/i10:required"}


@pytest.mark.parametrize(
    ("today", "asked"), [(date(2026, 11, 22), True), (date(2027, 1, 15), False), (date(2027, 1, 16), True)]
)
def test_the_first_facility_is_asked_about_outside_the_quarters_first_days(
    form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]], today: date, asked: bool
) -> None:
    answers = {
        **answers_of("1.002759", "lost_card"),
        "i18": "doi_noi_kham",
        "i17": {"ma": "01001", "ten": "Bệnh viện Mẫu"},
    }

    ids = {problem.id for problem in form_of("1.002759").problems(answers, today=today)}

    assert ids == ({"i17_giua_quy"} if asked else set())


def test_marriageable_age_is_asked_about_only_for_marriage(
    form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]]
) -> None:
    form, answers = form_of("1.004873"), answers_of("1.004873", "single_for_marriage")
    young = {**answers, "yc_ngay_sinh": "2008-01-01", "yc_so_dinh_danh": "079208900007"}

    assert _found(form, young) == {"/xn_ngay_sinh": "xn_tuoi_ket_hon"}
    assert _found(form, {**young, "xn_muc_dich": "vay_von"}) == {}


def test_a_divorce_needs_its_judgment(
    form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]]
) -> None:
    answers = {**answers_of("1.004873", "divorced_for_loan"), "xn_can_cu": None}

    assert set(_found(form_of("1.004873"), answers)) == {"/xn_can_cu/so", "/xn_can_cu/ngay", "/xn_can_cu/noi_cap"}


@pytest.mark.parametrize(
    ("change", "pointer", "check"),
    [
        ({"km_tu": "2026-11-24"}, "/km_tu", "km_qua_gap"),
        ({"km_tu": "2026-11-27"}, "/km_tu", "km_gap"),
        ({"km_den": "2026-12-01"}, "/km_den", "km_den_truoc_tu"),
        ({"km_den": "2027-05-01"}, "/km_den", "km_giam_gia_120"),
        ({"km_hinh_thuc": ["may_rui"]}, "/km_hinh_thuc", "km_may_rui"),
        ({"km_hinh_thuc": []}, "/km_hinh_thuc", "/km_hinh_thuc:required"),
        ({"km_dia_ban": ["00"]}, "/km_dia_ban", "/km_dia_ban:list"),
        ({"tn_mst": "8123456789"}, "/tn_mst", "/tn_mst:format"),
        ({"km_co_cau": [{"ten": "Mũ", "so_luong": 0, "don_gia": 1}]}, "/km_co_cau/0/so_luong", "/km_co_cau:minimum"),
        ({"km_co_cau": [{"ten": "Mũ", "so_luong": 1}]}, "/km_co_cau/0/don_gia", "/km_co_cau:required"),
        ({"ky": False}, "/ky", "/ky:const"),
    ],
)
def test_a_promotion_is_judged_by_its_rules(
    form_of: Callable[[str], Form],
    answers_of: Callable[[str, str], dict[str, Any]],
    change: dict[str, Any],
    pointer: str,
    check: str,
) -> None:
    assert _found(form_of("2.000033"), {**answers_of("2.000033", "discount_two_provinces"), **change})[pointer] == check


def test_prizes_are_added_up_and_written_in_words(
    form_of: Callable[[str], Form], answers_of: Callable[[str, str], dict[str, Any]]
) -> None:
    form, answers = form_of("2.000033"), answers_of("2.000033", "discount_two_provinces")
    shown = {
        field.pointer: form.stringify(field, answers, "vi")
        for step in form.steps(answers, today=TODAY)
        for field in step.fields
    }

    assert shown["/km_tong"] == "110.000.000\u00a0₫"
    assert shown["/km_tong_chu"] == "Một trăm mười triệu đồng"
    assert shown["/kinh_gui"] == "Sở Công Thương Hà Nội; Sở Công Thương Đà Nẵng"
    assert shown["/km_co_cau"].splitlines()[0].startswith("1. Tên giải hoặc quà: Khăn len · Số lượng: 1.000")


def test_a_tables_columns_stand_as_the_form_lays_them_out(
    form_of: Callable[[str], Form],
) -> None:
    field = form_of("2.000033").field({}, "/km_co_cau", today=TODAY)

    assert field is not None
    assert [(column.pointer, column.kind) for column in field.options["columns"]] == [
        ("/ten", "text"),
        ("/so_luong", "int"),
        ("/don_gia", "vnd"),
    ]
