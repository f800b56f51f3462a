from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.folding import collation_key, fold
from forms.words import amount_in_words, date_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (105, "Một trăm linh năm đồng"),
        (8_000, "Tám nghìn đồng"),
        (16_000, "Mười sáu nghìn đồng"),
        (135_000, "Một trăm ba mươi lăm nghìn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (1_001_000, "Một triệu không trăm linh một nghìn đồng"),
        (2_000_000_000, "Hai tỷ đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
        (-21_000, "Âm hai mươi mốt nghìn đồng"),
    ],
)
def test_an_amount_is_spelt_as_on_a_receipt(amount: int, words: str) -> None:
    assert amount_in_words(amount, "vi") == words


def test_an_amount_is_spelt_in_english_too() -> None:
    assert amount_in_words(135_000, "en") == "One hundred and thirty-five thousand Vietnamese dong"
    assert amount_in_words(1_000_005, "en") == "One million and five Vietnamese dong"


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_two_amounts_never_read_alike(one: int, other: int) -> None:
    for language in ("vi", "en"):
        assert (amount_in_words(one, language) == amount_in_words(other, language)) == (one == other)


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (
            date(2026, 11, 2),
            "Ngày hai, tháng mười một, năm hai nghìn không trăm hai mươi sáu",
            "The second of November, two thousand and twenty-six",
        ),
        (
            date(1994, 4, 21),
            "Ngày hai mươi mốt, tháng tư, năm một nghìn chín trăm chín mươi tư",
            "The twenty-first of April, one thousand nine hundred and ninety-four",
        ),
    ],
)
def test_a_date_is_spelt_as_on_a_certificate(day: date, vi: str, en: str) -> None:
    assert (date_in_words(day, "vi"), date_in_words(day, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ki khai sinh"),
        ("dang ki khai sinh", "dang ki khai sinh"),
        ("Mỹ Đình", "mi dinh"),
        ("thủy, thuỷ", "thuy thuy"),
        ("Ý kiến; HỘ CHIẾU!", "i kien ho chieu"),
        ("Hòa hoà", "hoa hoa"),
    ],
)
def test_marks_case_and_y_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_sort_as_in_a_vietnamese_dictionary() -> None:
    sorted_words = [
        *("An", "Anh", "Ánh", "Ăn", "Ân", "Ẩn", "Ấn", "ba", "bà", "bả", "bã", "bá", "bạ", "bàn", "bản", "bán"),
        *("Dũng", "Duy", "Đạt", "Đức", "hoà", "hòa", "Ngọc", "Nguyễn", "Oanh", "Ổn", "Ơn", "Ý", "Yến"),
    ]

    assert sorted(set(sorted_words), key=collation_key) == sorted_words
