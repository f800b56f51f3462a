"""What waits to be sent: parcels with a frozen payload, and the one visible state of every application."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeVar

from app.drafts.model import Attachment

T = TypeVar("T")

_LONGEST_ORDER = 100

ParcelKind = Literal["submission", "request_answer", "withdrawal"]


class ParcelState(StrEnum):
    """States of a parcel; ``sending`` holds a lease of 120 s and falls back to ``queued`` when it expires."""

    QUEUED = "queued"
    SENDING = "sending"
    NEEDS_ATTENTION = "needs_attention"
    DELIVERED = "delivered"


class FilingState(StrEnum):
    """What the screen says of an application on this device (DESIGN.md, surface contract)."""

    DRAFT = "draft"
    WAITING = "waiting"
    SUBMITTED = "submitted"


class Reason(StrEnum):
    """Why a parcel waits; each has a text and a remedy on the screen."""

    NOT_YET_TRIED = "not_yet_tried"
    NO_NETWORK = "no_network"
    PORTAL_UNAVAILABLE = "portal_unavailable"
    PORTAL_BUSY = "portal_busy"
    """It asks to be left alone for a while (429): nothing goes to it until then."""
    BEING_CHECKED = "being_checked"
    """It has a file whole and looks for viruses in it."""
    NOT_THE_PORTAL = "not_the_portal"
    """Something on the way answers instead of it: public Wi-Fi that wants a sign-in, most often."""
    NOT_TRUSTED = "not_trusted"
    """The connection cannot be trusted (the certificate is another's, or this device's date is wrong)."""
    SIGN_IN_NEEDED = "sign_in_needed"
    OUTCOME_UNKNOWN = "outcome_unknown"
    REFUSED = "refused"
    FILE_REFUSED = "file_refused"
    FORM_CHANGED = "form_changed"
    UPDATE_NEEDED = "update_needed"
    STORAGE_FULL = "storage_full"
    PAUSED = "paused"
    """The person lets it rest; shown, never stored."""
    WIFI_ONLY = "wifi_only"
    """The person wants it sent over Wi-Fi only, and there is none; shown, never stored."""


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far one file of a parcel is; ``receipt_sha256`` is the hash the portal acknowledged."""

    attachment: Attachment
    upload_url: str | None = None
    sent_bytes: int = 0
    receipt_sha256: str | None = None

    @property
    def upload_id(self) -> str | None:
        """The portal's id of the upload: the last part of its URL."""
        return self.upload_url.rsplit("/", 1)[-1] if self.upload_url else None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One intent on its way; ``id`` is its idempotency key, for ever."""

    id: str
    kind: ParcelKind
    owner: str
    title: str
    draft_id: str | None
    dossier_id: str | None
    request_id: str | None
    payload: str
    """Canonical JSON, frozen at Submit; file entries are completed with upload ids when sent."""
    payload_sha256: str
    files: tuple[FileProgress, ...]
    state: ParcelState
    queued_at: datetime
    lease_until: datetime | None = None
    attempts: int = 0
    last_try_at: datetime | None = None
    next_try_at: datetime | None = None
    reason: Reason = Reason.NOT_YET_TRIED
    detail: str | None = None
    """The portal's problem detail in the reader's language, when it sent one."""
    outcome_unknown: bool = False
    """The intent was sent, or was about to be, and no proof of its outcome is here yet: ask before anything else."""
    resubmitted: bool = False
    """The same key was frozen before with other content and cancelled; an old attempt may still have arrived."""
    sent_at: datetime | None = None
    """When the portal's valid answer came (delivered only)."""

    @property
    def is_delivered(self) -> bool:
        """Whether the portal has it."""
        return self.state is ParcelState.DELIVERED

    @property
    def may_be_replaced(self) -> bool:
        """Whether the portal has refused it for good, so that a mended one may take its place."""
        return self.state is ParcelState.NEEDS_ATTENTION and not self.outcome_unknown


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person wants of sending: what goes first, what rests, over which network."""

    order: tuple[str, ...] = ()
    """Ids of parcels and of files that were put first, the first of all first; everything else follows."""
    paused: frozenset[str] = frozenset()
    """Ids of parcels that rest."""
    wifi_only: bool = False

    def arranged(self, items: Iterable[T], id_of: Callable[[T], str]) -> tuple[T, ...]:
        """Return ``items`` in the order wished, else as they come."""
        place = {id_: number for number, id_ in enumerate(self.order)}
        return tuple(sorted(items, key=lambda item: place.get(id_of(item), len(place))))

    def with_first(self, id_: str) -> "Wishes":
        """Put a parcel or a file before all others; what was put first long ago is forgotten."""
        return replace(self, order=(id_, *(other for other in self.order if other != id_))[:_LONGEST_ORDER])
