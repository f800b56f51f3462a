"""Everything the page of a dossier, of a request and of a document can show."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from api_client.models import Bill, Document, Dossier, Request, RequestItem, Text
from app.outbox.model import Parcel
from forms.flow import Field, Problem
from views.documents.state import PaperSlot
from views.forms.row_cards import Moved, Removed
from views.forms.state import Row
from views.tracking.due import Due, local_date
from views.tracking.journey import Holder, Step
from views.tracking.refreshing import Trouble


@dataclass(frozen=True, slots=True)
class NotHere:
    """This person has no such dossier on this device; ``looking`` while the portal is being asked."""

    looking: bool = True
    signed_in: bool = True
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """A dossier as last seen."""

    dossier: Dossier
    seen_at: datetime
    holder: Holder
    due: Due | None = None
    request_dues: tuple[tuple[str, Due], ...] = ()
    """Deadline of each open request that has one, by request id."""
    part_dues: tuple[tuple[str, Due], ...] = ()
    """When the result of each part of a linked dossier is due, by part id."""
    to_come: tuple[Step, ...] = ()
    bring: tuple[Text, ...] = ()
    """What to bring when collecting the result."""
    papers: tuple[tuple[str, Text], ...] = ()
    """What the papers that an office asks for are called, by their id."""
    unsent: tuple[Parcel, ...] = ()
    """Answers and withdrawals of this dossier that wait on this device."""
    trouble: Trouble | None = None
    withdrawing: bool = False

    def request_due(self, request_id: str) -> Due | None:
        """Return the deadline of an open request, where it has one."""
        return dict(self.request_dues).get(request_id)

    def part_due(self, part_id: str) -> Due | None:
        """Return when the result of a part is due, once its office has said it."""
        return dict(self.part_dues).get(part_id)

    def paper(self, paper_id: str | None) -> Text | None:
        """Return what a paper that is asked for is called."""
        return dict(self.papers).get(paper_id or "")

    def bill(self, bill_id: str | None) -> Bill | None:
        """Return a bill of the dossier."""
        return next((bill for bill in self.dossier.bills if bill.id == bill_id), None)

    def is_answering(self, request_id: str) -> bool:
        """Return whether an answer to the request waits on this device to be sent."""
        return any(parcel.request_id == request_id for parcel in self.unsent if parcel not in self.refused_answers)

    @property
    def refused_answers(self) -> tuple[Parcel, ...]:
        """Return the answers that the portal did not take: what they answered is asked for again."""
        return tuple(p for p in self.unsent if p.kind == "request_answer" and p.may_be_replaced)


DossierState = NotHere | Following


class AnswerProblem(StrEnum):
    """Why an answer cannot be sent yet."""

    NO_FILE = "no_file"
    USELESS_FILE = "useless_file"
    """The portal refused it, or it is gone from this device."""
    EMPTY = "empty"
    UNCHANGED = "unchanged"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    """This app does not know how to ask it."""
    NO_COMMENT = "no_comment"
    SIGN_IN = "sign_in"
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """One asked item and what the citizen has given for it so far.

    An item names a paper or a field; both are None for something this app does not know how to ask.
    """

    item: RequestItem
    slot: PaperSlot | None = None
    """The paper with the files kept for the answer."""
    field: Field | None = None
    chosen: Any = None
    """The answer as it is now, for what is picked; what is typed is the field's own until it is sent."""
    before: Text = dataclass_field(default_factory=dict)
    """The answer as it was filed, in words."""
    problem: AnswerProblem | None = None
    wrong: tuple[Problem, ...] = ()
    """What the form's own checks say of the value."""
    writings: Mapping[str, int] = dataclass_field(default_factory=dict)
    """How often a field was written to other than by typing, by pointer: it then shows its answer anew."""
    rows: tuple[Row, ...] = ()
    """The rows of a list as cards."""
    removed: Removed | None = None
    moved: Moved | None = None
    focus: tuple[str, int] = ("", 0)
    """Which field or button takes the focus because of what the person just did, and how often one did."""


@dataclass(frozen=True, slots=True)
class Answering:
    """An open request, asked item by item; everything else of the dossier stays as it is."""

    dossier: Dossier
    request: Request
    due: Due | None
    items: tuple[ItemAnswer, ...] = ()
    proof: Document | None = None
    confirmed: frozenset[str] = frozenset()
    """Checks that the citizen has answered with "it is right as it stands"."""
    has_form: bool = False
    """Whether the form the dossier was filed with has been read, so that fields have names and values words."""
    steps: tuple[str, ...] = ()
    """Steps of the form that the draft result says, of a part of a linked dossier; all when empty."""
    correcting: bool = False
    """The citizen wants the draft corrected and is saying what."""
    problem: AnswerProblem | None = None
    refused: Parcel | None = None
    """The answer that the portal did not take; this one takes its place."""
    attempts: int = 0
    """How often Send found something to mend."""

    @property
    def filed_on(self) -> date:
        """Return the day by which the form's rules are read: that of the submission."""
        return local_date(self.dossier.submitted_at)


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """The answer waits on this device or is being sent; not with the office yet."""

    dossier: Dossier
    request: Request
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Settled:
    """The request is no longer open: answered, lapsed or taken back."""

    dossier: Dossier
    request: Request


RequestPageState = NotHere | Answering | OnItsWay | Settled
