from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.payments import vnpay

# The worked example of domain facts D.2.
SECRET = "DEMOSECRETKEY0123456789ABCDEF012"
ORDER = {
    "vnp_Version": "2.1.0",
    "vnp_Command": "pay",
    "vnp_TmnCode": "DEMOTMN1",
    "vnp_Amount": "13500000",
    "vnp_CurrCode": "VND",
    "vnp_TxnRef": "H26.15-260721-0007",
    "vnp_OrderInfo": "Le phi doi GPLX H26.15-260721-0007",
    "vnp_OrderType": "other",
    "vnp_Locale": "vn",
    "vnp_ReturnUrl": "http://127.0.0.1:8000/pay/return",
    "vnp_IpAddr": "127.0.0.1",
    "vnp_CreateDate": "20260721090507",
    "vnp_ExpireDate": "20260721092007",
}
TEXT = (
    "vnp_Amount=13500000&vnp_Command=pay&vnp_CreateDate=20260721090507&vnp_CurrCode=VND&vnp_ExpireDate=20260721092007"
    "&vnp_IpAddr=127.0.0.1&vnp_Locale=vn&vnp_OrderInfo=Le+phi+doi+GPLX+H26.15-260721-0007&vnp_OrderType=other"
    "&vnp_ReturnUrl=http%3A%2F%2F127.0.0.1%3A8000%2Fpay%2Freturn&vnp_TmnCode=DEMOTMN1"
    "&vnp_TxnRef=H26.15-260721-0007&vnp_Version=2.1.0"
)
HASH = (
    "59e5a0b2c659bf15f05e287789f0884a70e76df3436d1d36203ca08d3a38c807"
    "a248649ccf49ce34be095a2bfbf8abf2090e41f18288d8165f7e1cc281f9eb49"
)


def test_the_worked_example_is_signed_exactly() -> None:
    assert vnpay.signed_text(ORDER) == TEXT
    assert vnpay.signature(ORDER, SECRET) == HASH
    assert vnpay.signed_query(ORDER, SECRET) == f"{TEXT}&vnp_SecureHash={HASH}"


def test_an_order_is_built_as_the_worked_example_says() -> None:
    created = datetime(2026, 7, 21, 2, 5, 7, tzinfo=UTC)
    order = vnpay.payment_order(
        vnpay.Merchant("DEMOTMN1", SECRET),
        reference="H26.15-260721-0007",
        amount_vnd=135_000,
        info="Lệ phí đổi GPLX H26.15-260721-0007",
        language="vi",
        return_url="http://127.0.0.1:8000/pay/return",
        ip_address="127.0.0.1",
        created_at=created,
        expires_at=created.replace(minute=20),
    )
    assert order == ORDER


def test_the_hash_is_taken_in_either_letter_case() -> None:
    assert vnpay.is_signed({**ORDER, "vnp_SecureHash": HASH}, SECRET)
    assert vnpay.is_signed({**ORDER, "vnp_SecureHash": HASH.upper()}, SECRET)


@given(st.dictionaries(st.from_regex(r"vnp_[A-Za-z]{1,12}", fullmatch=True), st.text(min_size=1), max_size=8))
def test_what_was_signed_is_read_back_whole(fields: dict[str, str]) -> None:
    fields = {key: value for key, value in fields.items() if not key.startswith("vnp_SecureHash")}
    try:
        query = vnpay.signed_query(fields, SECRET).encode()
    except UnicodeEncodeError:
        return  # a lone surrogate is no text
    read = vnpay.read_notice(query.removeprefix(b"&"), SECRET) if len(query) <= vnpay.MAX_QUERY_BYTES else None
    if read is not None:
        assert {key: value for key, value in read.items() if key != "vnp_SecureHash"} == fields


@pytest.mark.parametrize(
    "field", ["1600000.0", "1e6", "+1600000", "-1600000", "１６０００００", " 1600000", "0x10", ""]
)
def test_only_plain_digits_are_an_amount(field: str) -> None:
    assert not vnpay.is_amount(field, 16_000)


def test_the_amount_is_hundredfold() -> None:
    assert vnpay.is_amount("1600000", 16_000)
    assert not vnpay.is_amount("16000", 16_000)


def test_times_are_hanoi_times() -> None:
    moment = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    assert vnpay.time_field(moment) == "20261124013000"
    assert vnpay.read_time("20261124013000") == moment
    assert vnpay.read_time("2026") is None


def test_the_hash_is_compared_in_constant_time() -> None:
    names = vnpay.is_signed.__code__.co_names
    assert "compare_digest" in names
