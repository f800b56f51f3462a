from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.calendar import Calendar, CalendarEndsError, due_on, working_days_between
from forms.procedure import Catalogue

HANOI = timezone(timedelta(hours=7))


@pytest.fixture(scope="session")
def calendar(catalogue: Catalogue) -> Calendar:
    return Calendar.decode(catalogue.calendar)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 4, 24), 3, date(2026, 5, 4)),
        (date(2026, 8, 28), 5, date(2026, 9, 9)),
        (date(2026, 11, 20), 3, date(2026, 11, 26)),
        (date(2026, 12, 30), 3, date(2027, 1, 5)),
    ],
)
def test_the_worked_cases_fall_on_their_days(calendar: Calendar, received: date, days: int, due: date) -> None:
    at = datetime.combine(received, time(9), HANOI)

    assert due_on(at, days, calendar) == due
    assert working_days_between(received, due, calendar) == days


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 11, 20, 14, 59, tzinfo=HANOI), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 15, 0, tzinfo=HANOI), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 15, 1, tzinfo=HANOI), date(2026, 11, 23)),
        (datetime(2026, 11, 21, 9, 0, tzinfo=HANOI), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 16, 0, tzinfo=HANOI), date(2026, 11, 25)),
    ],
)
def test_the_same_day_moves_on_when_received_after_the_cut_off_or_on_a_day_off(
    calendar: Calendar, received: datetime, due: date
) -> None:
    assert due_on(received, 0, calendar, cutoff=time(15)) == due


def test_a_saturday_worked_instead_counts(calendar: Calendar) -> None:
    assert calendar.is_working_day(date(2026, 8, 22))
    assert not calendar.is_working_day(date(2026, 8, 31))
    assert due_on(datetime(2026, 8, 21, 9, tzinfo=UTC), 1, calendar) == date(2026, 8, 22)


def test_a_result_beyond_the_published_years_is_refused(calendar: Calendar) -> None:
    with pytest.raises(CalendarEndsError):
        due_on(datetime(2027, 12, 30, 9, tzinfo=UTC), 5, calendar)


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.integers(1, 60))
def test_counting_back_gives_the_days_promised(catalogue: Catalogue, start: date, days: int) -> None:
    calendar = Calendar.decode(catalogue.calendar)
    due = due_on(datetime.combine(start, time(9), HANOI), days, calendar)

    assert calendar.is_working_day(due)
    assert working_days_between(start, due, calendar) == days
    assert working_days_between(due, start, calendar) == -days


def test_the_calendar_agrees_with_an_independent_one(calendar: Calendar) -> None:
    holidays = pytest.importorskip("holidays")
    independent = holidays.Vietnam(years=(2026, 2027))
    day = calendar.first
    differing = []
    while day <= calendar.last:
        if calendar.is_working_day(day) != independent.is_working_day(day):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []
