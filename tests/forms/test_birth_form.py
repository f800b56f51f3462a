import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.flow import REVIEW, Form, fees
from forms.procedure import Catalogue, Procedure

BIRTH = "1.001193"
TODAY = date(2026, 11, 22)

FIELDS = """
kinh_gui yc_ho_ten yc_ngay_sinh yc_so_dinh_danh yc_giay_to yc_noi_cu_tru yc_dien_thoai yc_email yc_quan_he
ks_ho_ten ks_ngay_sinh ks_ngay_sinh_chu ks_gioi_tinh ks_dan_toc ks_quoc_tich ks_noi_sinh ks_que_quan
me_ho_ten me_nam_sinh me_dan_toc me_quoc_tich me_noi_cu_tru me_so_dinh_danh
cha_ho_ten cha_nam_sinh cha_dan_toc cha_quoc_tich cha_noi_cu_tru cha_so_dinh_danh
kh_so kh_ngay kh_noi ban_sao so_ban_sao cam_doan
""".split()  # noqa: SIM905 - a list of names reads better as lines

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"ks_ngay_sinh": "2026-11-23"}, "/ks_ngay_sinh", "ks_ngay_sinh_sau_nay"),
    ({"ks_ngay_sinh": "2026-02-30"}, "/ks_ngay_sinh", "/ks_ngay_sinh:format"),
    ({"ks_ho_ten": "NGUYỄN AN 2"}, "/ks_ho_ten", "/ks_ho_ten:format"),
    ({"ks_ho_ten": "PHẠM MẪU AN"}, "/ks_ho_ten", "ks_ho_theo_cha_me"),
    ({"ks_dan_toc": "tay"}, "/ks_dan_toc", "ks_dan_toc_theo_cha_me"),
    ({"ks_dan_toc": "sao_hoa"}, "/ks_dan_toc", "/ks_dan_toc:list"),
    ({"ks_gioi_tinh": "x"}, "/ks_gioi_tinh", "/ks_gioi_tinh:oneOf"),
    ({"yc_so_dinh_danh": "12345"}, "/yc_so_dinh_danh", "/yc_so_dinh_danh:format"),
    ({"yc_dien_thoai": "123"}, "/yc_dien_thoai", "/yc_dien_thoai:format"),
    ({"yc_noi_cu_tru": {"province": "01"}}, "/yc_noi_cu_tru", "/yc_noi_cu_tru:required"),
    (
        {"yc_noi_cu_tru": {"province": "48", "commune": "00070", "detail": "1"}},
        "/yc_noi_cu_tru",
        "/yc_noi_cu_tru:place",
    ),
    ({"me_nam_sinh": "2020", "me_so_dinh_danh": "001120900001"}, "/me_nam_sinh", "me_tuoi_sinh_con"),
    ({"me_quoc_tich": "FR"}, "/me_quoc_tich", "me_nuoc_ngoai"),
    ({"cha_so_dinh_danh": "037194900002"}, "/cha_so_dinh_danh", "cha_so_va_gioi_tinh"),
    ({"cha_so_dinh_danh": "001196900001"}, "/cha_so_dinh_danh", "cha_so_va_nam_sinh"),
    ({"kh_ngay": "2027-01-01"}, "/kh_ngay", "kh_ngay_sau_nay"),
    ({"so_ban_sao": 21}, "/so_ban_sao", "/so_ban_sao:maximum"),
    ({"so_ban_sao": "hai"}, "/so_ban_sao", "/so_ban_sao:type"),
    ({"kinh_gui": {"province": "48", "commune": "20194"}}, "/kinh_gui", "noi_nop_khac_tinh"),
    ({"cam_doan": False}, "/cam_doan", "/cam_doan:const"),
    ({"yc_ngay_sinh": "2027-01-01"}, "/yc_ngay_sinh", "yc_ngay_sinh_sau_nay"),
    ({"yc_so_dinh_danh": "001195900001"}, "/yc_so_dinh_danh", "yc_so_va_nam_sinh"),
    ({"ks_ngay_sinh": "2012-11-22"}, "/ks_ngay_sinh", "ks_da_lon"),
    ({"me_nam_sinh": "2027"}, "/me_nam_sinh", "me_nam_sinh_sau_nay"),
    ({"me_so_dinh_danh": "001199900001"}, "/me_so_dinh_danh", "me_so_va_nam_sinh"),
    ({"me_so_dinh_danh": "001096900001"}, "/me_so_dinh_danh", "me_so_va_gioi_tinh"),
    ({"cha_nam_sinh": "2027-02"}, "/cha_nam_sinh", "cha_nam_sinh_sau_nay"),
    ({"cha_nam_sinh": "2019"}, "/cha_nam_sinh", "cha_tuoi_sinh_con"),
    ({"cha_so_dinh_danh": "001196900001"}, "/cha_so_dinh_danh", "cha_so_va_nam_sinh"),
    ({"cha_quoc_tich": "LA"}, "/cha_quoc_tich", "cha_nuoc_ngoai"),
]


