"""What of a dossier concerns an office: of a linked one only what its own parts are about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forms.procedure import LinkedPart
from portal.catalogue.service import PublishedCatalogue
from portal.clock import local_date
from portal.dossiers.matters import Matter
from portal.dossiers.parts import definition_of
from portal.dossiers.schemas import Document, Dossier
from portal.dossiers.tables import DocumentRow

if TYPE_CHECKING:
    from forms.flow import Form  # the form language comes with the first form, not with the start


@dataclass(frozen=True, slots=True)
class Concern:
    """What an office may see of a dossier; None is all of it."""

    parts: frozenset[str] | None = None
    """Ids of its parts."""
    steps: frozenset[str] | None = None
    papers: frozenset[str] | None = None

    def has_part(self, part_id: str | None) -> bool:
        """Return whether a part is the office's; what belongs to no part is everybody's."""
        return self.parts is None or part_id is None or part_id in self.parts

    def has_paper(self, paper_id: str) -> bool:
        """Return whether a paper belongs to one of the office's parts."""
        return self.papers is None or paper_id in self.papers

    def has_document(self, document: DocumentRow | Document) -> bool:
        """Return whether a document is the office's; the copy of all answers is so only where all concern it."""
        return self.has_part(document.part_id) and (document.kind != "submitted_copy" or self.steps is None)

    def limited(self, dossier: Dossier, form: "Form | None") -> Dossier:
        """Return a dossier without what does not concern the office."""
        if self.parts is None:
            return dossier
        requests = [request for request in dossier.requests if self.has_part(request.part_id)]
        asked_here = {request.bill_id for request in requests}
        return dossier.model_copy(
            update={
                "requests": requests,
                "bills": [bill for bill in dossier.bills if bill.id in asked_here],
                "timeline": [
                    entry if self.has_part(entry.part_id) else entry.model_copy(update={"note": ""})
                    for entry in dossier.timeline
                ],
                "documents": [document for document in dossier.documents if self.has_document(document)],
                "files": [file for file in dossier.files if self.has_paper(file.paper_id)],
                "answers": self._limited_answers(dossier, form),
            }
        )

    def _limited_answers(self, dossier: Dossier, form: "Form | None") -> dict[str, Any]:
        if self.steps is None:
            return dossier.answers
        today = local_date(dossier.submitted_at)
        steps = form.steps(dossier.answers, today=today) if form is not None else ()
        fields = [field for step in steps if step.id in self.steps for field in step.fields]
        names = {field.pointer.split("/")[1] for field in fields}
        return {name: value for name, value in dossier.answers.items() if name in names}


def concern_of(catalogue: PublishedCatalogue, matter: Matter) -> Concern:
    """Return what of a dossier concerns the office that has this dossier or part."""
    dossier = matter.dossier
    if matter.part is None:
        return Concern()
    mine = [part for part in dossier.parts if part.office_id == matter.part.office_id]
    said = [definition_of(catalogue, Matter(dossier, part)) for part in mine]
    known = [part for part in said if isinstance(part, LinkedPart)]
    is_known = len(known) == len(mine)
    return Concern(
        parts=frozenset(part.id for part in mine),
        steps=_together(part.steps for part in known) if is_known else None,
        papers=_together(part.papers for part in known) if is_known else None,
    )


def _together(named: Iterable[tuple[str, ...]]) -> frozenset[str] | None:
    """Return all that is named; None, which is everything, where one names nothing."""
    every = list(named)
    return frozenset(name for names in every for name in names) if all(every) else None
