"""Numbers by which the State knows people, cards and taxpayers.

Source:
    Personal ID: Law on Identification 26/2023/QH15 and Decree 70/2024/NĐ-CP (domain facts C.1). Tax code: Circular
    86/2024/TT-BTC, check digit by domain facts C.4. Insurance and licence numbers: domain facts C.5 and C.6, of which
    only lengths are judged. What is structure and not certain is in ``docs/formats.md`` and refuses nothing.
"""

from typing import TYPE_CHECKING

import regex

from forms.formats import tidying
from forms.formats.wording import Noun, count_of_digits, other_sign

if TYPE_CHECKING:
    from forms.procedure import Text

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_OLD_HEALTH_CARD = regex.compile(r"[A-Z]{2}[1-5][0-9]{12}")
_PASSPORT = regex.compile(r"[A-Z][0-9]{7,8}")
_TAX_CODE = Noun("Mã số thuế", "tax code")
_of_personal_id = count_of_digits(12, Noun("Số định danh", "personal ID number"))
_of_health_card = count_of_digits(10, Noun("Mã thẻ bảo hiểm y tế", "health insurance card code"))


def is_personal_id(value: str) -> bool:
    """Return whether a stored value has the twelve digits of a personal ID; it has no check digit."""
    return tidying.is_digits(value, 12)


def why_no_personal_id(value: str) -> "Text | None":
    """Say how many digits are missing, and that the nine of the old card are not used any more."""
    if tidying.is_digits(value, 9):
        return {
            "vi": "Đây là số chứng minh nhân dân cũ (9 số), không còn dùng. Ghi số định danh 12 số trên thẻ căn cước.",
            "en": "This is an old ID number (9 digits), no longer used. Enter the 12 digits of the identity card.",
        }
    return _of_personal_id(value)


def is_tax_code(value: str) -> bool:
    """Return whether a tax code is well formed: ten digits with check digit, a branch of it, or a personal ID.

    Source:
        domain facts C.4 (worked example 0100047516).
    """
    if tidying.is_digits(value, 12):
        return True
    number, _, branch = value.partition("-")
    if not tidying.is_digits(number, 10) or value.endswith("-"):
        return False
    if branch and (not tidying.is_digits(branch, 3) or branch == "000"):
        return False
    return tax_check_digit(number[:9]) == int(number[9])


def tax_check_digit(number: str) -> int | None:
    """Return the tenth digit that belongs to nine, or None: such a number is never issued."""
    remainder = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, number, strict=True)) % 11
    return 10 - remainder if remainder > 0 else None


def to_tax_code(typed: str) -> str:
    """Return ten digits, ten and the branch's three after a hyphen, or twelve."""
    digits = tidying.digits(typed)
    return f"{digits[:10]}-{digits[10:]}" if tidying.is_digits(digits, 13) else digits


def why_no_tax_code(value: str) -> "Text | None":
    """Say whether a digit is mistyped, the branch is none, or digits are missing."""
    number, _, branch = value.partition("-")
    if sign := other_sign(number + branch, _TAX_CODE):
        return sign
    if len(number) != 10 or (branch and len(branch) != 3):
        count = len(number + branch)
        return {
            "vi": f"Mã số thuế này có {count} chữ số. Cần 10 số, 13 số (chi nhánh) hoặc 12 số (số định danh).",
            "en": f"This tax code has {count} digits. It needs 10, 13 (a branch) or 12 (a personal ID number).",
        }
    if branch == "000":
        return {
            "vi": "Ba số cuối của mã số thuế chi nhánh từ 001 đến 999. Không phải chi nhánh thì chỉ ghi 10 số.",
            "en": "A branch's tax code ends in 001 to 999. Where it is no branch, enter 10 digits only.",
        }
    return {
        "vi": "Mã số thuế này chưa đúng: chữ số thứ 10 không khớp chín số trước. So lại từng số với giấy đăng ký.",
        "en": "This tax code cannot be right: its tenth digit does not fit the nine before. Compare it digit by digit.",
    }


def is_health_card(value: str) -> bool:
    """Return whether a stored value is today's ten digits or the fifteen signs of an old card."""
    return tidying.is_digits(value, 10) or bool(_OLD_HEALTH_CARD.fullmatch(value))


def show_health_card(value: str, _language: str) -> str:
    """Return a card's code in the groups that old cards print: ``DN 4 01 0123456789``."""
    if _OLD_HEALTH_CARD.fullmatch(value):
        return f"{value[:2]} {value[2]} {value[3:5]} {value[5:]}"
    return value


def why_no_health_card(value: str) -> "Text | None":
    """Say what is wrong: the number of signs, or the third sign of an old card."""
    if value.isdecimal():
        return _of_health_card(value)
    if len(value) != 15:
        return {
            "vi": f"Mã thẻ bảo hiểm y tế này có {len(value)} ký tự. Thẻ cũ có 15 ký tự, thẻ mới có 10 chữ số.",
            "en": f"This health card code has {len(value)} characters. Old cards have 15, new ones 10 digits.",
        }
    if regex.match(r"[A-Z]{2}[06-9]", value):
        return {
            "vi": "Trên thẻ bảo hiểm y tế cũ, ký tự thứ ba là mức hưởng, từ 1 đến 5. Xem lại mã thẻ.",
            "en": "The third character of an old health card, 1 to 5, is the benefit level. Look at the code again.",
        }
    return None


def is_passport(value: str) -> bool:
    """Return whether a stored value looks like a Vietnamese passport's number."""
    return bool(_PASSPORT.fullmatch(value))


def is_social_insurance(value: str) -> bool:
    """Return whether a stored value has the ten digits of a social insurance number."""
    return tidying.is_digits(value, 10)


why_no_social_insurance = count_of_digits(10, Noun("Mã số bảo hiểm xã hội", "social insurance number"))
why_no_licence = count_of_digits(12, Noun("Số giấy phép lái xe", "driving licence number"))
why_no_health_facility = count_of_digits(5, Noun("Mã cơ sở khám chữa bệnh", "health facility code"))
why_no_postal_code = count_of_digits(5, Noun("Mã bưu chính", "postal code"))
