"""The parts of a linked dossier: made when it is filed, passed on when those before are done, ended with them."""

from datetime import datetime

from forms.procedure import LinkedPart, Procedure
from portal.catalogue.service import PublishedCatalogue
from portal.dossiers.matters import WAITS, Matter, hopeless_parts, ready_parts
from portal.dossiers.offices import office_of_kind
from portal.dossiers.records import Actor, Records
from portal.dossiers.tables import DossierRow, PartRow


def add_parts(dossier: DossierRow, parts: tuple[LinkedPart, ...], records: Records) -> None:
    """Give a new dossier its parts; those that wait for none are with their office at once."""
    here = {part.id for part in parts}
    for number, part in enumerate(parts, 1):
        after = [name for name in part.after if name in here]
        row = PartRow(
            id=records.new_id("part"),
            dossier_id=dossier.id,
            position=number,
            key=part.id,
            code=f"{dossier.code}.{number}",
            procedure_code=part.procedure or dossier.procedure_code,
            name=part.name,
            result=part.result,
            after=after,
            office_id=office_of_kind(part.office).id,
            status=WAITS if after else 1,
        )
        dossier.parts.append(row)


def definition_of(catalogue: PublishedCatalogue, matter: Matter) -> LinkedPart | Procedure | None:
    """Return what the catalogue says of a matter today: its time, its draft, what its result is called."""
    procedure = catalogue.find(matter.dossier.procedure_code)
    if procedure is None or matter.part is None:
        return procedure
    return next((part for part in procedure.parts if part.id == matter.part.key), None)


def pass_on(dossier: DossierRow, records: Records, *, actor: Actor, now: datetime) -> None:
    """Let the parts begin that waited for what is done now, and end those that wait for what will never be."""
    for part in ready_parts(dossier):
        matter = Matter(dossier, part)
        records.move(matter, 1, now)
        records.note(matter, "passed_on", actor, now=now)
    while hopeless := hopeless_parts(dossier):
        for part in hopeless:
            matter = Matter(dossier, part)
            records.move(matter, 8, now)
            part.finished_at = now
            records.note(matter, "not_begun", actor, now=now)
