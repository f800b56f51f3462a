"""The portal's only source of time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def system_clock() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """Return the calendar day in Việt Nam at ``moment``."""
    return moment.astimezone(HANOI).date()
