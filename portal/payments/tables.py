"""Tables of bills, payments, and every đồng that arrived."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class BillRow(Base):
    """What somebody has to pay."""

    __tablename__ = "bills"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    dossier_id: Mapped[str | None] = mapped_column(String(40), index=True)
    office_id: Mapped[str | None] = mapped_column(String(35), index=True)
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    payee: Mapped[dict[str, str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refund_due_vnd: Mapped[int] = mapped_column(BigInteger, default=0)
    receipt_id: Mapped[str | None] = mapped_column(String(40))
    """The dossier's document that is the receipt."""


class PaymentRow(Base):
    """One attempt to pay a bill."""

    __tablename__ = "payments"
    __table_args__ = (UniqueConstraint("owner", "idempotency_key"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    bill_id: Mapped[str] = mapped_column(ForeignKey("bills.id"), index=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    """Who pays: a person's subject, or ``codes:`` and the dossier for whoever holds its codes."""
    method: Mapped[str] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    """``vnp_TxnRef``, or the word a transfer must carry in its content."""
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(40))
    order: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Gateway: the fields as sent. VietQR: the transfer order as shown."""
    return_url: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the gateway was last asked what became of it."""
    idempotency_key: Mapped[str] = mapped_column(String(255))
    """Kept in the record itself: one intent, one attempt, for ever."""
    fingerprint: Mapped[str] = mapped_column(String(64))


class MoneyRow(Base):
    """Money that arrived. ``settles_bill_id`` is unique: one bill has at most one settling payment, for ever (I6)."""

    __tablename__ = "money_received"
    __table_args__ = (UniqueConstraint("source", "source_reference"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    bill_id: Mapped[str | None] = mapped_column(ForeignKey("bills.id"), index=True)
    payment_id: Mapped[str | None] = mapped_column(ForeignKey("payments.id"), index=True)
    settles_bill_id: Mapped[str | None] = mapped_column(ForeignKey("bills.id"), unique=True)
    source: Mapped[str] = mapped_column(String(16))
    source_reference: Mapped[str] = mapped_column(String(64))
    """The gateway's or bank's own transaction number: the same money is never counted twice."""
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    refund_due_vnd: Mapped[int] = mapped_column(BigInteger, default=0)
    outcome: Mapped[str] = mapped_column(String(16))
    """``settled | over | partial | double | late | unmatched``."""
    content: Mapped[str | None] = mapped_column(String(200))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SandboxOrderRow(Base):
    """An order as the sandbox gateway remembers it, with the notice it still owes the portal."""

    __tablename__ = "sandbox_orders"

    reference: Mapped[str] = mapped_column(String(40), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    notice: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What the gateway decided, as it is sent; None while the payer has not decided."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """None: the portal has answered 00 or 02, or the gateway gave up."""
    tries: Mapped[int] = mapped_column(default=0)
    last_answer: Mapped[str | None] = mapped_column(String(8))
