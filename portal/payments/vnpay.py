"""VNPAY 2.1.0: signing a payment order, checking a signed notice, reading amounts and times.

Source:
    domain facts D.2 (with a worked signature in ``tests/portal/payments/test_vnpay.py``).
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl, quote_plus

VIETNAM = timezone(timedelta(hours=7))
"""The gateway's clock, GMT+7 without summer time."""

MAX_QUERY_BYTES = 8_192
"""A real notice has about 600 bytes; anything far beyond is no notice."""

_HASH_FIELDS = frozenset({"vnp_SecureHash", "vnp_SecureHashType"})
_DIGITS = re.compile(r"[0-9]{1,15}")
_HASH = re.compile(r"[0-9A-Fa-f]{128}")


class ForgedNoticeError(Exception):
    """The query is not what the gateway signed."""


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who we are at the gateway."""

    tmn_code: str
    secret: str


def signed_text(fields: Mapping[str, str]) -> str:
    """Return the text that is signed: non-empty ``vnp_`` fields but the hash, by key, form-encoded."""
    return "&".join(
        f"{quote_plus(key)}={quote_plus(value)}"
        for key, value in sorted(fields.items())
        if value and key.startswith("vnp_") and key not in _HASH_FIELDS
    )


def signature(fields: Mapping[str, str], secret: str) -> str:
    """Return HMAC-SHA512 over the signed text, lowercase hex."""
    return hmac.new(secret.encode(), signed_text(fields).encode(), hashlib.sha512).hexdigest()


def signed_query(fields: Mapping[str, str], secret: str) -> str:
    """Return the query string of a signed request or notice."""
    return f"{signed_text(fields)}&vnp_SecureHash={signature(fields, secret)}"


def is_signed(fields: Mapping[str, str], secret: str) -> bool:
    """Tell whether the fields carry their right hash (either letter case, compared in constant time)."""
    given = fields.get("vnp_SecureHash", "")
    if not _HASH.fullmatch(given):
        return False
    return hmac.compare_digest(given.lower(), signature(fields, secret))


def read_notice(query: bytes, secret: str) -> dict[str, str]:
    """Return the fields of a notice that the gateway really signed.

    Raises:
        ForgedNoticeError: for an oversized query, bytes that are no UTF-8, a field given twice, or a wrong hash.
    """
    if len(query) > MAX_QUERY_BYTES:
        raise ForgedNoticeError("too long")
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=60)
    except ValueError as error:  # UnicodeDecodeError too
        raise ForgedNoticeError("not a UTF-8 form") from error
    fields = _unrepeated(pairs)
    if not is_signed(fields, secret):
        raise ForgedNoticeError("wrong hash")
    return fields


def _unrepeated(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for key, value in pairs:
        if key in fields:
            raise ForgedNoticeError("a field twice")
        fields[key] = value
    return fields


def amount_field(amount_vnd: int) -> str:
    """Return the gateway's notation of an amount: VND times 100."""
    return str(amount_vnd * 100)


def is_amount(field: str, amount_vnd: int) -> bool:
    """Tell whether the field states exactly this amount: ASCII digits only, so no ``1e6``, sign or full-width digit."""
    return _DIGITS.fullmatch(field) is not None and int(field) == amount_vnd * 100


def time_field(moment: datetime) -> str:
    """Return ``yyyyMMddHHmmss`` in the gateway's time zone."""
    return moment.astimezone(VIETNAM).strftime("%Y%m%d%H%M%S")


def read_time(field: str) -> datetime | None:
    """Return the moment a time field states, or None if it states none."""
    try:
        return datetime.strptime(field, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)
    except ValueError:
        return None


def order_info(text: str) -> str:
    """Return the text as the gateway takes it: unaccented letters, digits, spaces, dots and hyphens."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9 .-]+", " ", letters).strip()[:255]


def payment_order(
    merchant: Merchant,
    *,
    reference: str,
    amount_vnd: int,
    info: str,
    language: str,
    return_url: str,
    ip_address: str,
    created_at: datetime,
    expires_at: datetime,
) -> dict[str, str]:
    """Return the fields of a payment order, unsigned."""
    return {
        "vnp_Version": "2.1.0",
        "vnp_Command": "pay",
        "vnp_TmnCode": merchant.tmn_code,
        "vnp_Amount": amount_field(amount_vnd),
        "vnp_CurrCode": "VND",
        "vnp_TxnRef": reference,
        "vnp_OrderInfo": order_info(info),
        "vnp_OrderType": "other",
        "vnp_Locale": "en" if language == "en" else "vn",
        "vnp_ReturnUrl": return_url,
        "vnp_IpAddr": ip_address,
        "vnp_CreateDate": time_field(created_at),
        "vnp_ExpireDate": time_field(expires_at),
    }


def notice_of(
    merchant: Merchant,
    order: Mapping[str, str],
    *,
    response_code: str,
    transaction_no: str,
    paid_at: datetime,
    bank_code: str = "SAMPLEBANK",
) -> dict[str, str]:
    """Return the fields a gateway sends back about an order, unsigned (used by the sandbox gateway)."""
    return {
        "vnp_TmnCode": merchant.tmn_code,
        "vnp_Amount": order["vnp_Amount"],
        "vnp_BankCode": bank_code,
        "vnp_CardType": "ATM",
        "vnp_OrderInfo": order["vnp_OrderInfo"],
        "vnp_PayDate": time_field(paid_at),
        "vnp_ResponseCode": response_code,
        "vnp_TransactionNo": transaction_no,
        "vnp_TransactionStatus": "00" if response_code == "00" else "02",
        "vnp_TxnRef": order["vnp_TxnRef"],
    }


def is_success(fields: Mapping[str, str]) -> bool:
    """Tell whether the notice says that money was taken: both codes must be 00 (domain D.2)."""
    return fields.get("vnp_ResponseCode") == "00" and fields.get("vnp_TransactionStatus") == "00"


def is_undecided(fields: Mapping[str, str]) -> bool:
    """Tell whether the notice leaves the outcome open: suspected fraud (07) or not finished (status 01)."""
    return "07" in (fields.get("vnp_ResponseCode"), fields.get("vnp_TransactionStatus")) or (
        fields.get("vnp_TransactionStatus") == "01"
    )
