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


class KeeperEnd(StrEnum):
    """Why a keeper keeps no more sessions."""

    TOLD = "told"
    """By a signal."""
    CLOSED = "closed"
    """By staff at the screen: the terminal is out of service until the machine is started again."""
    RENEWED = "renewed"
    """Staff named another portal: a new keeper begins."""


@dataclass(frozen=True, slots=True)
class KioskState:
    """What the screens show of the session.

    ``seconds_left`` is None until nobody has touched the terminal for so long that it asks whether somebody is there.
    """

    seconds_left: int | None = None
    is_staff_called: bool = False
    is_staff_coming: bool = False
    """Whether somebody at the desk has answered the call."""
    is_ending: bool = False
    is_just_erased: bool = False
    """Whether what the citizen before left was erased, and nobody has touched the terminal since."""
