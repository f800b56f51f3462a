"""Names of people and email addresses.

Source:
    A Vietnamese citizen's name is in Vietnamese or another language of Vietnam, never a digit or a sign that is no
    letter: Civil Code 2015, Article 26(3). Capitals as on identity cards; ethnic names with apostrophe and hyphen
    (H'Hen, K'Bing): domain facts F.4.
"""

from typing import TYPE_CHECKING

import regex

from forms.formats import tidying

if TYPE_CHECKING:
    from forms.procedure import Text

_NAME = regex.compile(r"\p{Latin}[\p{Latin}\p{M}'.\- ]{0,98}[\p{Latin}\p{M}'.]")
_MAILBOX = r"[\p{L}\p{N}_%+'~\-]+"
_HOST = r"(?:[\p{L}\p{N}](?:[\p{L}\p{N}\-]*[\p{L}\p{N}])?\.)+\p{L}{2,}"
_EMAIL = regex.compile(rf"{_MAILBOX}(?:\.{_MAILBOX})*@{_HOST}")
_LIKE = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "Ð": "Đ"})
"""Signs that keyboards and other programs put in the place of ours; Ð (eth) looks exactly like Đ."""
_LAST_DRAWN = 0x017F
"""Signs beyond Latin Extended-A need not be in the screen's font: a message that quotes one would show nothing."""


def is_name(value: str) -> bool:
    """Return whether a stored value can be a name: Latin letters, spaces, hyphens, apostrophes, full stops."""
    return bool(_NAME.fullmatch(value))


def to_name(typed: str) -> str:
    """Return a name as cards print it: in capitals, single spaces."""
    return tidying.one_line(tidying.one_line(typed.replace("´", "'")).upper().translate(_LIKE))


def why_no_name(value: str) -> "Text | None":
    """Say what a name may not have."""
    if len(value) < 2:
        return {"vi": "Ghi đầy đủ họ, chữ đệm và tên.", "en": "Write the full name."}
    if len(value) > 100:
        return {"vi": "Họ tên dài nhất 100 ký tự.", "en": "A name has at most 100 characters."}
    if any(one.isalpha() and not regex.match(r"\p{Latin}", one) for one in value):
        return {  # which one is not said: the screen's font has Latin letters only
            "vi": "Ghi họ tên bằng chữ cái La-tinh như trong hộ chiếu.",
            "en": "Write the name in Latin letters as in the passport.",
        }
    sign = next((one for one in value if not regex.match(r"[\p{Latin}\p{M}'.\- ]", one)), None)
    if sign and ord(sign) > _LAST_DRAWN:
        return {
            "vi": "Bỏ hình vẽ và ký hiệu khác chữ (như biểu tượng cảm xúc) trong họ tên.",
            "en": "Take pictures and signs that are no letters (such as emoji) out of the name.",
        }
    return {"vi": f"Bỏ ký tự “{sign}” trong họ tên.", "en": f"Take “{sign}” out of the name."} if sign else None


def is_email(value: str) -> bool:
    """Return whether a stored value can be an email address."""
    return len(value) <= 254 and bool(_EMAIL.fullmatch(value))


def to_email(typed: str) -> str:
    """Return an address in small letters, as people compare them."""
    return tidying.one_line(tidying.one_line(typed).lower())


def why_no_email(value: str) -> "Text | None":
    """Say which part of an address is missing."""
    if " " in value:
        return {"vi": "Địa chỉ email không có dấu cách.", "en": "An email address has no spaces."}
    if value.count("@") != 1:
        return {
            "vi": "Địa chỉ email có đúng một dấu @, ví dụ ten@example.vn.",
            "en": "An email address has exactly one @, for example name@example.vn.",
        }
    return None
