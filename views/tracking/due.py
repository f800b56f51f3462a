"""The result date and the citizen's own deadlines, counted in working days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from api_client.models import Dossier, Part

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
PAUSED_STATUSES = frozenset({5, 6})
STOPPED_STATUSES = frozenset({3, 7, 8, 9, 10})

CountWorkingDays = Callable[[date, date], int]
"""Working days after the first day up to and including the second."""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline and where today stands to it.

    ``working_days`` are those left (``running``) or missed (``late``). The date itself is never hidden or moved.
    """

    at: datetime
    state: Literal["running", "today", "late", "paused", "stopped"]
    working_days: int = 0


def result_due(dossier: Dossier | Part, now: datetime, count: CountWorkingDays) -> Due | None:
    """Return when the office must give the result of a dossier or of a part of one; None before acceptance.

    The clock pauses while the citizen is asked for something and stops when processing ends.

    Source:
        Domain facts B.3 (column "clock") and B.5.
    """
    if dossier.due_at is None:
        return None
    if dossier.status in STOPPED_STATUSES:
        return Due(dossier.due_at, "stopped")
    if dossier.status in PAUSED_STATUSES:
        return Due(dossier.due_at, "paused")
    return deadline(dossier.due_at, now, count)


def deadline(at: datetime, now: datetime, count: CountWorkingDays) -> Due:
    """Return where ``now`` stands to a deadline."""
    due_on, today = local_date(at), local_date(now)
    if today > due_on:
        return Due(at, "late", max(count(due_on, today), 1))
    if today == due_on:
        return Due(at, "late" if now > at else "today", 0)
    return Due(at, "running", count(today, due_on))


def local_date(at: datetime) -> date:
    """Return the calendar day in Vietnam."""
    return at.astimezone(VIETNAM).date()
