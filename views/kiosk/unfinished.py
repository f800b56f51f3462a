"""What would be lost if the session at a terminal ended now."""

from dataclasses import dataclass

from api_client.models import Dossier, Request
from app.documents.holders import answer_id
from app.drafts.model import Draft
from app.outbox.model import Parcel
from views.shared.services import Services


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Drafts that were not filed, answers to offices that were begun, and what waits to be sent."""

    drafts: tuple[Draft, ...]
    answers: tuple[tuple[Dossier, Request], ...]
    waiting: tuple[Parcel, ...]

    def __bool__(self) -> bool:
        """Return whether there is anything at all."""
        return bool(self.drafts or self.answers or self.waiting)


def unfinished(services: Services) -> Unfinished:
    """Return what the citizen began at this terminal and has not brought to an end."""
    drafts = tuple(draft for draft in services.drafts.list() if draft.is_open and _has_work(draft))
    waiting = tuple(parcel for parcel in services.outbox.parcels() if not parcel.is_delivered)
    on_their_way = {(parcel.dossier_id, parcel.request_id) for parcel in waiting}
    answers = tuple(
        (tracked.dossier, request)
        for tracked in services.tracking.list()
        for request in tracked.dossier.requests
        if request.state == "open"
        and (tracked.dossier.id, request.id) not in on_their_way
        and _is_begun(answer_id(tracked.dossier.id, request.id), services)
    )
    return Unfinished(drafts, answers, waiting)


def _has_work(draft: Draft) -> bool:
    """Return whether a person put anything into it; one that was only looked into is no loss."""
    return bool(draft.answers or draft.attachments)


def _is_begun(answer: str, services: Services) -> bool:
    begun = services.begun.find(answer)
    is_typed = begun is not None and bool(begun.comment.strip() or begun.corrected or begun.confirmed)
    return is_typed or bool(services.documents.of(answer))
