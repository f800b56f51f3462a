"""Every format by its name, as the ``format`` keyword of a schema gives it.

Source:
    domain facts C (numbers), F.4 (names), F.5 (dates and money); ``docs/formats.md`` has the table with the laws.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forms.formats import accounts, amounts, dates, names, phones, plates, tidying
from forms.formats import registrations as numbers
from forms.formats.wording import Reason, as_is, grouped

if TYPE_CHECKING:
    from forms.procedure import Text

_in_threes = grouped(3, 3, 3, 3)


def _no_reason(_value: str) -> "Text | None":
    return None


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    ``is_valid`` judges a stored value, ``normalise`` makes one from typed text, ``show`` words it, ``why_not`` says
    what is wrong with an invalid one where more can be said than how a right one looks.
    """

    is_valid: Callable[[str], bool]
    normalise: Callable[[str], str] = tidying.one_line
    show: Callable[[str, str], str] = as_is
    why_not: Reason = _no_reason


FORMATS: dict[str, Format] = {
    "person_name": Format(names.is_name, names.to_name, why_not=names.why_no_name),
    "email": Format(names.is_email, names.to_email, why_not=names.why_no_email),
    "personal_id": Format(numbers.is_personal_id, tidying.digits, _in_threes, numbers.why_no_personal_id),
    "phone": Format(phones.is_phone, phones.to_phone, phones.show_phone, phones.why_no_phone),
    "date": Format(dates.is_date, dates.to_date, dates.show_date, dates.why_no_date),
    "partial_date": Format(dates.is_partial_date, dates.to_partial_date, dates.show_date, dates.why_no_date),
    "time_of_day": Format(dates.is_time, dates.to_time, dates.show_time),
    "tax_code": Format(numbers.is_tax_code, numbers.to_tax_code, why_not=numbers.why_no_tax_code),
    "social_insurance": Format(
        numbers.is_social_insurance, tidying.digits, grouped(2, 4, 4), numbers.why_no_social_insurance
    ),
    "health_card": Format(numbers.is_health_card, tidying.code, numbers.show_health_card, numbers.why_no_health_card),
    "health_facility": Format(
        lambda value: tidying.is_digits(value, 5), tidying.digits, why_not=numbers.why_no_health_facility
    ),
    "licence": Format(lambda value: tidying.is_digits(value, 12), tidying.digits, _in_threes, numbers.why_no_licence),
    "plate": Format(plates.is_plate, plates.to_plate, why_not=plates.why_no_plate),
    "passport": Format(numbers.is_passport, tidying.code),
    "bank_account": Format(accounts.is_account, accounts.to_account, accounts.show_account, accounts.why_no_account),
    "postal_code": Format(
        lambda value: tidying.is_digits(value, 5), tidying.digits, why_not=numbers.why_no_postal_code
    ),
}

LONGEST = 1000
"""What is longer is none of these, and is not looked at letter by letter."""

KIND_FORMATS = {"name": "person_name"}
"""The format of a field kind whose name differs."""

_NUMBERS: dict[str, Callable[[str], int | None]] = {"vnd": amounts.to_amount, "int": amounts.to_whole_number}


def is_valid_format(name: str, value: str) -> bool:
    """Return whether a stored value has the format; a name that is not ours is always satisfied."""
    known = FORMATS.get(name)
    return known is None or known.is_valid(value)


def normalise(name: str, text: str) -> Any:
    """Return the value to store for what a person typed in a field of this format or kind.

    What cannot be understood comes back tidied but otherwise unchanged, so that nothing typed is lost and the check can
    say what is wrong. Amounts (``vnd``) and whole numbers (``int``) become integers.
    """
    tidied = tidying.text(text)
    if len(tidied) > LONGEST:
        return tidied
    if name in _NUMBERS:
        number = _NUMBERS[name](tidied)
        return tidying.one_line(tidied) if number is None else number
    known = FORMATS.get(KIND_FORMATS.get(name, name))
    return known.normalise(tidied) if known else tidied


def display(name: str, value: Any, language: str) -> str:
    """Return a stored value as people read it: 02/11/2026, 001 085 012 345, 135.000 ₫."""
    if value is None or value == "":
        return ""
    if name in _NUMBERS and isinstance(value, int):
        grouped_digits = f"{value:,}" if language == "en" else f"{value:,}".replace(",", ".")
        return f"{grouped_digits}\u00a0₫" if name == "vnd" else grouped_digits
    known = FORMATS.get(KIND_FORMATS.get(name, name))
    return known.show(value, language) if known and isinstance(value, str) else str(value)


def reason(name: str, value: Any) -> "Text | None":
    """Return what is wrong with an invalid value of this format or kind, where more can be said than how one looks."""
    if not isinstance(value, str):
        return None
    if name in _NUMBERS:
        return amounts.why_no_amount(value) if name == "vnd" else None
    known = FORMATS.get(KIND_FORMATS.get(name, name))
    return known.why_not(value) if known and not known.is_valid(value) else None
