"""Time that stands still until a test moves it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday 23 November 2026, 9:00 in Hà Nội."""


@dataclass
class MovableClock:
    """Aware UTC; ``clock()`` reads it, ``clock.move(seconds=...)`` moves it and returns what it is then."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **amount: float) -> datetime:
        self.now += timedelta(**amount)
        return self.now
