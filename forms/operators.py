"""The JsonLogic operators that Vietnamese forms need besides the standard ones: dates, ages, personal IDs.

Durations raise ValueError when a date is missing, so that a rule over an unfinished form is simply not fulfilled (null
would count as 0); what reads a single value returns None. ``docs/forms.md`` lists them for authors.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any
from unicodedata import normalize

from forms.folding import fold
from forms.identity_numbers import personal_id_facts
from forms.words import amount_in_words, date_in_words

_FIRST_OF = {4: "-01-01", 7: "-01"}
"""What completes a year, and a month, to its first day."""


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


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


def id_sex(number: Any) -> str | None:
    """Return the sex that a personal ID number is built from, ``nam`` or ``nu``."""
    facts = personal_id_facts(number) if isinstance(number, str) else None
    return facts.sex if facts else None


def words_of_date(value: Any, language: Any = "vi") -> str | None:
    """Return an ISO date in words."""
    day = _date(value)
    return date_in_words(day, str(language)) if day else None


def words_of_amount(value: Any, language: Any = "vi") -> str | None:
    """Return an amount of VND in words."""
    return amount_in_words(value, str(language)) if isinstance(value, int) and not isinstance(value, bool) else None


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
    "date_in_words": words_of_date,
    "amount_in_words": words_of_amount,
    "surname": surname,
    "place_of": place_of,
    "province_of": province_of,
    "upper": upper,
}
