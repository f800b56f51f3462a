"""The day it is where the offices are."""

from collections.abc import Callable
from datetime import date, datetime

from app.i18n.formats import VIETNAM


def today(clock: Callable[[], datetime]) -> date:
    """Return the day it is in Vietnam, by which every rule of a form counts."""
    return clock().astimezone(VIETNAM).date()
