"""Values of identity."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Session:
    """The person signed in on this device.

    ``needs_sign_in`` means that the portal ended the session: what is on the device stays readable and editable,
    sending waits for a new sign-in of the same person.
    """

    subject: str
    name: str
    role: str = "citizen"
    level: int = 2
    organisation: str | None = None
    needs_sign_in: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in that has begun: open ``url`` in the system browser."""

    url: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that is done; go to ``return_route``."""

    return_route: str


class SignInProblem(StrEnum):
    """Why a sign-in came to nothing."""

    UNREACHABLE = "unreachable"
    """No connection, or the portal is not itself; try again."""
    UPDATE_NEEDED = "update_needed"
    """The portal no longer speaks with this version of the app."""
    CANCELLED = "cancelled"
    """The person said no at the provider's page."""
    EXPIRED = "expired"
    """Begun too long ago, on another device, or finished already; begin again."""
    CLOCK = "clock"
    """This device's date or time is wrong."""
    STORAGE = "storage"
    """This device has no room, or cannot be written."""
    NOT_REGISTERED = "not_registered"
    """The portal does not know this terminal (any more); only the staff can help."""
    REFUSED = "refused"
    """The answer did not pass the checks: nobody was signed in."""


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """A sign-in that came to nothing; ``return_route`` is where it was begun, if that is known."""

    reason: SignInProblem
    return_route: str | None = None
