"""Vietnamese formats: what is valid, how typed text becomes a stored value, how a stored value is shown.

Source:
    domain facts C (numbers), F.4 (names), F.5 (dates and money).
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import regex

from forms.words import MONTHS_EN

_NAME = regex.compile(r"\p{L}[\p{L}\p{M}'’ʼ.\- ]{0,98}[\p{L}\p{M}'’.]")
_MOBILE = regex.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}")
_LANDLINE = regex.compile(r"02\d{9}")
_EMAIL = regex.compile(r"[\p{L}\p{N}._%+'\-]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\-]*[\p{L}\p{N}])?\.)+\p{L}{2,}")
_ISO_DATE = regex.compile(r"\d{4}-\d{2}-\d{2}")
_TYPED_DATE = regex.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_TYPED_MONTH = regex.compile(r"(\d{1,2})[/.\- ](\d{4})")
_PLATE = regex.compile(r"\d{2}[A-Z]{1,2}\d?-?\d{3}\.?\d{2}|\d{2}-?[A-Z][A-Z0-9] ?\d{3}\.?\d{2}|\d{2}[A-Z]{1,2}-?\d{4}")
_CURRENCY = regex.compile(r"(?i)\s*(đồng|vnđ|vnd|đ|₫)$")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _digits(text: str) -> str:
    """Return the text without the separators people type between digits; other letters stay and will be refused."""
    return "".join(_digit(letter) for letter in text if letter not in " .-/()\u00a0\u2009\t")


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def _is_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdecimal()


def _is_date(text: str) -> bool:
    try:
        return bool(_ISO_DATE.fullmatch(text)) and date.fromisoformat(text).year >= 1800
    except ValueError:
        return False


def _is_partial_date(text: str) -> bool:
    if len(text) == 4:
        return _is_digits(text, 4) and 1800 <= int(text) <= 2999
    return _is_date(f"{text}-01") if len(text) == 7 else _is_date(text)


def _to_date(text: str) -> str:
    line = _one_line(text)
    typed = _TYPED_DATE.fullmatch(line)
    if typed is None and _is_digits(line, 8) and not 1800 <= int(line[:4]) <= 2200:
        return f"{line[4:]}-{line[2:4]}-{line[:2]}"
    return f"{typed[3]}-{int(typed[2]):02}-{int(typed[1]):02}" if typed else line


def _to_partial_date(text: str) -> str:
    month = _TYPED_MONTH.fullmatch(_one_line(text))
    return f"{month[2]}-{int(month[1]):02}" if month else _to_date(text)


def _show_date(value: str, language: str) -> str:
    parts = value.split("-")
    if not _is_partial_date(value):
        return value
    if language == "en":
        words = [MONTHS_EN[int(parts[1]) - 1]] if len(parts) > 1 else []
        return " ".join([*(str(int(day)) for day in parts[2:]), *words, parts[0]])
    return "/".join(reversed(parts))


def _to_name(text: str) -> str:
    return _one_line(text).replace("’", "'").replace("ʼ", "'").upper()


def _to_phone(text: str) -> str:
    digits = _digits(text)
    return (
        "0" + digits[3:]
        if digits.startswith("+84")
        else "0" + digits[2:]
        if regex.fullmatch(r"84\d{9}", digits)
        else digits
    )


def _is_tax_code(text: str) -> bool:
    """Return whether a tax code is well formed: 10 digits with check digit, a branch of it, or a personal ID.

    Source:
        domain facts C.4 (worked example 0100047516).
    """
    if _is_digits(text, 12):
        return True
    number, _, branch = text.partition("-")
    if not _is_digits(number, 10) or (branch and (not _is_digits(branch, 3) or branch == "000")) or text.endswith("-"):
        return False
    remainder = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, number, strict=False)) % 11
    return remainder > 0 and 10 - remainder == int(number[9])


def _to_tax_code(text: str) -> str:
    digits = _digits(text)
    return f"{digits[:10]}-{digits[10:]}" if _is_digits(digits, 13) else digits


def _group(*sizes: int) -> Callable[[str, str], str]:
    def show(value: str, _language: str) -> str:
        parts, start = [], 0
        for size in sizes:
            parts.append(value[start : start + size])
            start += size
        return " ".join(part for part in [*parts, value[start:]] if part)

    return show


def _as_is(value: str, _language: str) -> str:
    return value


def _to_vnd(text: str) -> str:
    bare = str(_CURRENCY.sub("", _one_line(text)))
    return "".join(letter for letter in bare if letter not in "., ")


@dataclass(frozen=True, slots=True)
class Format:
    """One format: ``is_valid`` judges a stored value, ``normalise`` makes one from typed text, ``show`` words it."""

    is_valid: Callable[[str], bool]
    normalise: Callable[[str], str] = _one_line
    show: Callable[[str, str], str] = _as_is


FORMATS: dict[str, Format] = {
    "person_name": Format(lambda text: bool(_NAME.fullmatch(text)), _to_name),
    "personal_id": Format(lambda text: _is_digits(text, 12), _digits, _group(3, 3, 3, 3)),
    "phone": Format(
        lambda text: bool(_MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text)), _to_phone, _group(4, 3, 3)
    ),
    "email": Format(
        lambda text: len(text) <= 254 and bool(_EMAIL.fullmatch(text)), lambda text: _one_line(text).lower()
    ),
    "date": Format(_is_date, _to_date, _show_date),
    "partial_date": Format(_is_partial_date, _to_partial_date, _show_date),
    "tax_code": Format(_is_tax_code, _to_tax_code),
    "social_insurance": Format(lambda text: _is_digits(text, 10), _digits, _group(2, 4, 4)),
    "health_card": Format(
        lambda text: bool(regex.fullmatch(r"[A-Z]{2}[1-5]\d{12}", text)) or _is_digits(text, 10),
        lambda text: _digits(text).upper(),
    ),
    "health_facility": Format(lambda text: _is_digits(text, 5), _digits),
    "licence": Format(lambda text: _is_digits(text, 12), _digits, _group(3, 3, 3, 3)),
    "plate": Format(lambda text: bool(_PLATE.fullmatch(text)), lambda text: _one_line(text).upper()),
    "passport": Format(lambda text: bool(regex.fullmatch(r"[A-Z]\d{7,8}", text)), lambda text: _digits(text).upper()),
}
"""By name, as the ``format`` keyword of a schema names them."""

KIND_FORMATS = {"name": "person_name"}
"""The format of a field kind whose name differs."""


def is_valid_format(name: str, value: str) -> bool:
    """Return whether a stored value has the format; a name that is not ours is always satisfied."""
    known = FORMATS.get(name)
    return known is None or known.is_valid(value)


def normalise(name: str, text: str) -> Any:
    """Return the value to store for what a person typed in a field of this format or kind.

    What cannot be understood comes back tidied but otherwise unchanged, so that nothing typed is lost and the check can
    say what is wrong. Amounts (``vnd``) and whole numbers (``int``) become integers.
    """
    if name in ("vnd", "int"):
        digits = _to_vnd(text)
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 15 else _one_line(text)
    known = FORMATS.get(KIND_FORMATS.get(name, name))
    return known.normalise(text) if known else unicodedata.normalize("NFC", text).strip()


def display(name: str, value: Any, language: str) -> str:
    """Return a stored value as people read it: 02/11/2026, 001 085 012 345, 135.000 ₫."""
    if value is None or value == "":
        return ""
    if name in ("vnd", "int") and isinstance(value, int):
        grouped = f"{value:,}" if language == "en" else f"{value:,}".replace(",", ".")
        return f"{grouped}\u00a0₫" if name == "vnd" else grouped
    known = FORMATS.get(KIND_FORMATS.get(name, name))
    return known.show(value, language) if known and isinstance(value, str) else str(value)
