"""Dates as people type them: whole, to the month or the year, and times of day.

Source:
    Order day/month/year and "ngày 21 tháng 11 năm 2026": domain facts F.5; noughts before days below 10 and months
    below 3: Decree 30/2020/NĐ-CP, annex I. Partial dates: older people's papers state a year or a month alone.
"""

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

import regex

from forms.formats import tidying
from forms.words import MONTHS_EN

if TYPE_CHECKING:
    from forms.procedure import Text

EARLIEST_YEAR, LATEST_YEAR = 1800, 2999

_ISO_DATE = regex.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_SHAPE = regex.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_SIGN = r"\s*[/.\-\s,]\s*"
_MONTH_EN = rf"({'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS_EN)})\.?"
_DAY_FIRST = (
    regex.compile(rf"([0-9]{{1,2}}){_SIGN}([0-9]{{1,2}}){_SIGN}([0-9]{{4}})"),
    regex.compile(r"(?i)(?:ngày\s+)?([0-9]{1,2})\s*,?\s*tháng\s+([0-9]{1,2})\s*(?:,|,?\s*năm|\s)\s*([0-9]{4})"),
    regex.compile(rf"(?i)([0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH_EN},?\s+([0-9]{{4}})"),
)
_MONTH_FIRST = regex.compile(rf"(?i){_MONTH_EN}\s+([0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+([0-9]{{4}})")
_YEAR_FIRST = regex.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})")
_MONTH = (
    regex.compile(rf"([0-9]{{1,2}}){_SIGN}([0-9]{{4}})"),
    regex.compile(r"(?i)tháng\s+([0-9]{1,2})\s*(?:/|-|,|,?\s*năm|\s)\s*([0-9]{4})"),
    regex.compile(rf"(?i){_MONTH_EN},?\s+([0-9]{{4}})"),
    regex.compile(r"(0[1-9]|1[0-2])((?:1[89]|2[0-9])[0-9]{2})"),
)
_YEAR_FIRST_MONTH = regex.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})")
_YEAR = regex.compile(r"(?i)năm\s+([0-9]{4})")
_SHORT_YEAR = regex.compile(r"[0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{2}")
_TIME = (
    regex.compile(r"(?i)([0-9]{1,2})\s*[:hg.]\s*([0-9]{2})\s*(?:m|p|ph)?"),
    regex.compile(r"(?i)([0-9]{1,2})\s*giờ\s*(?:([0-9]{1,2})\s*(?:phút)?)?"),
    regex.compile(r"(?i)([0-9]{1,2})\s*h"),
)
_STORED_TIME = regex.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def is_date(value: str) -> bool:
    """Return whether a stored value is a day of the calendar."""
    try:
        return bool(_ISO_DATE.fullmatch(value)) and EARLIEST_YEAR <= date.fromisoformat(value).year <= LATEST_YEAR
    except ValueError:
        return False


def is_partial_date(value: str) -> bool:
    """Return whether a stored value is a year, a month or a day."""
    if len(value) == 4:
        return tidying.is_digits(value, 4) and EARLIEST_YEAR <= int(value) <= LATEST_YEAR
    return is_date(f"{value}-01") if len(value) == 7 else is_date(value)


def to_date(typed: str) -> str:
    """Return the ISO date of what was typed, also one that no calendar has; what is no date comes back as it is."""
    line = tidying.with_plain_digits(tidying.one_line(typed))
    if tidying.is_digits(line, 8):
        return _of_eight_digits(line)
    for pattern in _DAY_FIRST:
        if found := pattern.fullmatch(line):
            return _iso(found[3], found[2], found[1])
    if found := _MONTH_FIRST.fullmatch(line):
        return _iso(found[3], found[1], found[2])
    found = _YEAR_FIRST.fullmatch(line)
    return _iso(found[1], found[2], found[3]) if found else line


def to_partial_date(typed: str) -> str:
    """Return the ISO date, month (``1996-08``) or year of what was typed."""
    line = tidying.with_plain_digits(tidying.one_line(typed))
    for pattern in _MONTH:
        if found := pattern.fullmatch(line):
            return f"{found[2]}-{_month_number(found[1])}"
    if found := _YEAR_FIRST_MONTH.fullmatch(line):
        return f"{found[1]}-{_month_number(found[2])}"
    if found := _YEAR.fullmatch(line):
        return str(found[1])
    return to_date(line)


def show_date(value: str, language: str) -> str:
    """Return ``02/11/2026``, or for English readers what cannot be misread: ``2 November 2026``."""
    if not is_partial_date(value):
        return value
    parts = value.split("-")
    if language == "en":
        words = [MONTHS_EN[int(parts[1]) - 1]] if len(parts) > 1 else []
        return " ".join([*(str(int(day)) for day in parts[2:]), *words, parts[0]])
    return "/".join(reversed(parts))


def why_no_date(value: str) -> "Text | None":
    """Say which part of a date is wrong: the month, the day in that month, or the year's two digits."""
    if _SHORT_YEAR.fullmatch(value):
        return {
            "vi": "Ghi đủ bốn chữ số của năm, ví dụ 02/11/2026.",
            "en": "Write the year with four digits, for example 02/11/2026.",
        }
    found = _ISO_SHAPE.fullmatch(value)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return {"vi": f"Xem lại năm {year}.", "en": f"Look at the year {year} again."}
    if not 1 <= month <= 12:
        return {
            "vi": f"Không có ngày này trong lịch: không có tháng {month}. Ghi theo thứ tự ngày/tháng/năm.",
            "en": f"There is no such day: there is no month {month}. Write day/month/year.",
        }
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return {
            "vi": f"Không có ngày này trong lịch: tháng {month} năm {year} chỉ có {last} ngày.",
            "en": f"There is no such day: {MONTHS_EN[month - 1]} {year} has {last} days.",
        }
    return None


def is_time(value: str) -> bool:
    """Return whether a stored value is a time of day, ``00:00`` to ``23:59``."""
    return bool(_STORED_TIME.fullmatch(value))


def to_time(typed: str) -> str:
    """Return ``14:05`` for "14h05", "14 giờ 5 phút", "14:05" or "14.05"; what is no time comes back as it is."""
    line = tidying.with_plain_digits(tidying.one_line(typed))
    if tidying.is_digits(line, 4):
        return f"{line[:2]}:{line[2:]}"
    for pattern in _TIME:
        if found := pattern.fullmatch(line):
            minutes = found[2] if pattern.groups > 1 else None
            return f"{int(found[1]):02}:{int(minutes or 0):02}"
    return line


def show_time(value: str, language: str) -> str:
    """Return ``14 giờ 05 phút`` as civil-status papers write it, in English ``14:05``."""
    if language == "en" or not is_time(value):
        return value
    hour, _, minute = value.partition(":")
    return f"{hour} giờ {minute} phút"


def _of_eight_digits(line: str) -> str:
    """Return the date of ``ddmmyyyy``, else of ``yyyymmdd``; no eight digits are a date both ways."""
    day_first, year_first = (f"{line[4:]}-{line[2:4]}-{line[:2]}", f"{line[:4]}-{line[4:6]}-{line[6:]}")
    return year_first if is_date(year_first) and not is_date(day_first) else day_first


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{_month_number(month)}-{int(day):02}"


def _month_number(month: str) -> str:
    if month.isdecimal():
        return f"{int(month):02}"
    names = [name[:3].lower() for name in MONTHS_EN]
    return f"{names.index(month[:3].lower()) + 1:02}"