@pytest.fixture(scope="session")
def birth(form_of: Callable[[str], Form]) -> Form:
    return form_of(BIRTH)


@pytest.fixture(scope="session")
def procedure(catalogue: Catalogue) -> Procedure:
    return next(procedure for procedure in catalogue.procedures if procedure.code == BIRTH)


@pytest.fixture
def married(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(BIRTH, "married_parents")


@pytest.fixture
def single(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(BIRTH, "single_mother")


def _found(form: Form, answers: dict[str, Any], **options: Any) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY, **options)}


def _pointers(form: Form, answers: dict[str, Any]) -> set[str]:
    return {field.pointer for step in form.steps(answers, today=TODAY) for field in step.fields}


def test_every_field_of_the_paper_form_is_asked(birth: Form, married: dict[str, Any]) -> None:
    asked = _pointers(birth, married) | _pointers(birth, {**married, "yc_khong_co_so": True})
    asked |= {field.pointer for field in birth.declarations(married, today=TODAY)}

    assert len(FIELDS) == 35
    assert {name for name in FIELDS if f"/{name}" not in {f"/{pointer.split('/')[1]}" for pointer in asked}} == set()


def test_complete_answers_have_no_problem(birth: Form, married: dict[str, Any], single: dict[str, Any]) -> None:
    assert birth.problems(married, today=TODAY) == ()
    assert birth.problems(single, today=TODAY) == ()


def test_the_steps_follow_the_paper_form(birth: Form, married: dict[str, Any]) -> None:
    steps = birth.steps(married, today=TODAY)

    assert [step.id for step in steps] == ["nguoi_yeu_cau", "tre", "me", "cha", "noi_nop"]
    assert steps[2].name == {"vi": "Người mẹ", "en": "Mother"}
    assert steps[3].intro["vi"] == "Chưa xác định được cha: để trống phần này."


def test_an_empty_form_says_what_to_enter_in_both_languages(birth: Form) -> None:
    problems = birth.problems({}, today=TODAY)

    assert [p.pointer for p in problems][:2] == ["/yc_quan_he", "/yc_ho_ten"]
    assert problems[1].message == {"vi": "Nhập họ tên của bạn.", "en": "Enter your full name."}
    assert problems[-1].pointer == "/cam_doan"
    assert problems[-1].step_id == REVIEW
    assert all(p.severity == "error" and p.message["vi"] and p.message["en"] for p in problems)


def test_only_one_step_is_judged_when_asked(birth: Form) -> None:
    assert {problem.step_id for problem in birth.problems({}, today=TODAY, step_id="tre")} == {"tre"}


def test_a_single_mother_leaves_the_father_empty(birth: Form, single: dict[str, Any]) -> None:
    assert not any(pointer.startswith("/cha_") for pointer in _found(birth, single))
    assert "/kh_so" not in _pointers(birth, single)
    assert not any(name.startswith(("cha_", "kh_")) for name in birth.submission(single, today=TODAY))


def test_a_begun_father_must_be_completed(birth: Form, single: dict[str, Any]) -> None:
    found = _found(birth, {**single, "cha_ho_ten": "NGUYỄN MẪU"})

    assert {"/cha_nam_sinh", "/cha_dan_toc", "/cha_quoc_tich", "/cha_noi_cu_tru"} <= set(found)


def test_a_father_alone_is_enough(birth: Form, married: dict[str, Any]) -> None:
    answers = {name: value for name, value in married.items() if not name.startswith(("me_", "kh_"))}
    answers["yc_quan_he"] = "ong"

    assert _found(birth, answers) == {}


