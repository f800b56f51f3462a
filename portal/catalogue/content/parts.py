"""The parts of a linked procedure: what each names must be there, and none may wait for a later one."""

from collections.abc import Iterator

from forms.procedure import LinkedPart, Procedure
from portal.catalogue.content.documents import Where
from portal.dossiers.offices import KINDS


def faults_of_parts(procedure: Procedure) -> Iterator[tuple[Where, str]]:
    """Yield what is wrong with the parts of a procedure."""
    earlier: set[str] = set()
    steps, papers = _steps(procedure), {paper.id for paper in procedure.papers}
    for place, part in enumerate(procedure.parts):
        where = ("parts", place)
        for name, known, what in (
            ("after", earlier, "no earlier part"),
            ("steps", steps, "no step"),
            ("papers", papers, "no paper"),
        ):
            for said in _names(part, name):
                if said not in known:
                    yield (*where, name), f"there is {what} {said!r}"
        if part.office not in KINDS:
            yield (*where, "office"), f"there is no office of the kind {part.office!r}"
        if part.procedure and part.procedure not in procedure.linked:
            yield (*where, "procedure"), f"{part.procedure} is not among the linked procedures"
        if part.id in earlier:
            yield (*where, "id"), f"{part.id} stands here twice"
        earlier.add(part.id)


def _names(part: LinkedPart, name: str) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(part, name)
    return found


def _steps(procedure: Procedure) -> set[str]:
    elements = procedure.form.ui.get("elements", ()) if procedure.form else ()
    return {element.get("options", {}).get("id", "") for element in elements}
