"""The reissue of a health insurance card: lost, damaged, wrong data, another first health facility."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.flow import Form

CARD = "1.002759"
TODAY = date(2026, 11, 22)
ELSEWHERE = {"doi_noi_kham": {"i18": "doi_noi_kham", "i17": {"ma": "01001", "ten": "Bệnh viện Mẫu"}}}

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"i03": "2027"}, "/i03", "i03_sau_nay"),
    ({"i06": "001195900005"}, "/i06", "i06_nam_sinh"),
    ({"i06": "001094900005"}, "/i06", "i06_gioi_tinh"),
    ({"i06": "048194900005"}, "/i06", "i06_tinh"),
    ({"i04": "DE"}, "/i06_ho_chieu", "/i06_ho_chieu:required"),
    ({"i05": None}, "/i05", "/i05:required"),
    ({"i09": None}, "/i09", "/i09:required"),
    ({"i13": None}, "/i13", "/i13:required"),
    ({"i13": "123"}, "/i13", "/i13:format"),
    ({"i18": "doi_thong_tin"}, "/i18_noi_dung", "/i18_noi_dung:required"),
    ({"i18": "doi_thong_tin"}, "/i14/ho_ten", "i14_trong"),
    ({"i18": "doi_noi_kham"}, "/i17/ma", "/i17/ma:required"),
    (ELSEWHERE["doi_noi_kham"], "/i17/ma", "i17_giua_quy"),
    ({"cam_doan": None}, "/cam_doan", "/cam_doan:required"),
]


@pytest.fixture(scope="session")
def form(form_of: Callable[[str], Form]) -> Form:
    return form_of(CARD)


@pytest.fixture
def lost(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(CARD, "lost_card")


@pytest.fixture
def child(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(CARD, "child_with_corrected_name")


@pytest.fixture
def foreigner(answers_of: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    return answers_of(CARD, "foreigner")


def _found(form: Form, answers: dict[str, Any]) -> dict[str, str]:
    return {problem.pointer: problem.id for problem in form.problems(answers, today=TODAY)}


@pytest.mark.parametrize(("change", "pointer", "problem"), WRONG)
def test_a_wrong_answer_is_met_at_its_field(
    form: Form, lost: dict[str, Any], change: dict[str, Any], pointer: str, problem: str
) -> None:
    assert _found(form, {**lost, **change})[pointer] == problem


def test_every_check_is_shown_here(checks_of: Callable[[str], set[str]]) -> None:
    assert checks_of(CARD) <= {problem for _change, _pointer, problem in WRONG}


def test_a_child_under_six_names_a_parent(form: Form, child: dict[str, Any]) -> None:
    assert _found(form, {**child, "i10": ""}) == {"/i10": "/i10:required"}


def test_a_foreigner_gives_a_passport_and_no_vietnamese_facts(form: Form, foreigner: dict[str, Any]) -> None:
    filed = form.submission({**foreigner, "i05": "kinh", "i06": "001194900005"}, today=TODAY)

    assert filed["i06_ho_chieu"] == "C0MAU1234"
    assert not {"i05", "i06", "i09"} & set(filed)


@pytest.mark.parametrize(
    ("today", "asked"), [(date(2026, 11, 22), True), (date(2027, 1, 15), False), (date(2027, 1, 16), True)]
)
def test_the_first_facility_is_asked_about_outside_the_quarters_first_days(
    form: Form, lost: dict[str, Any], today: date, *, asked: bool
) -> None:
    answers = {**lost, **ELSEWHERE["doi_noi_kham"]}

    ids = {problem.id for problem in form.problems(answers, today=today)}

    assert ids == ({"i17_giua_quy"} if asked else set())


def test_a_province_that_was_merged_is_no_contradiction(form: Form, lost: dict[str, Any]) -> None:
    answers = {**lost, "i06": "035194900005", "i09": {"province": "37", "commune": "13285"}}

    assert _found(form, answers) == {}
