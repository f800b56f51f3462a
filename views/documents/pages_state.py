"""Everything the page can show on which the pages of one paper are put in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.documents.model import Refused
from app.documents.outcome import Outcome
from app.documents.pages import Binder, Page
from forms.procedure import Paper, Text
from views.forms.state import Absent, Locked, Opening


@dataclass(frozen=True, slots=True)
class Said:
    """What has just happened to a page, for whoever does not see it."""

    what: Literal["added", "moved", "turned", "removed", "put_back"]
    number: int
    """Of the page as it stands now; how many pages came, when they were added."""
    count: int
    """Of all pages."""


@dataclass(frozen=True, slots=True)
class Focus:
    """Which button of which page takes the focus: the page has moved, the person goes on with it."""

    page_id: str
    button: Literal["earlier", "later"]
    asked: int


@dataclass(frozen=True, slots=True)
class Looking:
    """One page as the office will see it; without pictures while it is drawn or when it is a page of print."""

    page_id: str
    whole: bytes | None = None
    close_up: bytes | None = None
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class Arranging:
    """The pages in their order, and what the office would get."""

    paper: Paper
    procedure_name: Text
    binder: Binder
    thumbnails: Mapping[str, bytes | None] = field(default_factory=dict)
    """By id of the page, turned as it is now; None of a page of print in a PDF."""
    outcome: Outcome | None = None
    """None while it is worked out."""
    broken: frozenset[str] = frozenset()
    """Ids of pages whose file is gone or cannot be drawn."""
    refused: tuple[Refused, ...] = ()
    said: Said | None = None
    focus: Focus | None = None
    looking: Looking | None = None
    taking_photos: bool = False
    can_undo: bool = False
    is_busy: bool = False
    is_binding: bool = False
    has_failed: bool = False
    """Whether something could not be stored on this device, or a chosen file could not be read."""

    @property
    def has_photos(self) -> bool:
        """Whether the detail matters: pages of PDFs stay as they are."""
        return any(self.source_type(page).startswith("image/") for page in self.binder.pages)

    def source_type(self, page: Page) -> str:
        """Return the media type of the file a page comes from."""
        return self.binder.source_of(page).media_type

    @property
    def refusal(self) -> Refused | None:
        """Why the paper does not take these pages as they are."""
        return self.outcome.refusal(self.paper) if self.outcome is not None else None

    @property
    def can_be_used(self) -> bool:
        """Whether the pages can go with the draft now."""
        is_whole = self.outcome is not None and bool(self.outcome.files) and not self.broken
        return is_whole and self.refusal is None and not self.is_binding


PagesState = Opening | Absent | Locked | Arranging
