"""Everything the page of one kept paper can show."""

from dataclasses import dataclass
from typing import Literal

from app.documents.box import BoxedPaper, PaperKind
from app.documents.model import Refused
from forms.procedure import Text
from views.platform.device import PickedFile


@dataclass(frozen=True, slots=True)
class NotKept:
    """There is no such paper for this person on this device."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A paper to keep, or one that is kept, with what is being written about it."""

    paper: BoxedPaper | None
    """None: a new one."""
    kind: PaperKind
    file: PickedFile | None = None
    """What was chosen for a new one."""
    picture: bytes | None = None
    refused: Refused | None = None
    has_no_file: bool = False
    wrong_date: Text | None = None
    has_failed: bool = False
    is_busy: bool = False
    is_removing: bool = False
    """Whether it is being asked if it is really to be removed."""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """It is kept, changed or removed."""

    what: Literal["kept", "removed"]


KeptState = NotKept | Filling | Done
