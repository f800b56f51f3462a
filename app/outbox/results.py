"""What the outbox answers to an intent, and what one step did."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from app.outbox.model import Parcel
from app.outbox.ports import FoundProblem


@dataclass(frozen=True, slots=True)
class Queued:
    """The intent is frozen on this device and will be sent; nothing is filed yet."""

    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Invalid:
    """The draft cannot be submitted: what is wrong with the answers, and which papers are missing (their ids)."""

    problems: tuple[FoundProblem, ...] = ()
    missing_papers: tuple[str, ...] = ()
    lacks_agreement: bool = False
    """Somebody helps, and is not named, or the applicant has not agreed to every answer."""


@dataclass(frozen=True, slots=True)
class SignInNeeded:
    """Nothing was queued: submitting needs a signed-in person."""


@dataclass(frozen=True, slots=True)
class NotStored:
    """Nothing was queued: this device could not store it."""

    reason: Literal["full", "read_only", "failed"]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The parcel is gone from the outbox; a draft can be changed again."""


@dataclass(frozen=True, slots=True)
class AlreadyReceived:
    """The portal has it: too late to cancel."""

    dossier_id: str | None


@dataclass(frozen=True, slots=True)
class NotKnownYet:
    """Whether the portal has it cannot be found out now; the parcel stays as it is."""


class Did(StrEnum):
    """What one step did for a parcel."""

    CREATED_UPLOAD = "created_upload"
    ASKED_OFFSET = "asked_offset"
    SENT_PIECE = "sent_piece"
    GOT_RECEIPT = "got_receipt"
    ASKED_OUTCOME = "asked_outcome"
    DELIVERED = "delivered"
    RESTARTED_FILE = "restarted_file"
    PUT_OFF = "put_off"
    NEEDS_ATTENTION = "needs_attention"
    WAITS_FOR_SIGN_IN = "waits_for_sign_in"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a step did; ``progressed`` when there may be more to do at once."""

    parcel_id: str
    did: Did

    @property
    def progressed(self) -> bool:
        """Whether the parcel came nearer to being sent."""
        return self.did not in (Did.PUT_OFF, Did.NEEDS_ATTENTION, Did.WAITS_FOR_SIGN_IN)
