"""A draft: what a person has filled in and attached on this device, not yet filed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Subject = Literal["self", "child", "assisted", "authorised", "business", "other"]
"""For whom: ``assisted`` is with another person, who stays the applicant; ``authorised`` in their place, by a paper;
``other`` what drafts said before the two were told apart."""


HelperKind = Literal["officer", "community_team", "post_office", "relative"]
HELPER_KINDS: tuple[HelperKind, ...] = ("officer", "community_team", "post_office", "relative")


@dataclass(frozen=True, slots=True)
class Help:
    """Who helps the applicant to fill in; ``agreed`` that the applicant read every answer, or heard it, and agreed.

    A changed answer takes the agreement back.
    """

    kind: HelperKind
    name: str = ""
    number: str = ""
    """Of their card or post; may be empty."""
    agreed: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it can be filed: somebody is named, and the applicant agreed."""
        return bool(self.name.strip()) and self.agreed


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on this device that belongs to a paper; its bytes are chunks in the vault under ``id``."""

    id: str
    paper_id: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    added_at: datetime
    problem: str | None = None
    """Why it cannot be used: in the words of the portal that refused it; "" when its bytes are no longer whole here."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One application before and while it is sent.

    ``owner`` is the subject of the signed-in person, None for a guest; ``parcel_id`` names the outbox parcel that froze
    it, ``dossier_id`` the dossier it became. Whoever is signed in sees only their own drafts and the guest's.
    """

    id: str
    owner: str | None
    procedure_code: str
    form_version: str
    subject: Subject
    answers: Mapping[str, Any]
    created_at: datetime
    saved_at: datetime | None
    confirmations: frozenset[str] = frozenset()
    attachments: tuple[Attachment, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    """Where a pre-filled value came from, by field pointer (``population_register`` ...)."""
    step_id: str | None = None
    parcel_id: str | None = None
    dossier_id: str | None = None
    submission_key: str | None = None
    """The idempotency key of every attempt to submit this draft, made at the first one and never changed."""
    title: str = ""
    """What the person calls it; empty for the name of the procedure."""
    language: str = "vi"
    """The language of the screens when it was started."""
    form_on: date | None = None
    """The date of the catalogue that its form is from; None where nobody noted it."""
    deleted_at: datetime | None = None
    """Since when it lies among the recently deleted ones."""
    expired_at: datetime | None = None
    """When it was first found to lie there for longer than it is kept."""
    help: Help | None = None
    updates_to: str = ""
    """The phone number or e-mail address at which the applicant wants to be told; empty: the account alone."""
    not_mine: frozenset[str] = frozenset()
    """The subjects of those who were asked whether this draft of the guest is theirs, and said no."""

    @property
    def is_locked(self) -> bool:
        """Whether the draft is frozen in a parcel and must not be edited."""
        return self.parcel_id is not None

    @property
    def is_open(self) -> bool:
        """Whether it can be gone on with: neither frozen nor deleted."""
        return not self.is_locked and self.dossier_id is None and self.deleted_at is None
