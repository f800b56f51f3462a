"""Everything the check before submitting can show, up to the moment the portal has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.drafts.model import Attachment
from app.outbox.model import Parcel
from forms.flow import DueFee, Field, Problem
from forms.procedure import Paper, Text
from views.forms.journey import Stop
from views.forms.kinds.reading import Reading
from views.forms.state import Absent, Opening


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in words; ``what`` names it in the link that changes it and is unique on the page."""

    pointer: str
    label: Text
    reading: Reading
    what: Text
    route: str
    source: str | None = None
    confirmed: Text | None = None
    """What the person has said to be right although it looks unusual."""
    later: Text | None = None
    """What is said of an answer that may come after the filing and is not there yet."""

    @property
    def words(self) -> Text:
        """The answer as one text."""
        return self.reading.words

    @property
    def is_empty(self) -> bool:
        """Whether it was left empty."""
        return not any(self.words.values())


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one step."""

    step_id: str
    name: Text
    route: str
    answers: tuple[Answer, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the whole step was left empty."""
        return all(answer.is_empty for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Later:
    """One thing that the office will ask for after the filing; ``route`` leads to where it can be given now."""

    name: Text
    message: Text | None
    route: str
    is_paper: bool = False


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """One paper and its files."""

    paper: Paper
    files: tuple[Attachment, ...]
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Every answer, to be looked at once more."""

    draft_id: str
    procedure_name: Text
    noun: str
    stops: tuple[Stop, ...]
    parts: tuple[Part, ...]
    papers: tuple[PaperCheck, ...]
    fees: tuple[DueFee, ...]
    declarations: tuple[Field, ...]
    declared: Mapping[str, bool]
    is_signed_in: bool
    later: tuple[Later, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Shown once Submit was pressed; the declarations' have ``step_id`` "review"."""
    missing_papers: tuple[Paper, ...] = ()
    lacks_agreement: bool = False
    """Somebody helps, and is not named, or the applicant has not agreed; shown once Submit was pressed."""
    refusals: int = 0
    is_submitting: bool = False
    not_stored: str | None = None
    routes: Mapping[str, str] = field(default_factory=dict)
    """Where each step is changed, by step id."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Frozen on this device, on its way, not filed."""

    draft_id: str
    procedure_name: Text
    parcel: Parcel
    is_taking_back: bool = False
    cannot_take_back: bool = False
    """Whether it could not be found out if the portal has it already."""


@dataclass(frozen=True, slots=True)
class Filed:
    """The portal has it."""

    dossier_id: str
    procedure_name: Text
    code: str | None
    lookup_code: str | None
    submitted_at: datetime | None
    office: Text | None
    later: tuple[Later, ...] = ()
    confirmation: str | None = None
    """Id of the submission confirmation, once it is drawn."""


ReviewState = Opening | Absent | Reviewing | Waiting | Filed
