"""Everything the page of a draft's papers can show."""

from dataclasses import dataclass

from app.documents.model import Refused
from app.drafts.model import Attachment
from forms.procedure import Paper, Text
from views.forms.journey import Stop
from views.forms.state import Absent, Locked, Opening


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file on this device, with its small picture when it is one."""

    attachment: Attachment
    thumbnail: bytes | None = None
    is_to_look_at: bool = False
    """Whether the person has yet to say that date, name and stamp can be read."""
    problem: str | None = None
    """Why it cannot be used: the portal's words; "" when its bytes are no longer whole on this device."""
    is_boxed: bool = False
    """Whether the same file is among the person's papers."""


@dataclass(frozen=True, slots=True)
class PaperSlot:
    """One paper that this case needs, and what is attached to it."""

    paper: Paper
    is_required: bool
    files: tuple[KeptFile, ...] = ()
    refusal: Refused | None = None
    is_missing: bool = False
    """Whether Continue found that the paper must be attached first."""
    is_busy: bool = False
    has_failed: bool = False
    """Whether the file could not be stored on this device."""
    can_shrink: bool = False
    """Whether the file refused for its size is a photo that can be made smaller."""

    @property
    def has_useless(self) -> bool:
        """Whether a file of it cannot be used."""
        return any(file.problem is not None for file in self.files)

    @property
    def can_take_more(self) -> bool:
        """Whether another file fits."""
        return len(self.files) < self.paper.max_files


@dataclass(frozen=True, slots=True)
class Collecting:
    """The papers of the case: those to attach, and those only to be shown at the counter."""

    draft_id: str
    procedure_name: Text
    stops: tuple[Stop, ...]
    number: int
    slots: tuple[PaperSlot, ...]
    to_show: tuple[Paper, ...] = ()
    refusals: int = 0
    """How often Continue found a paper missing; 0 shows no summary."""

    @property
    def missing(self) -> tuple[PaperSlot, ...]:
        """Papers that must be attached first."""
        return tuple(slot for slot in self.slots if slot.is_missing)


PapersState = Opening | Absent | Locked | Collecting