def test_the_mothers_answers_are_taken_from_hers_as_applicant(birth: Form, married: dict[str, Any]) -> None:
    step = next(step for step in birth.steps(married, today=TODAY) if step.id == "me")
    name = next(field for field in step.fields if field.pointer == "/me_ho_ten")

    assert (name.value, name.is_derived) == (married["yc_ho_ten"], True)
    assert birth.submission(married, today=TODAY)["me_so_dinh_danh"] == married["yc_so_dinh_danh"]


def test_no_value_is_preset_that_concerns_ethnicity_or_family(birth: Form) -> None:
    preset = [f.pointer for step in birth.steps({}, today=TODAY) for f in step.fields if f.value is not None]
    fields = [f for step in birth.steps({}, today=TODAY) for f in step.fields if f.prefill]

    assert preset == ["/ks_quoc_tich"]
    assert not any("ethnic" in (field.prefill or "") for field in fields)


def test_an_id_that_contradicts_the_birth_year_is_asked_to_confirm(birth: Form, married: dict[str, Any]) -> None:
    answers = {
        **married,
        "yc_quan_he": "ba",
        "me_ho_ten": "TRẦN MẪU",
        "me_nam_sinh": "1996",
        "me_so_dinh_danh": "001199012345",
    }
    answers["me_noi_cu_tru"] = married["yc_noi_cu_tru"]

    (problem,) = birth.problems(answers, today=TODAY)

    assert (problem.severity, problem.pointer) == ("confirm", "/me_so_dinh_danh")
    assert problem.message["vi"] == (
        "Số này thường là của người sinh năm 1999, nhưng bạn ghi 1996. Hãy xem lại cả số và ngày sinh trên thẻ."
    )
    assert birth.problems(answers, today=TODAY, confirmed=frozenset({problem.id})) == ()


