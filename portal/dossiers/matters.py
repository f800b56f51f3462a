"""What an office acts on: a dossier, or the part of a linked dossier that is its own.

A dossier with parts is never moved by itself: its state follows from its parts'.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.dossiers.offices import SampleOffice, office_by_id
from portal.dossiers.tables import DossierRow, PartRow, RequestRow

Text = dict[str, str]

WAITS = 0
"""Status of a part that waits for another one; a dossier never has it."""
STOPPED = frozenset({3, 8})
"""Ended without a result."""
ENDED = frozenset({3, 8, 10})


@dataclass(frozen=True, slots=True)
class Matter:
    """A whole dossier, or one part of it."""

    dossier: DossierRow
    part: PartRow | None = None

    @property
    def standing(self) -> DossierRow | PartRow:
        """Return the row that has the matter's status and times."""
        return self.dossier if self.part is None else self.part

    @property
    def id(self) -> str:
        """Return the part's id, else the dossier's."""
        return self.standing.id

    @property
    def code(self) -> str:
        """Return the part's code, else the dossier's."""
        return self.standing.code

    @property
    def part_id(self) -> str | None:
        """Return the part's id, None for a whole dossier."""
        return None if self.part is None else self.part.id

    @property
    def name(self) -> Text:
        """Return what is done: the part's name, else the procedure's."""
        return self.dossier.procedure_name if self.part is None else self.part.name

    @property
    def office(self) -> SampleOffice:
        """Return the office that does it."""
        return office_by_id(self.standing.office_id)

    def open_requests(self, kind: str | None = None) -> list[RequestRow]:
        """Return what this office waits for from the citizen."""
        return [
            request
            for request in self.dossier.requests
            if request.state == "open" and kind in (None, request.kind) and request.part_id == self.part_id
        ]


def matters_of(dossier: DossierRow) -> list[Matter]:
    """Return the parts of a dossier, or the dossier itself where it has none."""
    return [Matter(dossier, part) for part in dossier.parts] or [Matter(dossier)]


def matter_of(dossier: DossierRow, part_id: str | None) -> Matter:
    """Return the part with this id, or the whole dossier."""
    return Matter(dossier, next((part for part in dossier.parts if part.id == part_id), None))


def ready_parts(dossier: DossierRow) -> list[PartRow]:
    """Return the parts that waited for others which are all done now."""
    done = {part.key for part in dossier.parts if part.status == 10}
    return [part for part in dossier.parts if part.status == WAITS and done.issuperset(part.after)]


def hopeless_parts(dossier: DossierRow) -> list[PartRow]:
    """Return the parts that wait for one which ended without a result."""
    stopped = {part.key for part in dossier.parts if part.status in STOPPED}
    return [part for part in dossier.parts if part.status == WAITS and not stopped.isdisjoint(part.after)]


def overall_status(statuses: Sequence[int]) -> int:
    """Return the status of a dossier whose parts have these: what needs the citizen or is least far shows first."""
    going = [status for status in statuses if status not in STOPPED]
    if not going:
        return 8 if 8 in statuses else 3
    for status in (7, 5):
        if status in going:
            return status
    if min(going) >= 9:
        return min(going)
    if max(going) <= 1:
        return 1 if len(going) == len(statuses) else 4
    return 2 if max(going) == 2 and len(going) == len(statuses) else 4
