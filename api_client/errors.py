# ruff: noqa: N818 - the tree is named as the screens speak of it (Unreachable, NotFound), not ...Error
"""Everything that can go wrong between this device and the portal, as one tree.

No exception of httpx, json or pydantic leaves ``api_client``; callers catch these and nothing else::

    PortalError
    ├── Unreachable            no connection (no network, no name, refused, cut)
    │   └── TimedOut           a connection, but no whole answer in time
    ├── NotThePortal           an answer, but none the portal gives (captive portal, HTML, wrong type or shape)
    │   ├── NotTrusted         a certificate of another name, expired or not yet valid: nothing was sent
    │   └── TooNew             the portal's, but in a shape that this app does not know
    ├── OAuthRefused           the token endpoint said no (RFC 6749, 5.2)
    └── ProblemError           application/problem+json (RFC 9457): ``status, slug, title, detail, errors``
        ├── Unauthenticated    401
        ├── Forbidden          403
        ├── NotFound           404 (foreign and unknown ids alike)
        ├── Conflict           409
        ├── Gone               410
        ├── TooLarge           413
        ├── Refused            415, 400: this request will never be taken as it is
        ├── Invalid            422, with ``errors`` by field
        ├── TooOld             426: this app must be updated
        ├── TooMany            429, see ``retry_after_seconds``
        ├── ChecksumMismatch   460 (tus 1.0): bytes were damaged on the way
        └── ServerFault        5xx, see ``retry_after_seconds``

``may_have_arrived`` says whether the portal may have done what was asked although no proof of it came back: then the
outcome is unknown and the caller asks by key before telling anybody anything.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One entry of a problem's ``errors``: what is wrong at which field."""

    pointer: str
    id: str
    detail: str


class PortalError(Exception):
    """Base of the tree; its text is for logs, never for a screen."""

    may_have_arrived = False


class Unreachable(PortalError):
    """The portal could not be reached, or the connection broke."""

    def __init__(self, reason: str = "", *, may_have_arrived: bool = False) -> None:
        super().__init__(reason)
        self.may_have_arrived = may_have_arrived


class TimedOut(Unreachable):
    """The portal did not answer in time."""


class NotThePortal(PortalError):
    """Something answered that is not the portal this app knows, or that mangled its answer."""

    may_have_arrived = True


class NotTrusted(NotThePortal):
    """Whoever answers cannot prove to be the portal (or this device's date is wrong); nothing was sent to it."""

    may_have_arrived = False


class TooNew(NotThePortal):
    """The portal answered in a shape of a later version."""


class OAuthRefused(PortalError):
    """The identity provider refused a token request; ``error`` is the code of RFC 6749, 5.2 (``invalid_grant`` ...)."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class ProblemError(PortalError):
    """The portal said no, and said why; ``title`` and ``detail`` are in the reader's language."""

    def __init__(
        self,
        status: int,
        slug: str = "",
        *,
        title: str = "",
        detail: str = "",
        errors: tuple[FieldError, ...] = (),
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(f"{status} {slug}".strip())
        self.status = status
        self.slug = slug
        self.title = title
        self.detail = detail
        self.errors = errors
        self.retry_after_seconds = retry_after_seconds


class Unauthenticated(ProblemError):
    """No valid sign-in."""


class Forbidden(ProblemError):
    """Signed in, but this is not allowed."""


class NotFound(ProblemError):
    """No such thing, or somebody else's."""


class Conflict(ProblemError):
    """Not possible in the present state."""


class Gone(ProblemError):
    """It was there and has expired."""


class TooLarge(ProblemError):
    """More bytes than the portal takes."""


class Refused(ProblemError):
    """The request as it stands will never be taken."""


class Invalid(ProblemError):
    """The values do not pass the portal's checks; see ``errors``."""


class TooOld(ProblemError):
    """This app is older than the portal allows."""


class TooMany(ProblemError):
    """Asked too often; wait."""


class ChecksumMismatch(ProblemError):
    """The bytes that arrived are not the bytes that were sent."""


class ServerFault(ProblemError):
    """The portal failed; it may or may not have done its work."""

    may_have_arrived = True


BY_STATUS: dict[int, type[ProblemError]] = {
    400: Refused,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    413: TooLarge,
    415: Refused,
    422: Invalid,
    426: TooOld,
    429: TooMany,
    460: ChecksumMismatch,
}


def problem_class(status: int) -> type[ProblemError]:
    """Return the class of the tree for an HTTP status."""
    if status >= 500:
        return ServerFault
    return BY_STATUS.get(status, ProblemError)
