"""What would be lost if the session at a terminal ended now."""

from dataclasses import dataclass

from app.drafts.model import Draft
from app.outbox.model import Parcel
from views.shared.services import Services


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Drafts that were not filed, and what waits to be sent."""

    drafts: tuple[Draft, ...]
    waiting: tuple[Parcel, ...]

    def __bool__(self) -> bool:
        """Return whether there is anything at all."""
        return bool(self.drafts or self.waiting)


def unfinished(services: Services) -> Unfinished:
    """Return what the citizen began at this terminal and has not brought to an end."""
    drafts = tuple(draft for draft in services.drafts.list() if draft.is_open and _has_work(draft))
    waiting = tuple(parcel for parcel in services.outbox.parcels() if not parcel.is_delivered)
    return Unfinished(drafts, waiting)


def _has_work(draft: Draft) -> bool:
    """Return whether a person put anything into it; one that was only looked into is no loss."""
    return bool(draft.answers or draft.attachments)
