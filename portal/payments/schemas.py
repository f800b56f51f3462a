"""Wire shapes of bills and payments."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

Text = dict[str, str]
BillState = Literal["open", "paid", "cancelled", "refund_due"]


class ReceiptDocument(BaseModel):
    """An electronic receipt: a document like a dossier's."""

    id: str
    kind: str = "receipt"
    number: str
    title: Text
    issued_at: datetime
    media_type: str = "application/pdf"
    size_bytes: int
    sha256: str
    statement: str | None = None


class Bill(BaseModel):
    """What is to be paid."""

    id: str
    dossier_id: str | None = None
    reference: str
    title: Text
    amount_vnd: int
    state: BillState
    payee: Text
    expires_at: datetime | None = None
    paid_at: datetime | None = None
    refund_due_vnd: int = 0
    receipt: ReceiptDocument | None = None
    is_being_paid: bool = False
    """Looked up by codes: somebody began to pay it at the gateway, which has not said yet how it ended."""


class VietQr(BaseModel):
    """A transfer order, to draw as a QR code or to copy by hand."""

    payload: str
    bank_name: str
    bank_bin: str
    account: str
    payee: str
    amount_vnd: int
    content: str
    expires_at: datetime | None = None


class Payment(BaseModel):
    """One attempt to pay a bill; only the State's confirmation makes it ``confirmed``."""

    id: str
    bill_id: str
    method: Literal["gateway", "vietqr"]
    state: Literal["not_started", "at_bank", "confirmed", "refused", "unknown"]
    amount_vnd: int
    created_at: datetime
    redirect_url: str | None = None
    vietqr: VietQr | None = None
    reason: str | None = None


class NewPayment(BaseModel):
    """Which bill is paid how."""

    bill_id: str = Field(max_length=64)
    method: Literal["gateway", "vietqr"]
    return_url: str | None = Field(default=None, max_length=300)
    """Where the return page links back to: the app's loopback address or app link, nothing else."""
