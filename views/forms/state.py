"""Everything a step of the guided form can show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.flow import Problem, Step
from forms.procedure import Text
from views.forms.journey import Stop


@dataclass(frozen=True, slots=True)
class Opening:
    """The draft is being opened."""


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no such draft for this person on this device."""


@dataclass(frozen=True, slots=True)
class Locked:
    """The draft is on its way or filed: it can be read, not changed."""

    draft_id: str
    dossier_id: str | None


@dataclass(frozen=True, slots=True)
class Asking:
    """One step, asked.

    What is typed is not in here: a typed text is the field's own and is read once, when the field appears, so that a
    keystroke changes nothing on the screen but the field. ``chosen`` holds what is picked, calculated or taken over, by
    pointer; ``rows`` how many rows a table has; ``writings`` how often the program replaced a field's text, so that the
    field shows it then and only then.
    """

    draft_id: str
    procedure_name: Text
    step: Step
    stops: tuple[Stop, ...]
    number: int
    chosen: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    reported: Mapping[str, str] = field(default_factory=dict)
    """Where a value came from that the person says is wrong, by pointer."""
    confirmed: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    """Those where the person has been; a given confirmation stays, so that it can be taken back."""
    summary: tuple[Problem, ...] = ()
    """What the last Continue found; it stays as it is until the next one, so that nothing jumps while one mends."""
    refusals: int = 0
    """How often Continue found something to mend."""
    writings: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many stops the whole journey has."""
        return len(self.stops)

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """Problems that must be mended or confirmed."""
        return tuple(p for p in self.problems if p.severity == "error" or p.id not in self.confirmed)

    def problem_at(self, pointer: str) -> Problem | None:
        """Return the problem that stands at a field or a table's cell."""
        return next((p for p in self.problems if p.pointer == pointer), None)


StepState = Opening | Absent | Locked | Asking
