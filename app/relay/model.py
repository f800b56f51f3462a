"""How a hand-over stands, at the terminal that gives and on the device that takes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.drafts.model import Draft


class OfferProblem(StrEnum):
    """Why a draft could not be offered; it is untouched."""

    GONE = "gone"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NOT_REGISTERED = "not_registered"
    FULL = "full"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Sending:
    """It is sealed and goes to the relay; nobody has a code yet."""

    sent: int
    pieces: int
    is_offline: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whoever has the code can take it until ``expires_at``."""

    code: str
    """In groups, as it is shown and printed."""
    url: str
    expires_at: datetime
    is_claimed: bool = False
    """Somebody's device is taking it at this moment."""
    is_offline: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A device said that all of it is safe there."""


@dataclass(frozen=True, slots=True)
class Expired:
    """Nobody took it in time; the draft is still here."""


@dataclass(frozen=True, slots=True)
class NotOffered:
    """It did not come to a code."""

    problem: OfferProblem


Offer = Sending | Waiting | Taken | Expired | NotOffered


class TakeProblem(StrEnum):
    """Why nothing was taken; whatever waits at the relay still waits there, unless its time is over."""

    BAD_CODE = "bad_code"
    UNKNOWN = "unknown"
    NOT_READY = "not_ready"
    BUSY = "busy"
    TAKEN = "taken"
    EXPIRED = "expired"
    TOO_MANY = "too_many"
    OFFLINE = "offline"
    DAMAGED = "damaged"
    NO_ROOM = "no_room"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Received:
    """The draft is on this device."""

    draft: Draft
    is_told: bool
    """Whether the terminal was told; if not, it shows the code until that expires."""
