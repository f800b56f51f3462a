"""Telephone numbers of Vietnam, today's and what became of older ones.

Source:
    Prefixes by operator: domain facts C.8. Mobile numbers of eleven digits lost one in autumn 2018 and landlines got
    new area codes in 2017 (plans of the Ministry of Information and Communications; the table is general knowledge,
    not re-read: it only words a hint and changes no answer).
"""

from typing import TYPE_CHECKING

import regex

from forms.formats import tidying
from forms.formats.wording import Noun, other_sign

if TYPE_CHECKING:
    from forms.procedure import Text

_PHONE = Noun("Số điện thoại", "telephone number")
_MOBILE = regex.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}")
_LANDLINE = regex.compile(r"02[0-9]{9}")
_OLD_MOBILE = {
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0126": "076",
    "0127": "081",
    "0128": "078",
    "0129": "082",
    **{f"016{last}": f"03{last}" for last in "23456789"},
    "0186": "056",
    "0188": "058",
    "0199": "059",
}
_SHORT_HOTLINE = regex.compile(r"1[89]00[0-9]{4,6}")


def is_phone(value: str) -> bool:
    """Return whether a stored value is a mobile number or a landline number with its area code."""
    return bool(_MOBILE.fullmatch(value) or _LANDLINE.fullmatch(value))


def to_phone(typed: str) -> str:
    """Return a number as it is dialled inside the country: ``+84 912 345 678`` is ``0912345678``."""
    digits = tidying.digits(typed)
    for abroad in ("+84", "0084"):
        if digits.startswith(abroad):
            return f"0{digits.removeprefix(abroad).removeprefix('0')}"
    return f"0{digits[2:]}" if regex.fullmatch(r"84[0-9]{9,10}", digits) else digits


def show_phone(value: str, _language: str) -> str:
    """Return ``0912 345 678``; landlines as ``024 3825 1234`` and ``0236 382 1234``."""
    if not is_phone(value):
        return value
    if value.startswith(("024", "028")):
        return f"{value[:3]} {value[3:7]} {value[7:]}"
    return f"{value[:4]} {value[4:7]} {value[7:]}"


def why_no_phone(value: str) -> "Text | None":
    """Say what is wrong: signs, an old number and what it is today, too few digits, a prefix that nobody has."""
    if value.startswith("+"):
        return {
            "vi": "Ghi số điện thoại Việt Nam, bắt đầu bằng 0 hoặc +84.",
            "en": "Enter a Vietnamese number, beginning with 0 or +84.",
        }
    if sign := other_sign(value, _PHONE):
        return sign
    if len(value) == 11 and value[:4] in _OLD_MOBILE:
        today = show_phone(_OLD_MOBILE[value[:4]] + value[4:], "vi")
        return {
            "vi": f"Đầu số {value[:4]} đã đổi năm 2018: số này nay là {today}.",
            "en": f"Numbers with {value[:4]} changed in 2018: this one is {today} today.",
        }
    if _SHORT_HOTLINE.fullmatch(value):
        return {
            "vi": "Số tổng đài không nhận được tin nhắn. Ghi số di động hoặc số bàn có mã vùng.",
            "en": "A hotline cannot be written to. Enter a mobile number, or a landline with its area code.",
        }
    if not value.startswith("0"):
        return None
    wanted = 11 if value.startswith("02") else 10
    if len(value) != wanted:
        return {
            "vi": f"Số điện thoại này có {len(value)} chữ số, cần {wanted}. Xem lại có thiếu hay thừa số.",
            "en": f"This telephone number has {len(value)} digits; it needs {wanted}. Look for a missing or extra one.",
        }
    return {
        "vi": f"Không có số điện thoại nào bắt đầu bằng {value[:3]}. Xem lại ba chữ số đầu.",
        "en": f"No telephone number begins with {value[:3]}. Look at the first three digits again.",
    }
