"""The renewal of a driving licence: class, expiry, health certificate, paper licences, foreigners."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form, fees
from forms.procedure import Catalogue

LICENCE = "3.000347"
TODAY = date(2026, 11, 22)

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"ngay_sinh": "2027-01-01"}, "/ngay_sinh", "ngay_sinh_sau_nay"),
    ({"gplx_hang": "D", "hang_moi": "D", "ngay_sinh": "2004-05-12"}, "/ngay_sinh", "du_tuoi"),
    ({"so_dinh_danh": "048089900004"}, "/so_dinh_danh", "so_va_nam_sinh"),
    ({"so_dinh_danh": "048188900004"}, "/so_dinh_danh", "so_va_gioi_tinh"),
    ({"quoc_tich": "DE"}, "/so_ho_chieu", "/so_ho_chieu:required"),
    ({"quoc_tich": "DE", "so_ho_chieu": "C0 MAU"}, "/so_ho_chieu", "/so_ho_chieu:pattern"),
    ({"gplx_so": "48018800000"}, "/gplx_so", "/gplx_so:format"),
    ({"gplx_so": None}, "/gplx_so", "/gplx_so:required"),
    ({"gplx_giay_bia": True}, "/gplx_so_cu", "/gplx_so_cu:required"),
    ({"gplx_ngay_cap": "2026-11-23"}, "/gplx_ngay_cap", "gplx_ngay_cap_sau_nay"),
    ({"gplx_het_han": None}, "/gplx_het_han", "/gplx_het_han:required"),
    ({"gplx_het_han": "2026-11-01"}, "/gplx_het_han", "gplx_da_het_han"),
    ({"gplx_het_han": "2016-01-01"}, "/gplx_het_han", "gplx_da_het_han"),
    ({"gplx_ngay_cap": "2026-11-01", "gplx_het_han": "2026-10-31"}, "/gplx_het_han", "gplx_da_het_han"),
    ({"ly_do": "nuoc_ngoai"}, "/ly_do", "ly_do_nuoc_ngoai"),
    ({"ly_do": "het_han"}, "/ly_do", "ly_do_het_han"),
    ({"hang_moi": "C"}, "/hang_moi", "hang_khac"),
    ({"gksk": {"so": "1", "ngay": "2025-01-01", "co_so": "M"}}, "/gksk/ngay", "gksk_cu"),
    ({"gksk": {"so": "1", "ngay": "2026-12-01", "co_so": "M"}}, "/gksk/ngay", "gksk_sau_nay"),
    ({"gksk": {}}, "/gksk/so", "/gksk/so:required"),
    ({"nhan_kq": "buu_chinh", "noi_cu_tru": None}, "/nhan_kq_dia_chi", "/nhan_kq_dia_chi:required"),
    ({"vi_pham": None}, "/vi_pham", "/vi_pham:required"),
    ({"cam_doan": False}, "/cam_doan", "/cam_doan:const"),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(LICENCE)


@pytest.fixture
def expiring(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(LICENCE, "expiring_licence")


@pytest.fixture
def foreigner(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(LICENCE, "foreigner_by_post")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, expiring: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**expiring, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(LICENCE) - {"gplx_het_han_truoc_cap"} <= {problem for _change, _pointer, problem in WRONG}


def test_an_expiry_before_the_issue_is_met_even_when_the_expiry_was_confirmed(
    form: Form, expiring: dict[str, Any]
) -> None:
    answers = {**expiring, "gplx_het_han": "2016-01-01"}

    (problem,) = form.problems(answers, today=TODAY, confirmed=frozenset({"gplx_da_het_han"}))

    assert problem.id == "gplx_het_han_truoc_cap"


def test_a_motorcycle_licence_needs_neither_expiry_nor_health_certificate(form: Form, expiring: dict[str, Any]) -> None:
    answers = {**expiring, "gplx_hang": "A1", "hang_moi": "A1"}
    answers.pop("gplx_het_han")
    answers.pop("gksk")

    assert _found(form, answers) == {}
    assert "giay_kham_suc_khoe" not in {need.paper.id for need in form.papers(answers, today=TODAY)}


def test_an_electronic_health_check_replaces_the_certificate(form: Form, expiring: dict[str, Any]) -> None:
    answers = {**expiring, "gksk_dien_tu": True, "gksk": None}

    assert _found(form, answers) == {}
    assert "giay_kham_suc_khoe" not in {need.paper.id for need in form.papers(answers, today=TODAY)}


def test_a_paper_licence_has_a_number_of_its_own_kind(form: Form, foreigner: dict[str, Any]) -> None:
    filed = form.submission(foreigner, today=TODAY)

    assert filed["gplx_so_cu"] == "AB 123456"
    assert "gplx_so" not in filed
    assert filed["nhan_kq_dia_chi"] == foreigner["noi_cu_tru"]


def test_a_foreigner_sends_the_passport(form: Form, expiring: dict[str, Any], foreigner: dict[str, Any]) -> None:
    def required(answers: dict[str, Any]) -> set[str]:
        return {need.paper.id for need in form.papers(answers, today=TODAY) if need.required}

    assert required(expiring) == {"anh_chan_dung", "giay_kham_suc_khoe"}
    assert required(foreigner) == {"anh_chan_dung", "ho_chieu"}


def test_a_licence_costs_what_the_law_says(catalogue: Catalogue) -> None:
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == LICENCE)

    assert [due.amount_vnd for due in fees(procedure, {}, today=TODAY)] == [135_000]
