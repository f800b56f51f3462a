"""Everything the page can show on which a paper is taken from those kept on this device."""

from dataclasses import dataclass

from app.documents.box import BoxedPaper
from app.documents.model import Refused
from forms.procedure import Paper, Text
from views.documents.issued import IssuedResult
from views.forms.state import Absent, Locked, Opening


@dataclass(frozen=True, slots=True)
class Choosing:
    """The papers that can be taken; ``asked`` is one that needs a word of the person first."""

    paper: Paper
    procedure_name: Text
    kept: tuple[BoxedPaper, ...]
    issued: tuple[IssuedResult, ...]
    asked: BoxedPaper | IssuedResult | None = None
    """An expired paper, or an electronic result that is sent only by consent."""
    refused: Refused | None = None
    has_failed: bool = False
    is_busy: bool = False


BoxChoiceState = Opening | Absent | Locked | Choosing
