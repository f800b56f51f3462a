"""Everything a step of the guided form can show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.flow import Field, Problem, Step
from forms.procedure import Text
from views.forms.journey import Stop
from views.forms.row_cards import Moved, Removed


@dataclass(frozen=True, slots=True)
class Opening:
    """The draft, or the request, is being opened."""


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no such draft or request for this person on this device, or its form cannot be shown."""

    procedure_code: str | None = None
    """Of a draft that is here, but whose form is gone or broken."""


@dataclass(frozen=True, slots=True)
class Locked:
    """It is on its way or filed: it can be read, not changed."""

    dossier_id: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeating group: its questions with pointers such as ``/members/0/name``."""

    fields: tuple[Field, ...]
    is_open: bool
    about: str = ""
    """Whom or what it is about, in the person's own words, as it was when the row was last left."""
    words: Text = field(default_factory=dict)
    """Its other answers in a line, by language, for a row that is closed."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the questions of a step; most keys leave it as it is."""

    draft_id: str
    procedure_name: Text
    title: Text
    stops: tuple[Stop, ...]
    number: int
    reasons: tuple[tuple[Text, Text], ...]
    """What is asked, and why."""
    summary: tuple[Problem, ...]
    refusals: int


@dataclass(frozen=True, slots=True)
class Asking:
    """One step, asked.

    What is typed is not in here: a typed text is the field's own and is read once, when the field appears, so that a
    keystroke changes nothing on the screen but the field. ``chosen`` holds what is picked, calculated or taken over, by
    pointer; ``rows`` how many rows a table has, ``lists`` the rows of each repeating group; ``writings`` how often the
    program replaced a field's text, so that the field shows it then and only then.
    """

    draft_id: str
    procedure_name: Text
    step: Step
    stops: tuple[Stop, ...]
    number: int
    chosen: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    removed: Removed | None = None
    moved: Moved | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    reported: Mapping[str, str] = field(default_factory=dict)
    """Where a value came from that the person says is wrong, by pointer."""
    confirmed: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    """Those where the person has been; a given confirmation stays, so that it can be taken back."""
    later: tuple[Problem, ...] = ()
    """What this step leaves open and the office will ask for later; it stops nothing."""
    summary: tuple[Problem, ...] = ()
    """What the last Continue found; it stays as it is until the next one, so that nothing jumps while one mends."""
    refusals: int = 0
    """How often Continue found something to mend."""
    writings: Mapping[str, int] = field(default_factory=dict)
    focus: tuple[str, int] = ("", 0)
    """Which field or button takes the focus because of what the person just did, and how often one did."""

    @property
    def around(self) -> Around:
        """What stands around the questions."""
        return Around(
            draft_id=self.draft_id,
            procedure_name=self.procedure_name,
            title=self.step.title,
            stops=self.stops,
            number=self.number,
            reasons=tuple((field.short, field.why) for field in self.step.fields if field.why),
            summary=self.summary,
            refusals=self.refusals,
        )

    @property
    def total(self) -> int:
        """How many stops the whole journey has."""
        return len(self.stops)

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """Problems that must be mended or confirmed."""
        return tuple(p for p in self.problems if p.severity == "error" or _is_unanswered(p, self.confirmed))

    def problem_at(self, pointer: str) -> Problem | None:
        """Return the problem that stands at a field or a cell of a row."""
        return next((p for p in self.problems if p.pointer == pointer), None)

    def problems_in(self, pointer: str) -> tuple[Problem, ...]:
        """Return the problems inside a row."""
        return tuple(p for p in self.blocking if p.pointer.startswith(f"{pointer}/"))


def _is_unanswered(problem: Problem, confirmed: frozenset[str]) -> bool:
    return problem.severity == "confirm" and problem.id not in confirmed


StepState = Opening | Absent | Locked | Asking
