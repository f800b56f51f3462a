"""Dossiers as JSON, in and out (``docs/openapi.json`` is the contract)."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from portal.payments.schemas import Bill
from portal.plain import Input

Text = dict[str, str]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Words = Annotated[str, StringConstraints(max_length=4000)]


class FileInput(Input):
    """A file of a paper: an upload that the portal has verified."""

    paper_id: Id
    upload_id: Id
    sha256: Sha256
    file_name: Annotated[str, StringConstraints(max_length=255)] = ""
    media_type: Annotated[str, StringConstraints(max_length=80)] = ""
    size_bytes: int = Field(default=0, ge=0)


HelperKind = Literal["officer", "community_team", "post_office", "relative"]


class HelpInput(Input):
    """Who helped to fill it in; the applicant stays the applicant, and has read or heard every answer and agreed."""

    kind: HelperKind
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    """Of their card or post; may be empty."""
    agreed: Literal[True]


class SubmissionInput(Input):
    """What a citizen files."""

    procedure_code: Id
    form_version: Id
    language: Literal["vi", "en"] = "vi"
    subject: Literal["self", "child", "assisted", "authorised", "business", "other"] = "self"
    answers: dict[str, Any]
    confirmations: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    declared: bool
    files: Annotated[tuple[FileInput, ...], Field(max_length=60)] = ()
    help: HelpInput | None = None
    updates_to: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    """The phone number or e-mail address the applicant named; empty: the account alone."""


class AnswerInput(Input):
    """What a citizen answers to a request: only what was asked for is taken.

    ``answers`` by property as in a submission (or by JSON Pointer); ``agree`` for a proof.
    """

    answers: dict[str, Any] | None = None
    confirmations: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    files: Annotated[tuple[FileInput, ...], Field(max_length=60)] = ()
    agree: bool | None = None
    comment: Words = ""


class WithdrawalInput(Input):
    """Why a dossier is to be withdrawn."""

    reason: Words = ""


class LookupInput(Input):
    """Both codes of a dossier."""

    code: Id
    lookup_code: Id


class Help(BaseModel):
    """Who helped, as it was filed."""

    kind: HelperKind
    name: str
    number: str = ""


class Office(BaseModel):
    """A receiving office."""

    id: str
    name: Text
    address: Text = {}


class RequestItem(BaseModel):
    """One thing to mend: a field (``pointer``) or a paper (``paper_id``)."""

    id: str
    pointer: str | None = None
    paper_id: str | None = None
    reason: str
    how_to_fix: str = ""


class Request(BaseModel):
    """Something the office needs from the citizen."""

    id: str
    part_id: str | None = None
    kind: Literal["supplement", "proof", "payment", "visit"]
    state: Literal["open", "answered", "lapsed", "withdrawn"]
    opened_at: AwareDatetime
    due_at: AwareDatetime | None = None
    on_silence: str | None = None
    note: str = ""
    items: list[RequestItem] = []
    bill_id: str | None = None
    document_id: str | None = None
    answered_at: AwareDatetime | None = None


class TimelineEntry(BaseModel):
    """One line of the history, newest last."""

    at: AwareDatetime
    part_id: str | None = None
    kind: str
    status: int | None = None
    by: Text
    text: Text
    note: str = ""


class Document(BaseModel):
    """A document issued to the citizen."""

    id: str
    part_id: str | None = None
    kind: str
    number: str
    title: Text
    issued_at: AwareDatetime
    media_type: str
    size_bytes: int
    sha256: str
    statement: str | None = None


class FiledFile(BaseModel):
    """A file that is part of the dossier now."""

    paper_id: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str


class Part(BaseModel):
    """What one office does of a linked dossier; ``status`` as a dossier's, 0 while it waits for the parts ``after``."""

    id: str
    key: str
    code: str
    procedure_code: str
    name: Text
    office: Office
    after: list[str] = []
    status: int
    accepted_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    returned_at: AwareDatetime | None = None


class Dossier(BaseModel):
    """A dossier; ``status`` 1..10 (domain facts B.3) and open ``requests`` say everything about its state.

    A linked dossier has ``parts``; what belongs to one of them names it by ``part_id``, and the dossier's own state and
    times follow from theirs.

    A document that is still being drawn is not listed yet; it is there at the next request.
    """

    id: str
    code: str
    lookup_code: str
    key: str
    procedure_code: str
    procedure_name: Text
    form_version: str
    version: int
    status: int
    submitted_at: AwareDatetime
    accepted_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    returned_at: AwareDatetime | None = None
    office: Office
    subject: str
    subject_name: str
    parts: list[Part] = []
    requests: list[Request] = []
    timeline: list[TimelineEntry] = []
    documents: list[Document] = []
    files: list[FiledFile] = []
    bills: list[Bill] = []
    answers: dict[str, Any] = {}
    confirmations: list[str] = []
    help: Help | None = None
    updates_to: str = ""
