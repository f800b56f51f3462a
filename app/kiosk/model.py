"""How a session at a terminal stands."""

from dataclasses import dataclass
from enum import StrEnum


class EndReason(StrEnum):
    """Why a session ends; all of them end it in the same way."""

    BUTTON = "button"
    IDLE = "idle"
    STAFF = "staff"
    HANDED_OVER = "handed_over"
    CRASHED = "crashed"
    """The session's process ended by itself, or could not begin."""
    SILENT = "silent"
    """It hung."""
    BROWSER_GONE = "browser_gone"
    STOPPED = "stopped"
    """The terminal is taken out of service."""


@dataclass(frozen=True, slots=True)
class KioskState:
    """What the screens show of the session.

    ``seconds_left`` is None until nobody has touched the terminal for so long that it asks whether somebody is there.
    """

    seconds_left: int | None = None
    is_staff_called: bool = False
    is_ending: bool = False
