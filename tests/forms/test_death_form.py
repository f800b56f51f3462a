"""The death registration: who files, for whom, with which paper about the death, and what that costs."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form, fees
from forms.procedure import Catalogue

DEATH = "1.000656"
TODAY = date(2026, 11, 22)

FIELDS = """
kinh_gui yc_ho_ten yc_ngay_sinh yc_so_dinh_danh yc_giay_to yc_noi_cu_tru yc_dien_thoai yc_email yc_quan_he
kt_ho_ten kt_ngay_sinh kt_gioi_tinh kt_dan_toc kt_quoc_tich kt_so_dinh_danh kt_noi_cu_tru_cuoi
kt_gio_chet kt_ngay_chet kt_ngay_chet_chu kt_noi_chet kt_nguyen_nhan
gbt_loai gbt_so gbt_co_quan gbt_ngay ban_sao so_ban_sao cam_doan
""".split()  # noqa: SIM905 - a list of names reads better as lines

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"yc_ngay_sinh": "2026-12-01"}, "/yc_ngay_sinh", "yc_ngay_sinh_sau_nay"),
    ({"yc_so_dinh_danh": "036080900011"}, "/yc_so_dinh_danh", "yc_so_va_nam_sinh"),
    ({"yc_quan_he": "dai_dien"}, "/yc_to_chuc", "/yc_to_chuc:required"),
    ({"yc_uy_quyen": None}, "/yc_uy_quyen", "/yc_uy_quyen:required"),
    ({"kt_ngay_sinh": "2027"}, "/kt_ngay_sinh", "kt_ngay_sinh_sau_nay"),
    ({"kt_ngay_sinh": "1900"}, "/kt_ngay_sinh", "kt_tuoi_rat_cao"),
    ({"kt_ngay_sinh": "1980-02"}, "/kt_ngay_sinh", "kt_con_lon_tuoi_hon"),
    ({"yc_quan_he": "cha_me"}, "/kt_ngay_sinh", "kt_cha_me_it_tuoi_hon"),
    ({"kt_so_dinh_danh": "036076900011"}, "/kt_so_dinh_danh", "kt_trung_so"),
    ({"kt_so_dinh_danh": "036050900012"}, "/kt_so_dinh_danh", "kt_so_va_nam_sinh"),
    ({"kt_so_dinh_danh": "036148900012"}, "/kt_so_dinh_danh", "kt_so_va_gioi_tinh"),
    ({"kt_so_dinh_danh": None}, "/kt_so_dinh_danh", "/kt_so_dinh_danh:required"),
    ({"kt_quoc_tich": "LA"}, "/kt_quoc_tich", "kt_nuoc_ngoai"),
    ({"kt_noi_cu_tru_cuoi": None}, "/kt_noi_cu_tru_cuoi", "/kt_noi_cu_tru_cuoi:required"),
    ({"kt_ngay_chet": "2026-11-23"}, "/kt_ngay_chet", "kt_ngay_chet_sau_nay"),
    ({"kt_ngay_chet": "1947-12-31"}, "/kt_ngay_chet", "kt_chet_truoc_sinh"),
    ({"kt_gio_chet": "chiều"}, "/kt_gio_chet", "/kt_gio_chet:format"),
    ({"kt_gio_chet": "24:10"}, "/kt_gio_chet", "/kt_gio_chet:format"),
    ({"gbt_so": None}, "/gbt_so", "/gbt_so:required"),
    ({"gbt_ngay": "2026-11-30"}, "/gbt_ngay", "gbt_ngay_sau_nay"),
    ({"gbt_ngay": "2026-11-11"}, "/gbt_ngay", "gbt_truoc_ngay_chet"),
    ({"kinh_gui": {"province": "01", "commune": "00070"}}, "/kinh_gui", "noi_nop_khac_tinh"),
    ({"so_ban_sao": None}, "/so_ban_sao", "/so_ban_sao:required"),
    ({"cam_doan": False}, "/cam_doan", "/cam_doan:const"),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(DEATH)


@pytest.fixture
def father(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(DEATH, "father_in_hospital")


@pytest.fixture
def long_ago(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(DEATH, "died_long_ago")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


def _asked(form: Form, answers: dict[str, Any]) -> set[str]:
    return {field.pointer.split("/")[1] for step in form.steps(answers, today=TODAY) for field in step.fields}


def test_every_field_of_the_paper_form_is_asked(form: Form, father: dict[str, Any], long_ago: dict[str, Any]) -> None:
    asked = _asked(form, father) | _asked(form, long_ago)
    asked |= {field.pointer[1:] for field in form.declarations(father, today=TODAY)}

    assert set(FIELDS) - asked == set()


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, father: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**father, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(DEATH) <= {problem for _change, _pointer, problem in WRONG}


def test_an_electronic_notice_may_be_named_later(form: Form, father: dict[str, Any]) -> None:
    answers = {**father, "gbt_dien_tu": True, "gbt_so": None, "gbt_co_quan": None, "gbt_ngay": None}

    assert _found(form, answers) == {}
    assert [(one.pointer, one.severity) for one in form.later(answers, today=TODAY)] == [("/gbt_so", "later")]
    assert form.later(father, today=TODAY) == ()


def test_another_paper_needs_no_number(form: Form, father: dict[str, Any]) -> None:
    assert _found(form, {**father, "gbt_loai": "bien_ban", "gbt_so": None}) == {}
    assert _found(form, {**father, "gbt_loai": "cong_an", "gbt_co_quan": None}) == {
        "/gbt_co_quan": "/gbt_co_quan:required"
    }


def test_who_died_long_ago_needs_no_number_no_paper_and_no_known_home(form: Form, long_ago: dict[str, Any]) -> None:
    assert _found(form, long_ago) == {}
    assert not {"kt_so_dinh_danh", "kt_noi_cu_tru_cuoi", "gbt_so", "gbt_dien_tu"} & _asked(form, long_ago)
    assert form.submission(long_ago, today=TODAY)["kinh_gui"] == {"province": "48", "commune": "20194"}


def test_the_office_is_that_of_the_last_residence(form: Form, father: dict[str, Any]) -> None:
    assert form.submission(father, today=TODAY)["kinh_gui"] == {"province": "37", "commune": "13285"}


def test_the_papers_follow_from_the_paper_about_the_death(
    form: Form, father: dict[str, Any], long_ago: dict[str, Any]
) -> None:
    def required(answers: dict[str, Any]) -> set[str]:
        return {need.paper.id for need in form.papers(answers, today=TODAY) if need.required}

    assert required(father) == {"giay_bao_tu"}
    assert required({**father, "gbt_dien_tu": True}) == set()
    assert required({**father, "gbt_loai": "toa_an", "yc_uy_quyen": "nguoi_than"}) == {"giay_thay_the", "uy_quyen"}
    assert required(long_ago) == {"chung_cu", "uy_quyen"}


def test_a_death_registered_in_time_is_free_and_a_late_one_unknown(
    form: Form, catalogue: Catalogue, father: dict[str, Any], long_ago: dict[str, Any]
) -> None:
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == DEATH)

    def due(answers: dict[str, Any]) -> list[int | None]:
        filed = form.submission(answers, today=TODAY)
        return [fee.amount_vnd for fee in fees(procedure, filed, today=TODAY)]

    assert due(father) == [0, 24_000]
    assert due({**father, "kt_ngay_chet": "2026-11-07"}) == [0, 24_000]
    assert due({**father, "kt_ngay_chet": "2026-11-06"}) == [None, 24_000]
    assert due(long_ago) == [0, 0]


def test_whether_one_is_exempt_is_asked_only_when_it_matters(
    form: Form, father: dict[str, Any], long_ago: dict[str, Any]
) -> None:
    assert "dien_mien" in _asked(form, long_ago)
    assert "dien_mien" not in _asked(form, father)


def test_the_date_is_written_in_words(form: Form, father: dict[str, Any]) -> None:
    assert form.calculate(father, today=TODAY)["kt_ngay_chet_chu"] == (
        "Ngày mười hai, tháng mười một, năm hai nghìn không trăm hai mươi sáu"
    )
