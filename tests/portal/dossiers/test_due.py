"""The appointment for every unit of processing time that a procedure may have."""

from datetime import datetime
from typing import Any

import pytest

from forms.calendar import Calendar
from forms.procedure import ProcessingTime
from portal.clock import HANOI
from portal.dossiers.due import due_at

CALENDAR = Calendar.decode({"first": "2026-01-01", "last": "2027-12-31", "holidays": [{"on": "2026-11-24"}]})


@pytest.mark.parametrize(
    ("time", "accepted", "due"),
    [
        ({"amount": 8, "unit": "hour"}, "2026-11-20T09:30", "2026-11-20T17:30"),
        ({"amount": 30, "unit": "calendar_day"}, "2026-11-20T09:30", "2026-12-20T17:00"),
        ({"amount": 3, "unit": "working_day"}, "2026-11-20T09:30", "2026-11-26T09:30"),
        ({"amount": 0, "unit": "same_day", "cutoff": "15:00"}, "2026-11-20T15:01", "2026-11-23T17:00"),
        ({"amount": 1, "unit": "month"}, "2026-11-20T09:30", "2026-12-20T17:00"),
        ({"amount": 3, "unit": "month"}, "2026-11-30T09:30", "2027-02-28T17:00"),
        ({"amount": 2, "unit": "month"}, "2026-12-31T09:30", "2027-02-28T17:00"),
    ],
)
def test_the_appointment_follows_the_unit(time: dict[str, Any], accepted: str, due: str) -> None:
    moment = datetime.fromisoformat(accepted).replace(tzinfo=HANOI)

    found = due_at(moment, ProcessingTime.model_validate(time), CALENDAR)

    assert found == datetime.fromisoformat(due).replace(tzinfo=HANOI)
