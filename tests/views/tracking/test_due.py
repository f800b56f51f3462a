"""The result date is shown with the working days left or missed; it never moves by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.views.dossier_samples import dossier
from views.tracking.due import Due, deadline, result_due

DUE_AT = datetime(2026, 11, 9, 9, 30, tzinfo=UTC)
"""16:30 on Monday 9 November 2026 in Hanoi."""


def weekdays_between(first: date, last: date) -> int:
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(
    ("now", "state", "working_days"),
    [
        (datetime(2026, 11, 5, 3, 0, tzinfo=UTC), "running", 2),
        (datetime(2026, 11, 8, 16, 59, tzinfo=UTC), "running", 1),
        (datetime(2026, 11, 8, 17, 1, tzinfo=UTC), "today", 0),
        (datetime(2026, 11, 9, 9, 31, tzinfo=UTC), "late", 0),
        (datetime(2026, 11, 11, 3, 0, tzinfo=UTC), "late", 2),
    ],
)
def test_days_are_counted_by_the_calendar_of_vietnam(now: datetime, state: str, working_days: int) -> None:
    assert deadline(DUE_AT, now, weekdays_between) == Due(DUE_AT, state, working_days)


def test_there_is_no_result_date_before_acceptance() -> None:
    assert result_due(dossier(1), DUE_AT, weekdays_between) is None


@pytest.mark.parametrize(
    ("status", "state"), [(2, "late"), (4, "late"), (5, "paused"), (6, "paused"), (8, "stopped"), (9, "stopped")]
)
def test_the_clock_pauses_for_the_citizen_and_stops_when_processing_ends(status: int, state: str) -> None:
    late = dossier(status).model_copy(update={"due_at": DUE_AT})
    found = result_due(late, DUE_AT + timedelta(days=3), weekdays_between)
    assert found is not None
    assert (found.state, found.at) == (state, DUE_AT)
