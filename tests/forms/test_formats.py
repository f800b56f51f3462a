import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.formats import FORMATS, display, is_valid_format, normalise


@pytest.mark.parametrize(
    ("name", "typed", "stored", "shown"),
    [
        ("name", "  nguyễn   văn an ", "NGUYỄN VĂN AN", "NGUYỄN VĂN AN"),
        ("name", "h’hen niê", "H'HEN NIÊ", "H'HEN NIÊ"),
        ("date", "2/11/2026", "2026-11-02", "02/11/2026"),
        ("date", "02-11-2026", "2026-11-02", "02/11/2026"),
        ("date", "02112026", "2026-11-02", "02/11/2026"),
        ("date", "2026-11-02", "2026-11-02", "02/11/2026"),
        ("partial_date", "8/1996", "1996-08", "08/1996"),
        ("partial_date", "1996", "1996", "1996"),
        ("partial_date", "14/8/1996", "1996-08-14", "14/08/1996"),
        ("personal_id", "001 085.012-345", "001085012345", "001 085 012 345"),
        ("phone", "+84 912 345 678", "0912345678", "0912 345 678"),
        ("phone", "0084912345678"[2:], "0912345678", "0912 345 678"),
        ("email", " Ten@Example.VN ", "ten@example.vn", "ten@example.vn"),
        ("tax_code", "0314409058 002", "0314409058-002", "0314409058-002"),
        ("health_card", "dn 4 01 0123456789", "DN4010123456789", "DN4010123456789"),
        ("plate", "30a-123.45", "30A-123.45", "30A-123.45"),
    ],
)
def test_what_is_typed_is_stored_tidily_and_shown_in_groups(name: str, typed: str, stored: str, shown: str) -> None:
    assert normalise(name, typed) == stored
    assert is_valid_format({"name": "person_name"}.get(name, name), stored)
    assert display(name, stored, "vi") == shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "2026-02-30"),
        ("date", "31/02/2026"),
        ("date", "2026-2-3"),
        ("partial_date", "1996-13"),
        ("partial_date", "96"),
        ("personal_id", "00108501234"),
        ("personal_id", "00108501234x"),
        ("personal_id", "٠٠١٠٨٥٠١٢٣٤٥"),
        ("phone", "0123456789"),
        ("phone", "09123456789"),
        ("email", "ten@localhost"),
        ("email", "a b@example.vn"),
        ("person_name", "An 2"),
        ("person_name", "A"),
        ("person_name", "<b>An</b>"),
        ("tax_code", "8123456789"),
        ("tax_code", "0100112437-000"),
        ("tax_code", "0100112437-"),
        ("licence", "4801880000045"),
        ("health_facility", "0100"),
    ],
)
def test_a_wrong_value_is_refused(name: str, value: str) -> None:
    assert not is_valid_format(name, value)


@pytest.mark.parametrize(
    "code", ["0100047516", "0100112437", "0300588569", "0101248141", "0314409058-002", "001085012345"]
)
def test_a_real_tax_code_is_taken(code: str) -> None:
    assert is_valid_format("tax_code", code)


@pytest.mark.parametrize(
    "prefix",
    [
        "032",
        "039",
        "086",
        "096",
        "081",
        "085",
        "088",
        "091",
        "070",
        "076",
        "079",
        "052",
        "056",
        "058",
        "059",
        "099",
        "055",
        "087",
    ],
)
def test_every_mobile_prefix_is_taken(prefix: str) -> None:
    assert is_valid_format("phone", f"{prefix}1234567")


@pytest.mark.parametrize(("typed", "amount"), [("1.500.000 đ", 1_500_000), ("16,000", 16_000), ("135000đồng", 135_000)])
def test_an_amount_is_a_whole_number(typed: str, amount: int) -> None:
    assert normalise("vnd", typed) == amount


def test_an_amount_that_is_none_stays_as_typed() -> None:
    assert normalise("vnd", "nhiều") == "nhiều"
    assert display("vnd", 135_000, "vi") == "135.000\u00a0₫"


def test_an_english_reader_sees_an_unmistakable_date() -> None:
    assert display("date", "2026-11-02", "en") == "2 November 2026"
    assert display("partial_date", "1996-08", "en") == "August 1996"


@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=60))
def test_tidying_twice_changes_nothing_more_and_never_fails(name: str, text: str) -> None:
    once = normalise(name, text)
    assert normalise(name, once) == once
    assert isinstance(is_valid_format(name, once), bool)
    assert isinstance(display(name, once, "vi"), str)


@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=60))
def test_typing_what_is_shown_gives_the_same_value(name: str, text: str) -> None:
    stored = normalise(name, text)
    if is_valid_format(name, stored):
        assert normalise(name, display(name, stored, "vi")) == stored


def test_a_decomposed_name_is_stored_composed() -> None:
    assert normalise("name", unicodedata.normalize("NFD", "Trần Thị Hương")) == "TRẦN THỊ HƯƠNG"
