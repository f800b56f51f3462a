"""Every đồng that arrives: recorded once, settling at most one open bill, and never lost from sight.

The caller runs each function in one transaction. What closes the race between two notices: the bill's row is locked
(PostgreSQL) or there is one writer (SQLite), and ``money_received`` has unique ``settles_bill_id`` and
``(source, source_reference)``, so a second settlement cannot be written at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.payments.tables import BillRow, MoneyRow, PaymentRow

Outcome = Literal["settled", "over", "partial", "double", "late", "unmatched"]
Paid = Callable[[Session, BillRow, datetime], None]
"""What else happens in the transaction in which a bill is settled: receipt, the dossier's timeline."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Money as the gateway or the bank reports it."""

    source: Literal["gateway", "bank"]
    source_reference: str
    amount_vnd: int
    content: str | None = None


def is_recorded(session: Session, arrival: Arrival) -> bool:
    """Tell whether this very money is in the ledger already."""
    found = select(MoneyRow.id).where(
        MoneyRow.source == arrival.source, MoneyRow.source_reference == arrival.source_reference
    )
    return session.scalar(found) is not None


def record(
    session: Session,
    arrival: Arrival,
    payment: PaymentRow | None,
    *,
    money_id: str,
    paid: Paid,
    now: datetime,
) -> Outcome:
    """Write the money down and settle the payment's bill with it if that is still possible.

    Late means: the bill was cancelled or its own date has passed. An attempt's 15 minutes are no reason to send money
    back: the person owed it, has paid it, and the bill was open.
    """
    bill = session.get(BillRow, payment.bill_id, with_for_update=True) if payment is not None else None
    outcome = _judge(bill, arrival, now)
    refund = _refund(outcome, bill, arrival)
    session.add(
        MoneyRow(
            id=money_id,
            bill_id=bill.id if bill is not None else None,
            payment_id=payment.id if payment is not None else None,
            settles_bill_id=bill.id if bill is not None and outcome in ("settled", "over") else None,
            source=arrival.source,
            source_reference=arrival.source_reference,
            amount_vnd=arrival.amount_vnd,
            refund_due_vnd=refund,
            outcome=outcome,
            content=arrival.content,
            received_at=now,
        )
    )
    session.flush()
    if bill is not None:
        bill.refund_due_vnd += refund
        if outcome in ("settled", "over"):
            bill.paid_at = now
            session.flush()
            paid(session, bill, now)
    return outcome


def _judge(bill: BillRow | None, arrival: Arrival, now: datetime) -> Outcome:
    if bill is None:
        return "unmatched"
    if bill.paid_at is not None:
        return "double"
    if bill.cancelled_at is not None or (bill.expires_at is not None and bill.expires_at <= now):
        return "late"
    if arrival.amount_vnd < bill.amount_vnd:
        return "partial"
    return "settled" if arrival.amount_vnd == bill.amount_vnd else "over"


def _refund(outcome: Outcome, bill: BillRow | None, arrival: Arrival) -> int:
    if outcome == "settled":
        return 0
    return arrival.amount_vnd - bill.amount_vnd if outcome == "over" and bill is not None else arrival.amount_vnd
