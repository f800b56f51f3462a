"""What the portal sends and takes, decoded once at the edge (``docs/openapi.json`` is the contract)."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, FailFast

T = TypeVar("T")
Text = dict[str, str]
Many = Annotated[tuple[T, ...], FailFast()]
"""A list that is refused at its first wrong entry: telling of each of a million would hold the app up for minutes."""


def _known(*values: str) -> BeforeValidator:
    return BeforeValidator(lambda value: value if value in values else "other")


class Wire(BaseModel):
    """Base of every wire value: immutable, unknown members ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Office(Wire):
    """A receiving office (cơ quan tiếp nhận)."""

    id: str
    name: Text
    address: Text = {}


class RequestItem(Wire):
    """One thing the citizen must mend: a field (``pointer``) or a paper (``paper_id``)."""

    id: str
    pointer: str | None = None
    paper_id: str | None = None
    reason: str
    how_to_fix: str = ""


RequestKind = Annotated[
    Literal["supplement", "proof", "payment", "visit", "other"], _known("supplement", "proof", "payment", "visit")
]
RequestState = Annotated[
    Literal["open", "answered", "lapsed", "withdrawn", "other"], _known("open", "answered", "lapsed", "withdrawn")
]


class Request(Wire):
    """Something the office needs from the citizen."""

    id: str
    part_id: str | None = None
    """The part of a linked dossier that it belongs to."""
    kind: RequestKind
    state: RequestState
    opened_at: AwareDatetime
    due_at: AwareDatetime | None = None
    on_silence: str | None = None
    """``agreed`` or ``closed``: what happens when the citizen does not answer."""
    note: str = ""
    items: Many[RequestItem] = ()
    bill_id: str | None = None
    document_id: str | None = None
    """The proof to read, a document of the dossier."""
    answered_at: AwareDatetime | None = None


class TimelineEntry(Wire):
    """One line of the dossier's history, newest last."""

    at: AwareDatetime
    part_id: str | None = None
    kind: str
    status: int | None = None
    by: Text
    text: Text
    note: str = ""


class Document(Wire):
    """A document the portal keeps for the citizen: slip, proof, result, receipt, copy of what was submitted."""

    id: str
    part_id: str | None = None
    kind: str
    """``submission_confirmation | acceptance_slip | supplement_request | not_accepted | apology | closed | proof |
    result | submitted_copy``."""
    number: str
    title: Text
    issued_at: AwareDatetime
    media_type: str
    size_bytes: int
    sha256: str
    statement: str | None = None
    """Compact JWS (EdDSA) that the QR code carries."""


class FiledFile(Wire):
    """A file the portal has, with the hash it acknowledged."""

    paper_id: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str


class Bill(Wire):
    """What is to be paid."""

    id: str
    dossier_id: str | None = None
    reference: str
    title: Text
    amount_vnd: int
    state: Annotated[
        Literal["open", "paid", "cancelled", "refund_due", "other"], _known("open", "paid", "cancelled", "refund_due")
    ]
    payee: Text
    expires_at: AwareDatetime | None = None
    paid_at: AwareDatetime | None = None
    refund_due_vnd: int = 0
    receipt: Document | None = None
    is_being_paid: bool = False
    """Looked up by codes: somebody began to pay it at the gateway, which has not said yet how it ended."""


class Part(Wire):
    """What one office does of a linked dossier: its own state, times and result."""

    id: str
    key: str = ""
    """Its id in the catalogue (``forms.procedure.LinkedPart``)."""
    code: str
    procedure_code: str = ""
    name: Text
    office: Office
    after: Many[str] = ()
    """Ids of the parts that must be finished before it begins."""
    status: int
    """1..10 as a dossier's, 0 while it waits for another part."""
    accepted_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    returned_at: AwareDatetime | None = None


class Help(Wire):
    """Who helped to fill in a dossier; the applicant is another."""

    kind: str
    """``officer | community_team | post_office | relative``."""
    name: str
    number: str = ""


class Dossier(Wire):
    """A dossier (hồ sơ) as the portal has it; every screen derives from ``status`` and ``requests``."""

    id: str
    code: str
    lookup_code: str
    key: str
    """The idempotency key it was submitted with."""
    procedure_code: str
    procedure_name: Text
    form_version: str
    version: int
    status: int
    """1..10, domain facts B.3."""
    submitted_at: AwareDatetime
    accepted_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    returned_at: AwareDatetime | None = None
    office: Office
    subject: str = "self"
    subject_name: str = ""
    parts: Many[Part] = ()
    """Of a linked dossier; none where one office does all."""
    requests: Many[Request] = ()
    timeline: Many[TimelineEntry] = ()
    documents: Many[Document] = ()
    files: Many[FiledFile] = ()
    bills: Many[Bill] = ()
    answers: dict[str, Any] = {}
    confirmations: Many[str] = ()
    help: Help | None = None
    updates_to: str = ""
    """Where the applicant wants to be told; empty: the account alone."""


class VietQr(Wire):
    """A transfer order to draw as a QR code or to copy by hand."""

    payload: str
    bank_name: str
    bank_bin: str
    account: str
    payee: str
    amount_vnd: int
    content: str
    expires_at: AwareDatetime | None = None


class Payment(Wire):
    """One attempt to pay a bill; only the State's confirmation makes it ``confirmed``."""

    id: str
    bill_id: str
    method: Annotated[Literal["gateway", "vietqr", "other"], _known("gateway", "vietqr")]
    state: Annotated[
        Literal["not_started", "at_bank", "confirmed", "refused", "unknown"],
        BeforeValidator(lambda v: v if v in ("not_started", "at_bank", "confirmed", "refused") else "unknown"),
    ]
    amount_vnd: int
    created_at: AwareDatetime
    redirect_url: str | None = None
    vietqr: VietQr | None = None
    reason: str | None = None


class KnownValue(Wire):
    """A value the State already holds about the signed-in person, and which register says so."""

    value: Any
    source: str
    as_of: str | None = None


class Person(Wire):
    """The signed-in person as ``/api/v1/me`` describes them."""

    subject: str
    name: str
    role: str = "citizen"
    level: int = 2
    organisation: str | None = None
    known: dict[str, KnownValue] = {}


class TerminalPlace(Wire):
    """A public terminal."""

    id: str
    name: str
    office: Text = {}


class SignInPlace(Wire):
    """A device or a public terminal at which the person is signed in."""

    id: str
    kind: Annotated[Literal["app", "terminal", "desk", "other"], _known("app", "terminal", "desk")]
    terminal: TerminalPlace | None = None
    signed_in_at: AwareDatetime
    last_used_at: AwareDatetime | None = None
    ends_at: AwareDatetime
    is_this_one: bool


class UploadReceipt(Wire):
    """What the portal says of one upload."""

    id: str
    length: int
    offset: int
    sha256: str | None = None
    state: Annotated[
        Literal["incomplete", "checking", "verified", "refused", "other"],
        _known("incomplete", "checking", "verified", "refused"),
    ]
    """``checking``: it is whole, and the portal's virus scanner has not decided yet."""
    problem: str | None = None


class Tokens(Wire):
    """Answer of the token endpoint."""

    access_token: str
    refresh_token: str | None = None
    id_token: str | None = None
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105
    scope: str = ""
