"""What a procedure names elsewhere: other procedures and life events that must exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from forms.procedure import Procedure
from portal.catalogue.content.documents import Where
from portal.catalogue.content.loading import Content


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that can be named."""

    codes: frozenset[str]
    life_events: frozenset[str]

    @classmethod
    def of(cls, content: Content) -> "Known":
        """Return the names of ``content``; a procedure with errors of its own counts, its folder is there."""
        return cls(
            codes=frozenset({*content.homes, *(procedure.code for procedure in content.procedures)}),
            life_events=frozenset(event.id for event in content.life_events),
        )


def faults_of_references(procedure: Procedure, known: Known) -> Iterator[tuple[Where, str]]:
    """Yield every reference to something that does not exist, or to the procedure itself."""
    for where, code in _codes(procedure):
        if code not in known.codes:
            yield where, f"there is no procedure {code}"
        elif code == procedure.code:
            yield where, "a procedure does not name itself"
    for index, event in enumerate(procedure.life_events):
        if event not in known.life_events:
            near = get_close_matches(event, known.life_events, n=1)
            yield (
                ("life_events", index),
                f"there is no life event {event}" + (f"; do you mean {near[0]}?" if near else ""),
            )


def _codes(procedure: Procedure) -> Iterator[tuple[Where, str]]:
    for name, codes in (("related", procedure.related), ("linked", procedure.linked)):
        for index, code in enumerate(codes):
            yield (name, index), code
    for place, advice in enumerate(procedure.advice):
        for index, code in enumerate(advice.procedures):
            yield ("advice", place, "procedures", index), code
