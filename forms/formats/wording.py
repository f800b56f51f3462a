"""The pieces that the reasons of several formats share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forms.procedure import Text

Reason = Callable[[str], "Text | None"]
"""Says what is wrong with one invalid value and how to mend it; None: the general words of the format say it all."""


@dataclass(frozen=True, slots=True)
class Noun:
    """What a number is called in a message, which stands also in the summary far from its field."""

    vi: str
    en: str


def other_sign(value: str, noun: Noun) -> "Text | None":
    """Return what to do about the first character that is no digit."""
    found = next((one for one in value if not (one.isascii() and one.isdecimal())), None)
    if found is None:
        return None
    return {
        "vi": f"{noun.vi} chỉ có chữ số: bỏ ký tự “{found}”.",
        "en": f"A {noun.en} has digits only: take out “{found}”.",
    }


def count_of_digits(wanted: int, noun: Noun) -> Reason:
    """Return a reason that says how many digits there are and how many there should be."""

    def reason(value: str) -> "Text | None":
        if sign := other_sign(value, noun):
            return sign
        return {
            "vi": f"{noun.vi} cần đúng {wanted} chữ số, ở đây có {len(value)}. So lại từng số với giấy tờ.",
            "en": f"A {noun.en} has exactly {wanted} digits, here are {len(value)}. Compare it with the document.",
        }

    return reason


def grouped(*sizes: int) -> Callable[[str, str], str]:
    """Return a ``show`` that sets a number in groups, the rest in one more group."""

    def show(value: str, _language: str) -> str:
        parts, start = [], 0
        for size in sizes:
            parts.append(value[start : start + size])
            start += size
        return " ".join(part for part in [*parts, value[start:]] if part)

    return show


def as_is(value: str, _language: str) -> str:
    """Return a value as it is stored."""
    return value
