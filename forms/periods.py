"""Ages, periods and the days on which they end.

Source:
    Civil Code 2015, Articles 146 to 148: a period in months or years ends on the same day of its last month, where the
    month has no such day on its last one. Holidays are the calendar's (``forms/calendar.py``), not counted here.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Whole years, months and days between two dates."""

    years: int
    months: int
    days: int


def add_days(start: date, days: int) -> date:
    """Return the day so many days later.

    Raises:
        ValueError: beyond the calendar's end.
    """
    try:
        return start + timedelta(days=days)
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error


def add_months(start: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a month that has no such day.

    Raises:
        ValueError: beyond the calendar's end.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Return the completed months from ``start`` to ``end``, negative backwards."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def period_between(start: date, end: date) -> Period:
    """Return whole years, months and days from ``start`` to a later ``end``.

    Raises:
        ValueError: if ``end`` is earlier.
    """
    if end < start:
        raise ValueError("ends before it begins")
    months = months_between(start, end)
    return Period(years=months // 12, months=months % 12, days=(end - add_months(start, months)).days)


def period_in_words(period: Period, language: str) -> str:
    """Return "2 năm 3 tháng", in English "2 years 3 months"; a day where it is shorter."""
    if language == "en":
        named = ((period.years, "year"), (period.months, "month"), (period.days, "day"))
        parts = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in named if count]
        return " ".join(parts) or "0 days"
    named = ((period.years, "năm"), (period.months, "tháng"), (period.days, "ngày"))
    return " ".join(f"{count} {name}" for count, name in named if count) or "0 ngày"
