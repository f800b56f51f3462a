"""When the office must give the result."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from forms.calendar import Calendar, CalendarEndsError, due_on, working_days_between
from forms.procedure import ProcessingTime
from portal.clock import HANOI

OPENS, CLOSES = time(8, 0), time(17, 0)


def due_at(accepted_at: datetime, processing: ProcessingTime | None, calendar: Calendar | None) -> datetime | None:
    """Return the appointment for a dossier accepted at ``accepted_at``, or None when it cannot be said.

    The time of day is that of acceptance, within office hours; "the same day" is the end of office hours.

    Source:
        domain facts B.5.
    """
    if processing is None:
        return None
    local = accepted_at.astimezone(HANOI)
    if processing.unit == "hour":
        return accepted_at + timedelta(hours=processing.amount)
    if processing.unit == "calendar_day":
        return datetime.combine(local.date() + timedelta(days=processing.amount), CLOSES, HANOI)
    if processing.unit == "month":
        return datetime.combine(_months_after(local.date(), processing.amount), CLOSES, HANOI)
    if calendar is None:
        return None
    days = 0 if processing.unit == "same_day" else processing.amount
    cutoff = time.fromisoformat(processing.cutoff) if processing.cutoff else None
    try:
        day = due_on(local, days, calendar, cutoff=cutoff)
    except CalendarEndsError:
        return None
    hour = CLOSES if days == 0 else min(max(local.time(), OPENS), CLOSES)
    return datetime.combine(day, hour.replace(second=0, microsecond=0), HANOI)


def after_working_days(moment: datetime, working_days: int, calendar: Calendar | None) -> datetime | None:
    """Return the end of the last of so many working days after ``moment``, or None when it cannot be said."""
    if calendar is None:
        return None
    try:
        return datetime.combine(due_on(moment.astimezone(HANOI), working_days, calendar), CLOSES, HANOI)
    except CalendarEndsError:
        return None


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def resumed(due: datetime, *, paused_at: datetime, resumed_at: datetime, calendar: Calendar | None) -> datetime:
    """Return the appointment after a pause: the working days that the office waited are not its own."""
    if calendar is None:
        return due
    local, first, last = due.astimezone(HANOI), paused_at.astimezone(HANOI).date(), resumed_at.astimezone(HANOI).date()
    try:
        waited = working_days_between(first, last, calendar)
        return datetime.combine(due_on(local, waited, calendar), local.time(), HANOI) if waited > 0 else due
    except CalendarEndsError:
        return due