@pytest.mark.parametrize(("change", "pointer", "check"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    birth: Form, married: dict[str, Any], change: dict[str, Any], pointer: str, check: str
) -> None:
    assert _found(birth, {**married, **change})[pointer] == check


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(BIRTH) - {"cha_trung_so_me"} <= {check for _change, _pointer, check in WRONG}


def test_both_parents_cannot_have_one_number(birth: Form, married: dict[str, Any]) -> None:
    answers = {**married, "cha_so_dinh_danh": "001196900001", "cha_nam_sinh": "1996"}
    looked_at = frozenset({"cha_so_va_gioi_tinh"})

    (problem,) = birth.problems(answers, today=TODAY, confirmed=looked_at)

    assert (problem.id, problem.severity) == ("cha_trung_so_me", "error")


def test_a_marriage_named_without_its_number_may_be_looked_up(
    birth: Form, married: dict[str, Any], single: dict[str, Any]
) -> None:
    answers = {**married, "kh_so": None}

    assert birth.problems(answers, today=TODAY) == ()
    assert [one.pointer for one in birth.later(answers, today=TODAY)] == ["/kh_so"]
    assert birth.later(married, today=TODAY) == birth.later(single, today=TODAY) == ()


def test_words_of_the_form_are_explained(birth: Form, married: dict[str, Any]) -> None:
    explained = {
        term.key: term for step in birth.steps(married, today=TODAY) for field in step.fields for term in field.terms
    }

    assert {"giay_chung_sinh", "que_quan", "dinh_danh"} <= set(explained)
    assert all(term.meaning["vi"] and term.meaning["en"] for term in explained.values())


def test_a_field_is_judged_when_it_is_left_and_not_while_it_is_empty(birth: Form, married: dict[str, Any]) -> None:
    wrong = {**married, "ks_ngay_sinh": "2026-02-30"}

    assert [p.id for p in birth.field_problem(wrong, "/ks_ngay_sinh", today=TODAY)] == ["/ks_ngay_sinh:format"]
    assert birth.field_problem({}, "/ks_ngay_sinh", today=TODAY) == ()
    assert birth.field_problem(married, "/ks_ngay_sinh", today=TODAY) == ()


def test_the_number_is_replaced_by_a_document_when_there_is_none(birth: Form, single: dict[str, Any]) -> None:
    assert "/yc_so_dinh_danh" not in _pointers(birth, single)
    found = _found(birth, {**single, "yc_giay_to": {}})
    assert {"/yc_giay_to/loai", "/yc_giay_to/so"} <= set(found)


def test_the_date_in_words_follows_the_date(birth: Form, married: dict[str, Any]) -> None:
    assert birth.calculate({**married, "ks_ngay_sinh_chu": "khác"}, today=TODAY)["ks_ngay_sinh_chu"] == (
        "Ngày hai, tháng mười một, năm hai nghìn không trăm hai mươi sáu"
    )


def test_the_office_follows_the_residence_unless_another_is_chosen(birth: Form, single: dict[str, Any]) -> None:
    assert birth.submission(single, today=TODAY)["kinh_gui"] == {"province": "48", "commune": "20194"}
    field = birth.field(single, "/kinh_gui", today=TODAY)
    assert field is not None
    assert birth.stringify(field, single, "vi") == "UBND phường Hải Vân, TP Đà Nẵng"


def test_a_hidden_answer_is_not_filed(birth: Form, married: dict[str, Any]) -> None:
    filed = birth.submission({**married, "ban_sao": False, "la_thu": "x"}, today=TODAY)

    assert "so_ban_sao" not in filed
    assert "la_thu" not in filed


def test_an_answer_is_shown_as_text_in_both_languages(birth: Form, married: dict[str, Any]) -> None:
    shown = {
        field.pointer: (birth.stringify(field, married, "vi"), birth.stringify(field, married, "en"))
        for step in birth.steps(married, today=TODAY)
        for field in step.fields
    }

    assert shown["/yc_quan_he"] == ("Mẹ", "Mother")
    assert shown["/ks_ngay_sinh"] == ("02/11/2026", "2 November 2026")
    assert shown["/ban_sao"] == ("Có", "Yes")
    assert shown["/yc_noi_cu_tru"][0] == "Số 12 phố Mẫu, phường Hoàn Kiếm, TP Hà Nội"
    assert shown["/ks_que_quan"][1] == "Phủ Lý ward, Ninh Bình Province"


def test_the_papers_fit_the_case(birth: Form, married: dict[str, Any], single: dict[str, Any]) -> None:
    of_married = {need.paper.id: need.required for need in birth.papers(married, today=TODAY)}
    of_single = {need.paper.id for need in birth.papers(single, today=TODAY)}
    of_relative = {need.paper.id for need in birth.papers({**single, "yc_quan_he": "nguoi_than"}, today=TODAY)}

    assert of_married["giay_chung_sinh"] is True
    assert of_married["giay_ket_hon"] is False
    assert "giay_ket_hon" not in of_single
    assert "uy_quyen" in of_relative - of_single


def test_the_copies_cost_and_a_late_registration_has_an_unknown_fee(
    birth: Form, procedure: Procedure, married: dict[str, Any]
) -> None:
    def due(answers: dict[str, Any]) -> dict[str, int | None]:
        filed = birth.submission(answers, today=TODAY)
        return {fee.fee.id: fee.amount_vnd for fee in fees(procedure, filed, today=TODAY)}

    assert due(married) == {"dang_ky": 0, "ban_sao": 16_000}
    assert due({**married, "ban_sao": False})["ban_sao"] == 0
    assert due({**married, "ks_ngay_sinh": "2026-09-23"})["dang_ky"] == 0
    assert due({**married, "ks_ngay_sinh": "2026-09-22"})["dang_ky"] is None


def test_what_is_filed_has_no_problem_when_judged_again(birth: Form, married: dict[str, Any]) -> None:
    filed = birth.submission(married, today=TODAY)

    assert birth.submission(filed, today=TODAY) == filed
    assert birth.problems(json.loads(json.dumps(filed)), today=TODAY) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["province", "commune", "detail"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(answers=st.dictionaries(st.sampled_from([*FIELDS, "khac", "co_me"]), JSON, max_size=20))
def test_no_answers_whatever_make_the_form_fail(form_of: Callable[[str], Form], answers: dict[str, Any]) -> None:
    form = form_of(BIRTH)

    problems = form.problems(answers, today=TODAY)
    form.papers(answers, today=TODAY)
    for step in form.steps(answers, today=TODAY):
        for field in step.fields:
            form.field_problem(answers, field.pointer, today=TODAY)
            assert isinstance(form.stringify(field, answers, "vi"), str)
    assert all(problem.message["vi"] and problem.message["en"] for problem in problems)
    assert len({problem.pointer for problem in problems}) == len(problems)


def test_the_texts_say_only_what_words_allow(project_root: Path) -> None:
    texts = (project_root / f"content/{BIRTH}/texts.vi.yaml").read_text("utf-8")

    assert "chưa kiểm chứng – hỏi cơ quan trước khi nộp" in texts
