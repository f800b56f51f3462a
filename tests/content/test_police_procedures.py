"""Residence, identity, travel, licences, vehicles and certification say what their facts say, where cases differ."""

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
        ("1.004222", {}, [10000]),
        ("1.004222", {"cach_nop": "truc_tiep"}, [20000]),
        ("1.004194", {"cach_nop": "online"}, [7000]),
        ("1.004194", {"theo_danh_sach": True, "so_nguoi": 12, "cach_nop": "truc_tiep"}, [120000]),
        ("1.010038", {"cach_nop": "truc_tiep"}, [10000]),
        ("1.010041", {}, [0]),
        ("2.000815", {"so_trang": 10, "so_ban": 2}, [24000]),
        ("2.000815", {"so_trang": 500}, [200000]),
        ("2.000815", {"o_nuoc_ngoai": True}, [None]),
        ("2.001035", {"vay_nong_nghiep": True}, [0]),
        ("1.001456", {}, [200000]),
        ("1.001456", {"loai": "mat"}, [400000]),
        ("3.000346", {"hang": "o_to"}, [630000, 135000]),
        ("3.000347", {}, [135000]),
        ("3.000333", {"dien_phi": "giam"}, [100000]),
        ("1.013076", {"vai_tro": "mua"}, [None]),
    ],
)
def test_the_fee_follows_from_the_answers(
    procedures: Mapping[str, Procedure], code: str, answers: dict[str, Any], amounts: list[int | None]
) -> None:
    assert [due.amount_vnd for due in fees(procedures[code], answers, today=TODAY)] == amounts


@pytest.mark.parametrize(
    ("code", "on", "amount"),
    [
        ("1.014063", date(2026, 12, 31), 25000),
        ("1.014063", date(2027, 1, 1), 50000),
        ("1.014064", date(2026, 12, 31), 35000),
        ("1.014064", date(2027, 1, 1), 70000),
    ],
)
def test_the_halved_fee_of_identity_cards_ends_with_its_year(
    procedures: Mapping[str, Procedure], code: str, on: date, amount: int
) -> None:
    (due,) = fees(procedures[code], {}, today=on)

    assert due.amount_vnd == amount


@pytest.mark.parametrize(
    ("code", "answers", "led_to"),
    [
        ("1.014061", {"tinh_huong": "mat"}, ["1.014064"]),
        ("1.014063", {"ly_do": "hong"}, ["1.014064"]),
        ("1.004194", {"vai_dem": True}, ["2.001159"]),
        ("1.010038", {"cung_cho_o": False}, ["1.004222"]),
        ("2.000884", {"loai_giay": "giao_dich"}, ["2.001035"]),
        ("3.000347", {"ly_do": "sap_het_han", "gplx_hang": "B", "gplx_het_han": "2026-11-21"}, ["3.000346"]),
        ("3.000347", {"ly_do": "sap_het_han", "gplx_hang": "B", "gplx_het_han": "2026-11-22"}, []),
        ("3.000348", {"het_han": True}, ["3.000346"]),
        ("1.012575", {"nguon": "nhap_khau"}, ["1.013066"]),
        ("1.013079", {"ly_do": "mat"}, ["1.013080"]),
        ("1.001471", {"loai": "lan_dau", "khan_cap": False}, ["1.001456"]),
    ],
)
def test_who_came_to_the_wrong_service_is_led_on(
    procedures: Mapping[str, Procedure], code: str, answers: dict[str, Any], led_to: list[str]
) -> None:
    told = [one for one in advice(procedures[code], answers, today=TODAY) if one.kind == "elsewhere"]

    assert [target for one in told for target in one.procedures] == led_to


@pytest.mark.parametrize(
    ("code", "answers", "required"),
    [
        ("1.004222", {"cach_nop": "online", "cho_o": "thue_muon"}, {"hop_dong"}),
        ("1.004222", {"cach_nop": "truc_tiep", "cho_o": "cua_minh"}, {"ct01"}),
        ("1.010038", {"cach_nop": "online", "ly_hon": True}, {"ly_hon"}),
        ("1.001456", {"duoi_14": True, "co_so_dinh_danh": False}, {"to_khai", "anh", "dai_dien", "khai_sinh"}),
        ("3.000348", {"hang": "a_b1"}, {"de_nghi"}),
        ("3.000348", {"hang": "khac"}, {"de_nghi", "suc_khoe"}),
        ("1.013076", {"vai_tro": "ban"}, {"khai_thu_hoi", "ban_cha", "chuyen_quyen_sao"}),
        ("2.001019", {"nguy_kich": True}, {"du_thao"}),
    ],
)
def test_the_papers_are_those_of_the_case(
    procedures: Mapping[str, Procedure], code: str, answers: dict[str, Any], required: set[str]
) -> None:
    needed = papers(procedures[code], answers, today=TODAY)

    assert {one.paper.id for one in needed if one.required} == required


@pytest.mark.parametrize(
    ("code", "answers", "amount", "unit"),
    [
        ("3.000228", {"co_the": True}, 3, "working_day"),
        ("3.000228", {"co_the": False}, 7, "working_day"),
        ("1.001471", {"khan_cap": True}, 3, "working_day"),
        ("1.012566", {"co_du_lieu": True}, 3, "working_day"),
        ("1.012575", {"bien": "dau_gia"}, 7, "working_day"),
        ("1.013076", {"mat_dang_ky": True}, 30, "calendar_day"),
        ("3.000498", {"co_du_lieu": False}, 15, "calendar_day"),
    ],
)
def test_the_time_is_that_of_the_case(
    procedures: Mapping[str, Procedure], code: str, answers: dict[str, Any], amount: int, unit: str
) -> None:
    time = processing_time(procedures[code], answers, today=TODAY)

    assert time is not None
    assert (time.amount, time.unit) == (amount, unit)


def test_a_figure_nobody_verified_says_so(procedures: Mapping[str, Procedure]) -> None:
    unverified = {
        code
        for code in ("1.004194", "1.002755", "3.000333", "3.000330", "1.013076", "1.004222", "1.010038", "2.000815")
        if not all(fee.verified for fee in procedures[code].fees)
    }

    assert unverified == {"1.004194", "1.002755", "3.000333", "3.000330", "1.013076"}
