"""VietQR / NAPAS247 transfer codes: what a banking app scans, written and read (pure text, no picture).

Source:
    EMVCo QR Code Specification, merchant-presented mode, with the national template in tag 38 (domain facts D.1; the
    worked payloads stand in ``tests/forms/test_payment_codes.py``).
"""

import re
from dataclasses import dataclass

NAPAS = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
MAX_PURPOSE = 25
"""Banks cut or refuse longer texts, and strip everything but ASCII letters, digits and spaces."""

MAX_PAYLOAD = 512
"""Characters of a payload (EMVCo, merchant-presented mode)."""

_DIGITS = re.compile(r"[0-9]+")
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """A transfer as a payload orders it."""

    bank_bin: str
    account: str
    amount_vnd: int | None = None
    purpose: str | None = None
    to_card: bool = False


def vietqr(
    bank_bin: str, account: str, *, amount_vnd: int | None = None, purpose: str | None = None, to_card: bool = False
) -> str:
    """Return the payload of a transfer order: dynamic (fixed amount) when there is an amount, else static.

    Raises:
        ValueError: for a BIN that is not six digits, or an account, amount or purpose that no bank would take.
    """
    if not re.fullmatch(r"[0-9]{6}", bank_bin) or not _ALPHANUMERIC.fullmatch(account):
        raise ValueError("not a bank account")
    if amount_vnd is not None and not 0 < amount_vnd < 10**13:
        raise ValueError("not an amount")
    if purpose is not None and (len(purpose) > MAX_PURPOSE or not re.fullmatch(r"[A-Za-z0-9 .-]+", purpose)):
        raise ValueError("not a purpose that every bank keeps")
    beneficiary = _field("00", bank_bin) + _field("01", account)
    service = _field("02", TO_CARD if to_card else TO_ACCOUNT)
    text = (
        _field("00", "01")
        + _field("01", "11" if amount_vnd is None else "12")
        + _field("38", _field("00", NAPAS) + _field("01", beneficiary) + service)
        + _field("53", "704")
        + (_field("54", str(amount_vnd)) if amount_vnd is not None else "")
        + _field("58", "VN")
        + (_field("62", _field("08", purpose)) if purpose else "")
        + "6304"
    )
    return text + crc(text)


def read_vietqr(payload: str) -> TransferOrder | None:
    """Return the order of a payload, in whatever order its tags stand; None if it is no whole, undamaged VietQR."""
    if not 8 <= len(payload) <= MAX_PAYLOAD or payload[-8:-4] != "6304" or crc(payload[:-4]) != payload[-4:].upper():
        return None
    fields = _fields(payload[:-8])
    napas = _fields(fields.get("38", "")) if fields is not None else None
    beneficiary = _fields(napas.get("01", "")) if napas is not None else None
    additional = _fields(fields.get("62", "")) if fields is not None else None
    if not fields or not napas or not beneficiary or additional is None:
        return None
    if fields.get("00") != "01" or fields.get("53") != "704" or napas.get("00") != NAPAS:
        return None
    return _order(fields, napas, beneficiary, additional)


def crc(text: str) -> str:
    """Return CRC-16/CCITT-FALSE over the UTF-8 bytes as four capital hex digits (``123456789`` gives ``29B1``)."""
    register = 0xFFFF
    for byte in text.encode("utf-8", "surrogatepass"):  # half a letter in a damaged code is a wrong checksum, no crash
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ 0x1021 if register & 0x8000 else register << 1) & 0xFFFF
    return f"{register:04X}"


def _field(tag: str, value: str) -> str:
    if len(value) > 99:
        raise ValueError("a field holds 99 characters")
    return f"{tag}{len(value):02d}{value}"


def _fields(text: str) -> dict[str, str] | None:
    found: dict[str, str] = {}
    while text:
        tag, length = text[:2], text[2:4]
        if len(length) < 2 or not _is_digits(tag + length) or tag in found or len(text) < 4 + int(length):
            return None
        found[tag], text = text[4 : 4 + int(length)], text[4 + int(length) :]
    return found


def _order(
    fields: dict[str, str], napas: dict[str, str], beneficiary: dict[str, str], additional: dict[str, str]
) -> TransferOrder | None:
    bank_bin, account, amount = beneficiary.get("00", ""), beneficiary.get("01", ""), fields.get("54")
    if not re.fullmatch(r"[0-9]{6}", bank_bin) or not _ALPHANUMERIC.fullmatch(account):
        return None
    if napas.get("02", TO_ACCOUNT) not in (TO_ACCOUNT, TO_CARD):
        return None
    if amount is not None and (not _is_digits(amount) or len(amount) > 13 or int(amount) == 0):
        return None
    return TransferOrder(
        bank_bin=bank_bin,
        account=account,
        amount_vnd=int(amount) if amount is not None else None,
        purpose=additional.get("08"),
        to_card=napas.get("02") == TO_CARD,
    )


def _is_digits(text: str) -> bool:
    return text.isascii() and _DIGITS.fullmatch(text) is not None
