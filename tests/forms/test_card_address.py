"""The residence printed on a card, by names of its time, as an address of today's map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.card_address import CardAddress, address_today
from forms.places import Places

OLD, NEW = "2021-06-20", "2025-08-01"


@pytest.mark.parametrize(
    ("text", "issued_on", "address"),
    [
        ("Xóm 3, Nghi Phú, Vinh, Nghệ An", OLD, ("40", "16702", "Xóm 3")),
        ("Tổ 5, Phường Tân Định, Quận 1, TP.Hồ Chí Minh", OLD, ("79", "26737", "Tổ 5")),
        ("Đội 4, Vũ Chính, Thành phố Thái Bình, Thái Bình", OLD, ("33", "12454", "Đội 4")),
        ("Thôn Đoài, Kim Sơn, Kim Sơn, Ninh Bình", OLD, ("37", "14638", "Thôn Đoài")),
        ("phường Hoàn Kiếm, TP Hà Nội", NEW, ("01", "00070", "")),
        ("Số 1 phố Mẫu, Hai Bà Trưng, Hà Nội", NEW, ("01", "00256", "Số 1 phố Mẫu")),
        ("Hà Nội", OLD, ("01", "", "")),
        ("zzz, qqq", OLD, ("", "", "zzz, qqq")),
        ("", "", ("", "", "")),
    ],
)
def test_an_old_address_is_found_on_the_map_of_today(
    places: Places, text: str, issued_on: str, address: tuple[str, str, str]
) -> None:
    found = address_today(text, places, issued_on=issued_on)
    assert (found.province, found.commune, found.detail) == address
    assert found.candidates == ()


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("12, Hàng Trống, Hoàn Kiếm, Hà Nội", {"Hoàn Kiếm", "Cửa Nam"}),
        ("Số 1 phố Mẫu, Hai Bà Trưng, Hà Nội", {"Hai Bà Trưng", "Bạch Mai", "Vĩnh Tuy"}),
    ],
)
def test_a_divided_place_is_left_to_the_person(places: Places, text: str, among: set[str]) -> None:
    found = address_today(text, places, issued_on=OLD)
    assert (found.province, found.commune) == ("01", "")
    assert among <= {place.name for place in found.candidates}


@given(st.text(max_size=80) | st.lists(st.text(max_size=12), max_size=6).map(", ".join))
def test_no_text_raises_and_nothing_is_lost_without_a_place(places: Places, text: str) -> None:
    found = address_today(text, places, issued_on=OLD)
    assert isinstance(found, CardAddress)
    if not found.province:
        assert found.detail == ", ".join(" ".join(part.split()) for part in text.split(",") if part.strip())
