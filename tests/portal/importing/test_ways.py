"""The table of ways to file, whose borders are lost."""

from portal.catalogue.importing.ways import rows
from tests.portal.importing.pages import WAYS


def test_each_row_is_found_between_its_neighbours() -> None:
    found = rows(
        f"{WAYS}Trực tuyến3 Ngày làm việcMiễn phíDịch vụ bưu chính5 Ngày20,000 VNĐTrực tiếp2 GiờKhông có thông tin"
    )

    assert [(row.channel, row.time, row.fee) for row in found] == [
        ("online", "3 Ngày làm việc", "Miễn phí"),
        ("post", "5 Ngày", "20,000 VNĐ"),
        ("in_person", "2 Giờ", "Không có thông tin"),
    ]


def test_the_same_words_inside_a_description_begin_no_row() -> None:
    found = rows(
        f"{WAYS}Trực tiếp8 Ngày làm việcMiễn phí+ Trực tiếp: tại trụ sở. + Trực tuyến: qua cổng.Trực tuyến1Miễn phí"
    )

    assert [row.channel for row in found] == ["in_person", "online"]
    assert found[0].description == "+ Trực tiếp: tại trụ sở. + Trực tuyến: qua cổng."


def test_a_lone_number_and_the_fee_glued_to_it_are_told_apart() -> None:
    found = rows(f"{WAYS}Trực tuyến120 VNĐ(20.000 đ/tờ khai)Trực tiếp1100,000 VNĐ")

    assert [(row.time, row.fee) for row in found] == [("1", "20 VNĐ"), ("1", "100,000 VNĐ")]


def test_brackets_within_brackets_belong_to_the_fee() -> None:
    (row,) = rows(f"{WAYS}Trực tuyến8 Ngày5,000,000 VNĐ(Thiết bị (loại lớn): 5.000.000 đ)Nộp tại (một cửa).")

    assert row.fee_note == "Thiết bị (loại lớn): 5.000.000 đ"
    assert row.description == "Nộp tại (một cửa)."


def test_a_bracket_that_is_never_closed_swallows_only_its_own_row() -> None:
    found = rows(f"{WAYS}Trực tuyến8 NgàyMiễn phí(theo quy địnhTrực tiếp9 NgàyMiễn phí")

    assert [(row.channel, row.fee_note) for row in found] == [("online", "theo quy định"), ("in_person", "")]


def test_words_where_a_time_should_be_are_kept() -> None:
    found = rows(f"{WAYS}Trực tuyếnKhông phải trả kết quảMiễn phíQua cổngTrực tiếpKhông phải trả kết quảMiễn phí")

    assert [row.time for row in found] == ["Không phải trả kết quả"] * 2


def test_what_is_no_table_has_no_rows() -> None:
    assert rows("") == ()
    assert rows("Xem tại trụ sở.") == ()
    assert rows(WAYS) == ()
