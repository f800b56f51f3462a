"""When a matter's result is due: set at acceptance, put off by as long as the office waited for the citizen."""

from datetime import datetime

from portal.catalogue.service import PublishedCatalogue
from portal.dossiers.due import due_at, resumed
from portal.dossiers.matters import Matter
from portal.dossiers.parts import definition_of
from portal.dossiers.records import Records


def set_appointment(catalogue: PublishedCatalogue, matter: Matter, now: datetime) -> None:
    """Set the result date that acceptance gives; a linked dossier is due when the last of its parts is."""
    definition, calendar = definition_of(catalogue, matter), catalogue.calendar
    matter.standing.due_at = due_at(now, definition.time if definition else None, calendar)
    if matter.part is None:
        return
    dossier, dues = matter.dossier, [part.due_at for part in matter.dossier.parts]
    if dossier.accepted_at is None:
        procedure = catalogue.find(dossier.procedure_code)
        dossier.accepted_at = now
        dues.append(due_at(now, procedure.time if procedure else None, calendar))
    dossier.due_at = max((due for due in [dossier.due_at, *dues] if due is not None), default=None)


def resume(catalogue: PublishedCatalogue, records: Records, matter: Matter, now: datetime) -> None:
    """Go back to where the matter was before the office asked for items, its result date put off."""
    standing, dossier, calendar = matter.standing, matter.dossier, catalogue.calendar
    records.move(matter, standing.status_before or 2, now)
    if standing.due_at is not None and standing.paused_at is not None:
        standing.due_at = resumed(standing.due_at, paused_at=standing.paused_at, resumed_at=now, calendar=calendar)
        if dossier.due_at is not None:
            dossier.due_at = max(dossier.due_at, standing.due_at)
    standing.status_before = standing.paused_at = None
