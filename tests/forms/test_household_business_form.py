"""The household-business registration: its name, its lines of business, who founds it, where it may be filed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form
from forms.procedure import Catalogue
from forms.tailoring import advice

HOUSEHOLD_BUSINESS = "1.001612"
TODAY = date(2026, 11, 22)

FIELDS = """
kinh_gui chu_ho_ten chu_ho_ngay_sinh chu_ho_gioi_tinh chu_ho_sdd chu_ho_dia_chi chu_ho_lien_lac chu_ho_dt chu_ho_email
ten_hkd dia_chi_tru_so tru_so_dt tru_so_fax tru_so_email tru_so_web nganh_nghe von so_lao_dong ngay_bat_dau
thue_dia_chi thue_pp chu_the thanh_vien bhxh_pt hoa_don cam_ket
""".split()  # noqa: SIM905 - a list of names reads better as lines

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"chu_ho_ngay_sinh": "2026-12-01"}, "/chu_ho_ngay_sinh", "chu_ho_ngay_sinh_sau_nay"),
    ({"chu_ho_ngay_sinh": "2008-11-23"}, "/chu_ho_ngay_sinh", "chu_ho_du_18"),
    ({"chu_ho_sdd": "048081900022"}, "/chu_ho_sdd", "chu_ho_so_va_nam_sinh"),
    ({"chu_ho_sdd": "048180900022"}, "/chu_ho_sdd", "chu_ho_so_va_gioi_tinh"),
    ({"chu_ho_lien_lac": None}, "/chu_ho_lien_lac", "/chu_ho_lien_lac:required"),
    ({"da_co_hkd": True}, "/da_co_hkd", "mot_nguoi_mot_ho"),
    ({"ten_rieng": "Công ty Mẫu"}, "/ten_rieng", "ten_khong_dung_cong_ty"),
    ({"ten_rieng": "doanh nghiệp mẫu"}, "/ten_rieng", "ten_khong_dung_cong_ty"),
    ({"ten_rieng": "Hộ kinh doanh Mẫu"}, "/ten_rieng", "ten_lap_lai"),
    ({"ten_rieng": "!!!"}, "/ten_rieng", "/ten_rieng:pattern"),
    ({"tru_so_fax": "không có"}, "/tru_so_fax", "/tru_so_fax:pattern"),
    ({"tru_so_web": "cửa hàng"}, "/tru_so_web", "/tru_so_web:pattern"),
    ({"nganh_nghe": []}, "/nganh_nghe", "/nganh_nghe:required"),
    ({"nganh_nghe": [{"ten": "Bán lẻ", "ma": "47"}]}, "/nganh_nghe/0/ma", "/nganh_nghe:pattern"),
    ({"von": 0}, "/von", "/von:minimum"),
    ({"so_lao_dong": -1}, "/so_lao_dong", "/so_lao_dong:minimum"),
    ({"ngay_bat_dau": "2026-11-21"}, "/ngay_bat_dau", "bat_dau_truoc_dang_ky"),
    ({"thanh_vien": None}, "/thanh_vien", "/thanh_vien:required"),
    ({"thanh_vien": [{"ho_ten": "LÊ MẪU"}]}, "/thanh_vien/0/ngay_sinh", "/thanh_vien:required"),
    ({"thue_dia_chi": None}, "/thue_dia_chi", "/thue_dia_chi:required"),
    ({"nguoi_nop_cong_ty": None}, "/nguoi_nop_cong_ty", "/nguoi_nop_cong_ty:required"),
    ({"nguoi_nop_sdd": "048080900022"}, "/nguoi_nop_sdd", "nguoi_nop_la_chu_ho"),
    ({"kinh_gui": {"province": "01", "commune": "00070"}}, "/kinh_gui", "noi_nop_khac_tinh"),
    ({"cam_ket": None}, "/cam_ket", "/cam_ket:required"),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(HOUSEHOLD_BUSINESS)


@pytest.fixture
def cafe(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(HOUSEHOLD_BUSINESS, "cafe_alone")


@pytest.fixture
def shop(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(HOUSEHOLD_BUSINESS, "family_shop")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


def test_every_field_of_the_paper_form_is_asked(form: Form, shop: dict[str, Any]) -> None:
    asked = {field.pointer[1:] for step in form.steps(shop, today=TODAY) for field in step.fields}
    asked |= {field.pointer[1:] for field in form.declarations(shop, today=TODAY)}

    assert set(FIELDS) - asked == set()


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, shop: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**shop, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    elsewhere = {"nganh_chinh_mot", "thanh_vien_trung_chu_ho", "thanh_vien_chua_18"}

    assert checks_of(HOUSEHOLD_BUSINESS) - elsewhere <= {problem for _change, _pointer, problem in WRONG}


def test_an_owner_of_eighteen_today_may_register(form: Form, cafe: dict[str, Any]) -> None:
    answers = {**cafe, "chu_ho_ngay_sinh": "2008-11-22", "chu_ho_sdd": "001308900021"}

    assert _found(form, answers) == {}


def test_the_name_is_put_together_in_capitals(form: Form, cafe: dict[str, Any]) -> None:
    assert form.submission(cafe, today=TODAY)["ten_hkd"] == "HỘ KINH DOANH CÀ PHÊ MẪU 86"
    assert "ten_hkd" not in form.submission({**cafe, "ten_rieng": ""}, today=TODAY)


def test_exactly_one_line_of_several_is_the_main_one(form: Form, shop: dict[str, Any]) -> None:
    lines = shop["nganh_nghe"]

    def with_main(*places: int) -> dict[str, Any]:
        return {**shop, "nganh_nghe": [{**line, "chinh": at in places} for at, line in enumerate(lines)]}

    assert _found(form, with_main()) == {"/nganh_nghe": "nganh_chinh_mot"}
    assert _found(form, with_main(0, 1)) == {"/nganh_nghe": "nganh_chinh_mot"}
    assert _found(form, with_main(1)) == {}
    assert form.calculate(with_main(1), today=TODAY)["nganh_chinh"] == "Bán lẻ đồ uống"


def test_a_single_line_is_the_main_one_without_a_tick(form: Form, cafe: dict[str, Any]) -> None:
    assert _found(form, cafe) == {}
    assert form.calculate(cafe, today=TODAY)["nganh_chinh"] == "Dịch vụ phục vụ đồ uống"


def test_members_are_asked_for_only_of_a_family(form: Form, cafe: dict[str, Any], shop: dict[str, Any]) -> None:
    assert form.field(cafe, "/thanh_vien", today=TODAY) is None
    members = form.field(shop, "/thanh_vien", today=TODAY)

    assert members is not None
    assert members.kind == "list"
    assert [(one.pointer, one.kind) for one in members.options["columns"]] == [
        ("/ho_ten", "name"),
        ("/ngay_sinh", "date"),
        ("/gioi_tinh", "choice"),
        ("/so_dinh_danh", "personal_id"),
        ("/dia_chi", "address"),
    ]
    assert "thanh_vien" not in form.submission({**shop, "chu_the": "ca_nhan"}, today=TODAY)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"so_dinh_danh": "048080900022"}, "thanh_vien_trung_chu_ho"),
        ({"ngay_sinh": "2010-01-01"}, "thanh_vien_chua_18"),
    ],
)
def test_a_member_is_somebody_else_and_of_age(
    form: Form, shop: dict[str, Any], change: dict[str, Any], problem: str
) -> None:
    members = [{**shop["thanh_vien"][0], **change}, shop["thanh_vien"][1]]

    assert _found(form, {**shop, "thanh_vien": members}) == {"/thanh_vien": problem}


def test_what_other_offices_ask_may_come_later(form: Form, cafe: dict[str, Any], shop: dict[str, Any]) -> None:
    assert {one.pointer for one in form.later(cafe, today=TODAY)} == {"/bhxh_pt", "/hoa_don"}
    assert form.later(shop, today=TODAY) == ()


def test_the_papers_follow_from_who_founds_and_who_files(
    form: Form, cafe: dict[str, Any], shop: dict[str, Any]
) -> None:
    def required(answers: dict[str, Any]) -> set[str]:
        return {need.paper.id for need in form.papers(answers, today=TODAY) if need.required}

    assert required(cafe) == set()
    assert required(shop) == {"uy_quyen_gia_dinh", "hop_dong_dich_vu", "can_cuoc"}
    assert required({**cafe, "nguoi_nop": "nguoi_khac"}) == {"uy_quyen_nop"}


def test_who_owns_one_already_is_told_so_before(catalogue: Catalogue) -> None:
    procedure = next(procedure for procedure in catalogue.procedures if procedure.code == HOUSEHOLD_BUSINESS)

    told = {one.id for one in advice(procedure, {"da_co_hkd": True}, today=TODAY)}

    assert "mot_ho" in told
