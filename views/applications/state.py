"""Everything the list of applications and the outbox can show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api_client.models import Dossier, Text
from app.drafts.model import Draft
from app.outbox.model import Parcel, ParcelState
from app.tracking.model import TrackedDossier
from views.tracking.due import CountWorkingDays, Due, deadline, result_due
from views.tracking.refreshing import Trouble
from views.tracking.status import is_final, needs_citizen, open_requests


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft: not filed, only on this device."""

    id: str
    title: Text
    """The person's own, else the procedure's name."""
    created_at: datetime
    saved_at: datetime | None
    step_id: str | None = None
    """Where the person was."""
    procedure: Text | None = None
    """The procedure's name, where ``title`` is the person's own."""
    files: int = 0


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Something that waits to be sent: not filed."""

    id: str
    draft_id: str | None
    dossier_id: str | None
    title: str
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier that the portal has."""

    dossier: Dossier
    due: Due | None
    request_due: Due | None = None
    """Until when the citizen can answer what is asked first."""
    is_answering: bool = False
    """Whether the answer to what is asked first waits on this device."""


@dataclass(frozen=True, slots=True)
class ApplicationsState:
    """The lists, each record in exactly one of them."""

    needs_you: tuple[DossierRow, ...] = ()
    waiting: tuple[WaitingRow, ...] = ()
    drafts: tuple[DraftRow, ...] = ()
    under_way: tuple[DossierRow, ...] = ()
    finished: tuple[DossierRow, ...] = ()
    signed_in: bool = False
    seen_at: datetime | None = None
    trouble: Trouble | None = None
    just_deleted: DraftRow | None = None
    """The draft deleted last on this screen: it can be put back by one press."""
    not_stored: bool = False
    """The last thing asked for could not be stored; everything is as before."""
    unasked: int = 0
    """Drafts of the guest of which the person has not said whether they are theirs."""
    deleted: int = 0
    """Recently deleted drafts."""

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to list."""
        return not (self.needs_you or self.waiting or self.drafts or self.under_way or self.finished)


def draft_rows(drafts: tuple[Draft, ...], names: Mapping[str, Text]) -> tuple[DraftRow, ...]:
    """Return the drafts that are still drafts, last saved first."""
    open_drafts = [draft for draft in drafts if draft.is_open]
    latest = sorted(open_drafts, key=lambda draft: draft.saved_at or draft.created_at, reverse=True)
    return tuple(draft_row(draft, names) for draft in latest)


def draft_row(draft: Draft, names: Mapping[str, Text]) -> DraftRow:
    """Return what a list says of a draft."""
    procedure = names.get(draft.procedure_code, {"vi": draft.procedure_code})
    return DraftRow(
        draft.id,
        title={"vi": draft.title, "en": draft.title} if draft.title else procedure,
        created_at=draft.created_at,
        saved_at=draft.saved_at,
        step_id=draft.step_id,
        procedure=procedure if draft.title else None,
        files=len(draft.attachments),
    )


def waiting_rows(parcels: tuple[Parcel, ...]) -> tuple[WaitingRow, ...]:
    """Return what waits to be sent, oldest first."""
    waiting = [parcel for parcel in parcels if parcel.state is not ParcelState.DELIVERED]
    return tuple(
        WaitingRow(parcel.id, parcel.draft_id, parcel.dossier_id, parcel.title, parcel)
        for parcel in sorted(waiting, key=lambda parcel: parcel.queued_at)
    )


def dossier_rows(
    tracked: tuple[TrackedDossier, ...],
    now: datetime,
    count: CountWorkingDays,
    answering: frozenset[str | None] = frozenset(),
) -> tuple[tuple[DossierRow, ...], tuple[DossierRow, ...], tuple[DossierRow, ...]]:
    """Return the dossiers that need the citizen, those under way and the finished ones, each newest first.

    Args:
        tracked: The dossiers as last seen.
        now: Aware UTC.
        count: Counts working days.
        answering: Requests whose answers wait on this device.
    """
    newest = sorted((entry.dossier for entry in tracked), key=lambda dossier: dossier.submitted_at, reverse=True)
    rows = [
        DossierRow(
            dossier,
            due=result_due(dossier, now, count),
            request_due=_request_due(dossier, now, count),
            is_answering=any(request.id in answering for request in open_requests(dossier)[:1]),
        )
        for dossier in newest
    ]
    needs = tuple(row for row in rows if needs_citizen(row.dossier))
    finished = tuple(row for row in rows if is_final(row.dossier))
    under_way = tuple(row for row in rows if not needs_citizen(row.dossier) and not is_final(row.dossier))
    return needs, under_way, finished


def _request_due(dossier: Dossier, now: datetime, count: CountWorkingDays) -> Due | None:
    first = next(iter(open_requests(dossier)), None)
    return deadline(first.due_at, now, count) if first is not None and first.due_at is not None else None
