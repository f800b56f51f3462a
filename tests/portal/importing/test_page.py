"""A whole page, and hostile ones."""

import json

from forms.procedure import Procedure
from portal.catalogue.importing.page import parse
from portal.catalogue.importing.reading import Record, decode
from tests.portal.importing.pages import WAYS, page, record


def test_a_page_becomes_a_procedure_that_claims_nothing_verified() -> None:
    found = parse(record())

    assert found.code == "1.900001"
    assert found.official_name == "Thủ tục cấp lại thẻ bạn đọc thư viện công cộng."
    assert found.name == {"vi": "Cấp lại thẻ bạn đọc thư viện công cộng"}
    assert found.level == ("province", "commune")
    assert found.audience == ("citizen", "organisation", "official")
    assert found.field == "Thư viện"
    assert found.agency == {"vi": "Thư viện tỉnh"}
    assert found.result == {"vi": "Thẻ bạn đọc"}
    assert found.legal == ("46/2019/QH14", "93/2020/NĐ-CP")
    assert (found.online, found.online_verified) == ("part", False)
    assert found.source is not None
    assert (found.source.as_of, found.source.verified) == ("2026-07", False)
    assert not any(paper.title == {} for paper in found.papers)


def test_each_way_keeps_what_the_page_says_of_it() -> None:
    online, post, in_person = parse(record()).ways

    assert (online.channel, online.fee_vnd, online.fee_text) == ("online", 40_000, "40 VNĐ (40.000 đồng/thẻ)")
    assert (post.time_text, post.fee_vnd) == ("5 Ngày", 0)
    assert (in_person.time, in_person.time_text, in_person.fee_vnd) == (None, "1 (không ghi đơn vị)", None)


def test_the_usual_time_is_the_commonest_and_others_hold_for_their_channel() -> None:
    found = parse(
        record(
            cach_thuc_thuc_hien=f"{WAYS}Trực tuyến8 NgàyMiễn phíDịch vụ bưu chính8 NgàyMiễn phíTrực tiếp18 NgàyMiễn phí"
        )
    )

    assert found.time is not None
    assert (found.time.amount, found.time.unit) == (8, "calendar_day")
    assert [(time.amount, time.channel) for time in found.other_times] == [(18, "in_person")]


def test_every_section_is_kept_word_for_word() -> None:
    said = page(yeu_cau_dieu_kien="Điều  kiện:\n\t- <b>một</b>\u202e hai")

    kept = {original.heading: original.text for original in parse(record(said)).original}

    assert kept == {name: text for name, text in said.items() if text and name not in ("ma_thu_tuc", "bo")}


def test_a_ministry_stands_in_for_an_agency_that_is_not_named() -> None:
    assert parse(record(co_quan_thuc_hien="Không có thông tin")).agency == {
        "vi": "Bộ Tư pháp",
        "en": "Ministry of Justice",
    }


def test_what_can_be_done_online_follows_from_the_page() -> None:
    only_online = record(cach_thuc_thuc_hien=f"{WAYS}Trực tuyến3 NgàyMiễn phí")
    on_paper = record(cach_thuc_thuc_hien=f"{WAYS}Trực tiếp3 NgàyMiễn phí", ket_qua_xu_ly="Thẻ")
    in_the_name = record(ten_thu_tuc="Đăng ký xe trực tuyến toàn trình")

    assert [parse(one).online for one in (only_online, on_paper, in_the_name)] == ["full", "info", "full"]


def test_a_code_that_was_replaced_says_by_which() -> None:
    found = parse(record(page("2.000986")))

    assert found.state == "suspended"
    assert found.related == ("3.000722",)
    assert found.state_note is not None
    assert "3.000722" in found.state_note["vi"]


def test_hostile_words_are_kept_apart_from_what_stands_alone() -> None:
    nasty = "Cấp <script>alert(1)</script> \u202ethẻ\u202c\x07 javascript:alert(1)"

    found = parse(record(ten_thu_tuc=nasty, linh_vuc=nasty, co_quan_thuc_hien=nasty))

    for text in (found.official_name, found.name["vi"], found.field, (found.agency or {})["vi"]):
        assert text.isprintable()
    assert next(one.text for one in found.original if one.heading == "ten_thu_tuc") == nasty


def test_a_hundred_thousand_characters_leave_a_short_name() -> None:
    found = parse(record(ten_thu_tuc="Cấp thẻ " + "rất dài " * 12_500))

    assert len(found.name["vi"]) <= 300
    assert len(found.official_name) <= 2_000


def test_an_imported_procedure_survives_the_wire() -> None:
    found = parse(record(yeu_cau_dieu_kien="\u202e 😀 ` ' \" \\ \u2028"))

    assert Procedure.model_validate_json(found.model_dump_json(by_alias=True)) == found


def test_a_lone_surrogate_and_a_zero_byte_are_no_trouble() -> None:
    line = json.dumps({**page(), "yeu_cau_dieu_kien": "a\ud800b\x00c"}).encode()
    found = decode(1, line)

    assert isinstance(found, Record)
    assert found.text("yeu_cau_dieu_kien") == "a?bc"
    parse(found).model_dump_json().encode()


def test_a_page_with_only_a_code_and_a_name_is_a_procedure() -> None:
    found = parse(record({"ma_thu_tuc": "9.1", "ten_thu_tuc": "Thủ tục"}))

    assert (found.code, found.name["vi"]) == ("9.1", "Thủ tục")
    assert (found.ways, found.papers, found.fees, found.time, found.agency) == ((), (), (), None, None)


def test_a_ministry_has_its_english_name_too() -> None:
    assert parse(record(co_quan_thuc_hien="Bộ Tư pháp")).agency == {"vi": "Bộ Tư pháp", "en": "Ministry of Justice"}
    assert parse(record(co_quan_thuc_hien="Sở Tư pháp")).agency == {"vi": "Sở Tư pháp"}
