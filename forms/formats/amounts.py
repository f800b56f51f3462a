"""Amounts of money and whole numbers as people type them.

Source:
    Dots between thousands, comma before decimals, no coins: domain facts F.5; amounts in words stand beside the figures
    (domain facts D.3, ``forms/words.py``).
"""

from decimal import Decimal
from typing import TYPE_CHECKING

import regex

from forms.formats import tidying

if TYPE_CHECKING:
    from forms.procedure import Text

_MOST_DIGITS = 15
_CURRENCY = regex.compile(r"(?i)\s*(?:đồng|vnđ|vnd|đ|₫)$")
_UNITS = {
    "k": 10**3,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "tr": 10**6,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
}
_WITH_UNIT = regex.compile(
    rf"(?i)([0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]{{1,15}})(?:[.,]([0-9]{{1,2}}))?\s*({'|'.join(_UNITS)})"
)
_DECIMALS = regex.compile(r"[0-9]+[.,][0-9]{1,2}")


def to_amount(typed: str) -> int | None:
    """Return the amount in đồng, or None for what is none: "1.500.000 đ", "1,5 triệu", "500k".

    One separator before one or two digits can be decimals or what is left of a group: nothing is guessed.
    """
    line = tidying.with_plain_digits(tidying.one_line(typed))
    bare = str(_CURRENCY.sub("", line))
    if found := _WITH_UNIT.fullmatch(bare):
        amount = Decimal(f"{found[1].replace('.', '')}.{found[2] or 0}") * _UNITS[found[3].lower()]
        return int(amount) if amount == int(amount) and len(str(int(amount))) <= _MOST_DIGITS else None
    return None if _DECIMALS.fullmatch(bare) else _digits(bare)


def to_whole_number(typed: str) -> int | None:
    """Return a count, or None for what is none."""
    line = tidying.with_plain_digits(tidying.one_line(typed))
    return None if _DECIMALS.fullmatch(line) else _digits(line)


def why_no_amount(value: str) -> "Text | None":
    """Say that there are no parts of a đồng, where that is what was typed."""
    bare = str(_CURRENCY.sub("", tidying.one_line(value)))
    if _DECIMALS.fullmatch(bare):
        whole = "".join(one for one in bare if one.isdecimal())
        return {
            "vi": f"Ghi số tiền bằng đồng, không có phần lẻ: {whole}, hay thêm đơn vị, ví dụ 1,5 triệu.",
            "en": f"Write whole đồng without decimals: {whole}, or add the unit, for example 1.5 million.",
        }
    return None


def _digits(bare: str) -> int | None:
    digits = "".join(one for one in bare if one not in "., ")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
