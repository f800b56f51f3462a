"""Counting working days with the calendar this device has."""

from datetime import date, timedelta

from app.catalogue.service import CatalogueService
from forms.calendar import CalendarEndsError, working_days_between
from views.tracking.due import CountWorkingDays


def working_day_counter(catalogue: CatalogueService) -> CountWorkingDays:
    """Return how to count working days; beyond the published calendar every Monday to Friday counts."""

    def count(start: date, end: date) -> int:
        try:
            return working_days_between(start, end, catalogue.calendar)
        except (CalendarEndsError, KeyError, ValueError):
            return weekdays_between(start, end)

    return count


def weekdays_between(start: date, end: date) -> int:
    """Return the Mondays to Fridays after ``start`` up to and with ``end``."""
    days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 for day in days)
