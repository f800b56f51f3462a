"""Working days of Vietnamese offices, and the day on which a result is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

_DAY = timedelta(days=1)


class CalendarEndsError(ValueError):
    """A date lies beyond the years for which public holidays are published."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Public holidays, and Saturdays or Sundays that are worked instead of a day off in between.

    ``first`` and ``last`` are the days between which the calendar is known.
    """

    first: date
    last: date
    holidays: Mapping[date, Mapping[str, str]]
    worked_weekends: frozenset[date]

    @classmethod
    def decode(cls, data: Mapping[str, Any]) -> "Calendar":
        """Return the calendar of the catalogue.

        Args:
            data: ``{"first", "last", "holidays": [{"on", "vi", "en"}], "worked_weekends": [date]}``, dates in ISO form.
        """
        return cls(
            first=date.fromisoformat(str(data["first"])),
            last=date.fromisoformat(str(data["last"])),
            holidays={
                date.fromisoformat(str(entry["on"])): {"vi": entry.get("vi", ""), "en": entry.get("en", "")}
                for entry in data.get("holidays", ())
            },
            worked_weekends=frozenset(date.fromisoformat(str(day)) for day in data.get("worked_weekends", ())),
        )

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on ``day``: Monday to Friday but no holiday, or a weekend worked instead.

        Raises:
            CalendarEndsError: if the day is outside the published years.
        """
        if not self.first <= day <= self.last:
            message = f"{day} is outside the calendar, {self.first} to {self.last}"
            raise CalendarEndsError(message)
        return day in self.worked_weekends or (day.weekday() < 5 and day not in self.holidays)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after ``day``."""
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day


def due_on(received_at: datetime, working_days: int, calendar: Calendar, *, cutoff: time | None = None) -> date:
    """Return the day on which the office must give the result.

    The day after receipt counts as day 1; public holidays and worked weekends are the calendar's. What is received
    outside working days, or after the cut-off, counts as received on the next working day.

    Args:
        received_at: When the complete dossier was accepted, Asia/Ho_Chi_Minh.
        working_days: Statutory time, 0 for "the same day".
        calendar: The published calendar.
        cutoff: The time of day from which on the next working day is the day of receipt (15:00 for civil status).

    Raises:
        CalendarEndsError: if the result would lie beyond the published calendar.

    Source:
        domain facts B.5; worked cases in ``tests/forms/test_calendar.py``.
    """
    day = received_at.date()
    is_late = cutoff is not None and received_at.time() > cutoff
    if is_late or (working_days == 0 and not calendar.is_working_day(day)):
        day = calendar.next_working_day(day)
    for _ in range(working_days):
        day = calendar.next_working_day(day)
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Return the working days after ``start`` up to and with ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start, calendar)
    days = ((start + _DAY * step) for step in range(1, (end - start).days + 1))
    return sum(1 for day in days if calendar.is_working_day(day))
