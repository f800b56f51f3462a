import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.formats import display, normalise, reason


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.500.000 đ", 1_500_000),
        ("16,000", 16_000),
        ("135000đồng", 135_000),
        ("１６.０００ VNĐ", 16_000),
        ("1,5 triệu", 1_500_000),
        ("1.500 nghìn đồng", 1_500_000),
        ("500k", 500_000),
        ("2 tỷ", 2_000_000_000),
        ("2.5 million", 2_500_000),
        ("50.0000", 500_000),
    ],
)
def test_an_amount_is_a_whole_number_of_dong(typed: str, amount: int) -> None:
    assert normalise("vnd", typed) == amount


@pytest.mark.parametrize("typed", ["nhiều", "16,5", "1.50", "-5", "1e9", "9" * 16, "0,0001 triệu", "½"])
def test_what_is_no_amount_or_could_be_two_stays_as_typed(typed: str) -> None:
    assert normalise("vnd", typed) == typed


def test_decimals_are_not_read_as_ten_times_as_much_but_asked_about() -> None:
    words = reason("vnd", "16,5")
    assert words is not None
    assert "phần lẻ" in words["vi"]


@given(st.integers(0, 10**15 - 1), st.sampled_from(["vi", "en"]), st.sampled_from(["vnd", "int"]))
def test_typing_a_shown_amount_gives_it_back(amount: int, language: str, kind: str) -> None:
    assert normalise(kind, display(kind, amount, language)) == amount


def test_an_amount_is_shown_with_its_currency() -> None:
    assert display("vnd", 135_000, "vi") == "135.000\u00a0₫"
    assert display("vnd", "nhiều", "vi") == "nhiều"
