"""Number plates.

Source:
    Circular 79/2024/TT-BCA; series and groups by domain facts C.7, not re-read, so every letter is taken. The plates of
    the army, of embassies and temporary ones have other forms; a form that needs them asks for text.
"""

from typing import TYPE_CHECKING

import regex

from forms.formats import tidying

if TYPE_CHECKING:
    from forms.procedure import Text

_CAR = regex.compile(r"[0-9]{2}[A-ZĐ]{1,2}-[0-9]{3}(?:\.[0-9]{2}|[0-9])")
_MOTORCYCLE = regex.compile(r"[0-9]{2}-[A-ZĐ]{1,2}[A-ZĐ0-9] [0-9]{3}(?:\.[0-9]{2}|[0-9])")
_TYPED = regex.compile(r"([0-9]{2})([\s.\-]*)([A-ZĐ]{1,2})([\s.\-]*)([0-9]?)([\s.\-]*)([0-9]{3})[\s.]*([0-9]{1,2})")
_CARS_WITH_TWO_LETTERS = frozenset({"LD", "DA", "KT", "MK", "MD", "MĐ", "NG", "NN", "QT", "CV", "TĐ", "TD", "HC", "CD"})


def is_plate(value: str) -> bool:
    """Return whether a stored value is ``30A-123.45`` or ``29A-1234``, ``29-B1 123.45`` or ``29-B1 1234``."""
    return bool(_CAR.fullmatch(value) or _MOTORCYCLE.fullmatch(value))


def to_plate(typed: str) -> str:
    """Return a plate as it is painted, whatever stands between its parts; what is none comes back in capitals.

    Two letters are a motorcycle's series, save those of cars (LD, KT …) and where the hyphen says otherwise.
    """
    line = tidying.with_plain_digits(tidying.one_line(tidying.one_line(typed).upper())).replace("–", "-")
    found = _TYPED.fullmatch(line)
    if not found:
        return line
    province, after_province, letters, after_letters, series, after_series, start, end = found.groups()
    if series and not after_series and len(end) == 1:
        series, start, end = "", series + start[:2], start[2] + end
    number = f"{start}.{end}" if len(end) == 2 else start + end
    is_of_car = "-" not in after_province and letters in _CARS_WITH_TWO_LETTERS
    if series or not (len(letters) == 1 or "-" in after_letters or is_of_car):
        return f"{province}-{letters}{series} {number}"
    return f"{province}{letters}-{number}"


def why_no_plate(value: str) -> "Text | None":
    """Say which part is missing."""
    if not regex.match(r"[0-9]{2}", value):
        return {"vi": "Biển số bắt đầu bằng hai chữ số của tỉnh.", "en": "A plate begins with two digits."}
    if not regex.search(r"[A-ZĐ]", value):
        return {
            "vi": "Thiếu chữ cái của sê-ri, ví dụ 30A-123.45 hoặc 29-B1 123.45.",
            "en": "The letters of the series are missing, for example 30A-123.45 or 29-B1 123.45.",
        }
    return None
