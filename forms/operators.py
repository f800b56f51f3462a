"""The JsonLogic operators that Vietnamese forms need besides the standard ones: dates, ages, personal IDs.

Durations raise ValueError when a date is missing, so that a rule over an unfinished form is simply not fulfilled (null
would count as 0); what reads a single value returns None. ``docs/forms.md`` lists them for authors.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any
from unicodedata import normalize

from forms import periods
from forms.folding import fold
from forms.formats import is_valid_format
from forms.identity_numbers import personal_id_facts, province_of_birth
from forms.words import amount_in_words, date_in_words, date_long, number_in_words

_MOST = 100_000
_FIRST_OF = {4: "-01-01", 7: "-01"}
"""What completes a year, and a month, to its first day."""


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _needed_count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _MOST or value != int(value):
        message = "no count"
        raise ValueError(message)
    return int(value)


def _needed_date(value: Any) -> date:
    found = _date(value)
    if found is None:
        message = "no date"
        raise ValueError(message)
    return found


def days_between(start: Any, end: Any) -> int:
    """Return the days from ``start`` to ``end`` (ISO dates), negative when ``end`` is earlier."""
    return (_needed_date(end) - _needed_date(start)).days


def age_years(born: Any, on: Any) -> int:
    """Return the completed years of age on a day; a birth given only by year counts as 31 December of it."""
    birth, day = _needed_date(latest_day(born)), _needed_date(on)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def year_of(value: Any) -> int | None:
    """Return the year of a date or partial date."""
    return int(value[:4]) if isinstance(value, str) and value[:4].isdecimal() and len(value) >= 4 else None


def earliest_day(value: Any) -> str | None:
    """Return the first day that a partial date can mean: ``1996-08`` gives ``1996-08-01``."""
    return f"{value}{_FIRST_OF.get(len(value), '')}" if year_of(value) is not None else None


def latest_day(value: Any) -> str | None:
    """Return the last day that a partial date can mean: ``1996-02`` gives ``1996-02-29``, ``1996`` its 31 December."""
    if year_of(value) is None:
        return None
    if len(value) == 7 and _date(f"{value}-01"):
        return f"{value}-{monthrange(int(value[:4]), int(value[5:]))[1]:02}"
    return f"{value}-12-31" if len(value) == 4 else str(value)


def id_birth_year(number: Any) -> int | None:
    """Return the birth year that a personal ID number is built from."""
    facts = personal_id_facts(number) if isinstance(number, str) else None
    return facts.birth_year if facts else None


def id_province(number: Any) -> str | None:
    """Return the code of today's province where a personal ID number says that the birth was registered."""
    province = province_of_birth(number) if isinstance(number, str) else None
    return province.today if province else None


def id_province_name(number: Any) -> str | None:
    """Return the name that this province had."""
    province = province_of_birth(number) if isinstance(number, str) else None
    return province.name if province else None


def id_sex(number: Any) -> str | None:
    """Return the sex that a personal ID number is built from, ``nam`` or ``nu``."""
    facts = personal_id_facts(number) if isinstance(number, str) else None
    return facts.sex if facts else None


def add_days(day: Any, days: Any) -> str:
    """Return the day so many days later."""
    return periods.add_days(_needed_date(day), _needed_count(days)).isoformat()


def add_months(day: Any, months: Any) -> str:
    """Return the same day so many months later, or the last of a month that has no such day."""
    return periods.add_months(_needed_date(day), _needed_count(months)).isoformat()


def months_between(start: Any, end: Any) -> int:
    """Return the completed months from ``start`` to ``end``, negative backwards."""
    return periods.months_between(_needed_date(start), _needed_date(end))


def period_in_words(start: Any, end: Any, language: Any = "vi") -> str:
    """Return the time between two days as "2 năm 3 tháng"."""
    return periods.period_in_words(
        periods.period_between(_needed_date(start), _needed_date(end)), language=str(language)
    )


def words_of_date(value: Any, language: Any = "vi") -> str | None:
    """Return an ISO date in words."""
    day = _date(value)
    return date_in_words(day, str(language)) if day else None


def words_of_amount(value: Any, language: Any = "vi") -> str | None:
    """Return an amount of VND in words."""
    return amount_in_words(value, str(language)) if isinstance(value, int) and not isinstance(value, bool) else None


def words_of_number(value: Any, language: Any = "vi") -> str | None:
    """Return a whole number in words."""
    return number_in_words(value, str(language)) if isinstance(value, int) and not isinstance(value, bool) else None


def long_date(value: Any, language: Any = "vi") -> str | None:
    """Return a date, month or year as "ngày 02 tháng 11 năm 2026"."""
    return (
        date_long(value, str(language)) if isinstance(value, str) and is_valid_format("partial_date", value) else None
    )


def health_card_number(card: Any) -> str | None:
    """Return the social insurance number on a health insurance card: its last ten digits, or all of a new one."""
    return card[-10:] if isinstance(card, str) and is_valid_format("health_card", card) else None


def surname(name: Any) -> str | None:
    """Return the folded family name (the first word) of a full name, for comparison."""
    words = name.split() if isinstance(name, str) else []
    return fold(words[0]) if words else None


def place_of(address: Any) -> dict[str, Any] | None:
    """Return the province and commune of an address, without the street."""
    if not isinstance(address, dict):
        return None
    return {part: address[part] for part in ("province", "commune") if part in address}


def province_of(address: Any) -> dict[str, Any] | None:
    """Return the province of an address alone, as an office of a province is named."""
    return {"province": address["province"]} if isinstance(address, dict) and "province" in address else None


def upper(text: Any) -> str | None:
    """Return a text in capitals, composed (NFC), as official papers write the names of businesses."""
    return normalize("NFC", text).upper() if isinstance(text, str) else None


EXTRA_OPERATORS: dict[str, Callable[..., Any]] = {
    "days_between": days_between,
    "age_years": age_years,
    "year_of": year_of,
    "earliest_day": earliest_day,
    "latest_day": latest_day,
    "id_birth_year": id_birth_year,
    "id_sex": id_sex,
    "id_province": id_province,
    "id_province_name": id_province_name,
    "health_card_number": health_card_number,
    "add_days": add_days,
    "add_months": add_months,
    "months_between": months_between,
    "period_in_words": period_in_words,
    "date_long": long_date,
    "number_in_words": words_of_number,
    "date_in_words": words_of_date,
    "amount_in_words": words_of_amount,
    "surname": surname,
    "place_of": place_of,
    "province_of": province_of,
    "upper": upper,
}
