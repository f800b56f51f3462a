import pytest

from forms.formats import display, is_valid_format, normalise, reason


@pytest.mark.parametrize(
    ("name", "typed", "stored", "shown"),
    [
        ("personal_id", "001 085.012-345", "001085012345", "001 085 012 345"),
        ("phone", "+84 912 345 678", "0912345678", "0912 345 678"),
        ("phone", "84 912 345 678", "0912345678", "0912 345 678"),
        ("phone", "0084 (0)912 345 678", "0912345678", "0912 345 678"),
        ("phone", "+84 24 3825 1234", "02438251234", "024 3825 1234"),
        ("phone", "0236.3821.234", "02363821234", "0236 382 1234"),
        ("tax_code", "0314409058 002", "0314409058-002", "0314409058-002"),
        ("tax_code", "0314409058002", "0314409058-002", "0314409058-002"),
        ("social_insurance", "01 2345 6789", "0123456789", "01 2345 6789"),
        ("health_card", "dn 4 01 0123456789", "DN4010123456789", "DN 4 01 0123456789"),
        ("passport", "b 1234567", "B1234567", "B1234567"),
        ("bank_account", "1133 6666 88888", "1133666688888", "1133 6666 8888 8"),
        ("postal_code", "１００００", "10000", "10000"),
    ],
)
def test_what_is_typed_is_stored_tidily_and_shown_in_groups(name: str, typed: str, stored: str, shown: str) -> None:
    assert normalise(name, typed) == stored
    assert is_valid_format(name, stored)
    assert display(name, stored, "vi") == shown


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("personal_id", "00108501234", "ở đây có 11"),
        ("personal_id", "012345678", "chứng minh nhân dân cũ"),
        ("personal_id", "00108501234X", "“X”"),
        ("personal_id", "٠٠١٠٨٥٠١٢٣٤٥", "“٠”"),
        ("phone", "01234567890", "0834 567 890"),
        ("phone", "01698765432", "0398 765 432"),
        ("phone", "09123456789", "có 11 chữ số, cần 10"),
        ("phone", "0543456789", "bắt đầu bằng 054"),
        ("phone", "+12025550123", "+84"),
        ("phone", "19001234", "tổng đài"),
        ("phone", "0912O45678", "“O”"),
        ("tax_code", "8123456789", "chữ số thứ 10"),
        ("tax_code", "0100112437-000", "001 đến 999"),
        ("tax_code", "0100112437-01", "có 12 chữ số"),
        ("licence", "4801880000045", "ở đây có 13"),
        ("health_facility", "0100", "ở đây có 4"),
        ("social_insurance", "012345678", "ở đây có 9"),
        ("health_card", "DN6010123456789", "từ 1 đến 5"),
        ("health_card", "DN401012345678", "có 14 ký tự"),
        ("bank_account", "12345", "từ 6 đến 19"),
        ("bank_account", "123-456", "“-”"),
    ],
)
def test_what_is_wrong_is_said(name: str, value: str, said: str) -> None:
    assert not is_valid_format(name, value)
    words = reason(name, value)
    assert words is not None
    assert said in words["vi"]
    assert words["en"]


@pytest.mark.parametrize("value", ["0100112437-", "0123456789", "passport"])
def test_a_value_of_another_shape_is_refused(value: str) -> None:
    assert not is_valid_format("tax_code", value)
    assert not is_valid_format("phone", value)


@pytest.mark.parametrize(
    "code", ["0100047516", "0100112437", "0300588569", "0101248141", "0314409058-002", "001085012345"]
)
def test_a_real_tax_code_is_taken(code: str) -> None:
    assert is_valid_format("tax_code", code)


@pytest.mark.parametrize("place", range(10))
def test_one_mistyped_digit_of_a_tax_code_is_found(place: int) -> None:
    right = "0100112437"
    others = [f"{right[:place]}{digit}{right[place + 1 :]}" for digit in "0123456789" if digit != right[place]]
    assert not any(is_valid_format("tax_code", wrong) for wrong in others)


_PREFIXES = [
    *(f"03{last}" for last in "23456789"),
    *("052", "055", "056", "058", "059"),
    *("070", "076", "077", "078", "079"),
    *(f"08{last}" for last in "123456789"),
    *(f"09{last}" for last in "012346789"),
]


@pytest.mark.parametrize("prefix", _PREFIXES)
def test_every_mobile_prefix_is_taken(prefix: str) -> None:
    assert is_valid_format("phone", f"{prefix}1234567")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("30a-123.45", "30A-123.45"),
        ("30A12345", "30A-123.45"),
        ("30a 123 45", "30A-123.45"),
        ("29A-1234", "29A-1234"),
        ("29-b1 123.45", "29-B1 123.45"),
        ("29b1-12345", "29-B1 123.45"),
        ("29B112345", "29-B1 123.45"),
        ("29-B1 1234", "29-B1 1234"),
        ("59aa12345", "59-AA 123.45"),
        ("51ld12345", "51LD-123.45"),
        ("29mđ1 123.45", "29-MĐ1 123.45"),
    ],
)
def test_a_plate_is_stored_as_it_is_painted(typed: str, stored: str) -> None:
    assert normalise("plate", typed) == stored
    assert is_valid_format("plate", stored)


@pytest.mark.parametrize(("typed", "said"), [("A-12345", "hai chữ số"), ("30 123.45", "sê-ri")])
def test_what_a_plate_lacks_is_said(typed: str, said: str) -> None:
    words = reason("plate", normalise("plate", typed))
    assert words is not None
    assert said in words["vi"]
