"""The civil-status procedures say what their facts say, in the cases that matter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from forms.procedure import Catalogue, Procedure
from forms.tailoring import advice, fees, papers, processing_time

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def procedures(catalogue: Catalogue) -> Mapping[str, Procedure]:
    return {procedure.code: procedure for procedure in catalogue.procedures}


@pytest.mark.parametrize(
    ("code", "answers", "amounts"),
    [
        ("1.001193", {"ks_ngay_sinh": "2026-11-02"}, [0, 0]),
        ("1.001193", {"ks_ngay_sinh": "2026-01-02", "ban_sao": True, "so_ban_sao": 3}, [None, 24000]),
        ("1.000656", {"kt_ngay_chet": "2026-11-10"}, [0, 0]),
        ("1.000656", {"kt_ngay_chet": "2026-10-10", "ban_sao": True, "so_ban_sao": 2}, [None, 16000]),
        ("1.000656", {"kt_ngay_chet": "2026-10-10", "dien_mien": True}, [0, 0]),
        ("1.000894", {}, [0]),
        ("2.000635", {"so_ban_sao": 5}, [40000]),
        ("2.000635", {}, [8000]),
        ("2.002516", {"so_viec": 2, "dien_mien": False}, [16000]),
        ("2.002516", {"so_viec": 2, "dien_mien": True}, [0]),
        ("2.001263", {}, [400000]),
        ("2.001263", {"quan_he": "cha_duong_me_ke"}, [0]),
        ("2.001263", {"quan_he": "khac", "dien_mien": True}, [0]),
        ("1.004837", {}, [0]),
    ],
)
def test_the_fee_follows_from_the_answers(
    procedures: Mapping[str, Procedure], code: str, answers: dict[str, Any], amounts: list[int | None]
) -> None:
    assert [due.amount_vnd for due in fees(procedures[code], answers, today=TODAY)] == amounts


@pytest.mark.parametrize(
    ("code", "answers", "led_to"),
    [
        ("1.000894", {"nuoc_ngoai": True}, ["2.000806"]),
        ("1.000689", {"da_ket_hon": True}, ["1.001193"]),
        ("1.001022", {"da_khai_sinh": False}, ["1.000689"]),
        ("1.004884", {"con_so": "con"}, ["2.000635"]),
        ("2.002516", {"can_gi": "doc_than"}, ["1.004873"]),
        ("2.000528", {"cha_me_nuoc_ngoai": False, "noi_sinh": "viet_nam"}, ["1.001193"]),
    ],
)
def test_who_came_to_the_wrong_service_is_led_on(
    procedures: Mapping[str, Procedure], code: str, answers: dict[str, Any], led_to: list[str]
) -> None:
    told = [one for one in advice(procedures[code], answers, today=TODAY) if one.kind == "elsewhere"]

    assert [code for one in told for code in one.procedures] == led_to


def test_a_correction_takes_longer_than_an_addition(procedures: Mapping[str, Procedure]) -> None:
    change = processing_time(procedures["1.004859"], {"viec": "cai_chinh"}, today=TODAY)
    addition = processing_time(procedures["1.004859"], {"viec": "bo_sung"}, today=TODAY)

    assert change is not None
    assert addition is not None
    assert (change.amount, addition.amount) == (3, 1)


def test_papers_follow_from_the_case(procedures: Mapping[str, Procedure]) -> None:
    def needed(code: str, answers: dict[str, Any]) -> set[str]:
        return {one.paper.id for one in papers(procedures[code], answers, today=TODAY) if one.required}

    assert needed("1.000656", {"gbt_loai": "khong_co", "yc_uy_quyen": "nguoi_than"}) == {"chung_cu", "uy_quyen"}
    assert needed("1.000656", {"gbt_loai": "giay_bao_tu", "yc_uy_quyen": "khong"}) == {"giay_bao_tu"}
    assert needed("1.000656", {"gbt_loai": "giay_bao_tu", "gbt_dien_tu": True}) == set()
    assert needed("1.000656", {"gbt_loai": "toa_an"}) == {"giay_thay_the"}
    assert "hoan_canh" not in needed("2.001263", {"quan_he": "co_di_chu_bac"})
    assert "hoan_canh" in needed("2.001263", {"quan_he": "khac"})
    assert "co_quan_dong_y" in needed("2.000806", {"can_bo": True})


def test_the_page_says_when_the_law_changes(procedures: Mapping[str, Procedure]) -> None:
    after = advice(procedures["1.000656"], {}, today=date(2027, 3, 1))

    assert "luat_moi" in {one.id for one in after}
    assert "luat_moi" not in {one.id for one in advice(procedures["1.000656"], {}, today=TODAY)}
